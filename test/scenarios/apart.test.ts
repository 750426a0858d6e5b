import { afterAll, beforeAll, expect, test } from 'vitest'
import { importPlan } from '../../data/import/import.ts'
import { examplesOf } from '../../src/conversation/command/grammar.ts'
import type { Reply } from '../../src/platform.ts'
import { watchStatements } from '../bench/statements.ts'
import { createTestApp, planFrom, type TestApp, TINY } from '../support/app.ts'

const LIBRARY = { ...planFrom(TINY), short: 'library' }
/** An owner, a chair and the coordinator of the one plan, who have no part in the other. */
const PEOPLE = ['SLSESEND', 'chair:improvement-board', 'sam-example']

let alone: TestApp
let beside: TestApp
beforeAll(async () => {
  alone = await createTestApp()
  beside = await createTestApp()
  for (const bot of [alone, beside]) await bot.say('assign coordinator new Sam Example')
  await importPlan(beside.db, LIBRARY, { now: beside.now(), today: '2020-11-24' })
  await beside.say('update 1.1.1 stalled nothing moves', { as: 'HEAD' })
  await beside.say('revise 1.1.1 to 5 January 2021 because of the roof', { as: 'HEAD' })
})
afterAll(() => Promise.all([alone.close(), beside.close()]))

/** Lines that may touch on another plan: each command as typed, with its examples, and what only the other plan has. */
async function lines(commands = [...alone.commands]): Promise<readonly string[]> {
  const vocabulary = await alone.app.vocabulary(alone.now())
  const typed = commands.flatMap(([name, command]) => {
    const verb = name.replace('-', ' ')
    return [verb, `help ${verb}`, ...examplesOf(name, command, vocabulary)]
  })
  return [
    ...typed,
    'plans',
    'in library overdue',
    'overdue in library',
    'in all overdue',
    'library: status',
    'plan library',
    'status 1.1.1',
    'who owns 1.1.1?',
    'update 1.1.1 amber still waiting',
    'history #57',
    'find caretakers',
    'find archive',
    'role HEAD',
    'what does the head librarian own?',
    'meeting steering group',
    'digest steering-group',
    'bind steering-group',
    'assign HEAD new Sam Example',
    'tell HEAD hello',
    'is 1.1.1 overdue?',
    'deliveries',
    'library',
  ]
}

/** What a person reads and can press; nonces and marks differ in any case, and requests and entries are counted over all plans. */
function seenIn({ message, thread, items, changes, error }: Reply): unknown {
  const text = JSON.stringify({ message, thread, items, changes, error })
  // Requests and entries are counted over all plans.
  return text.replace(/"(?:nonce|seen|pressed)":"[^"]*"/g, '""').replace(/\bR\d+\b|#\d+\b/g, 'R')
}

/** Requests are counted over all plans, and the other plan has the first one. */
function counted(line: string): string {
  return line.replace(/\bR(\d+)\b/g, (_, number) => `R${Number(number) + 1}`)
}

test('nothing that somebody says tells of a plan that they have no part in', async () => {
  for (const as of PEOPLE) {
    for (const line of await lines()) {
      const [one, other] = await Promise.all([alone.tell(line, { as }), beside.tell(counted(line), { as })])
      expect({ as, line, seen: seenIn(other) }).toEqual({ as, line, seen: seenIn(one) })
    }
  }
}, 120_000)

test.each(['approve R1 minute 4', 'withdraw R1', 'request 1'])(
  'a request of another plan is one that there is not: %s',
  async (line) => {
    const unknown = line.replace(/1/, '99')
    const [one, other] = await Promise.all([
      alone.tell(unknown, { as: 'sam-example' }),
      beside.tell(line, { as: 'sam-example' }),
    ])
    expect(String(seenIn(other)).replaceAll('1', '99')).toEqual(String(seenIn(one)).replaceAll('1', '99'))
  },
)

/** How often the database is asked for an answer, once all is in memory that is kept there. */
async function asked(bot: TestApp, line: string, as: string): Promise<readonly string[]> {
  await bot.tell(line, { as })
  const { statements } = await watchStatements(async () => {
    await bot.tell(line, { as })
  })
  // Several changes may share a commit.
  return statements.filter((text) => !['begin immediate', 'commit'].includes(text))
}

test('no answer takes longer for a plan that the speaker has no part in: the database is asked as often', async () => {
  const queries = await lines([...alone.commands].filter(([, { changes }]) => !changes))
  for (const as of PEOPLE) {
    for (const bot of [alone, beside])
      for (let time = 0; time < 2; time += 1) await bot.tell('status', { as })
    for (const line of queries) {
      const [one, other] = [await asked(alone, line, as), await asked(beside, counted(line), as)]
      expect({ as, line, asked: other }).toEqual({ as, line, asked: one })
    }
  }
}, 120_000)
