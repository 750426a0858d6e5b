import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { loadPlan } from '../../data/plans.ts'
import { projectFile } from '../../src/shell/project.ts'
import { createTestApp, SAMPLE, type TestApp } from '../support/app.ts'
import { tickAt } from '../support/clock.ts'
import { createShellHere, type ShellHere } from '../support/shell.ts'

const sample = readFileSync(projectFile(SAMPLE), 'utf8')
const BOARD = ['--decided', 'improvement-board, 8 Dec 2020, minute 4.3']

let shell: ShellHere
let bot: TestApp
beforeEach(async () => {
  shell = createShellHere()
  bot = await createTestApp({ database: `sqlite:${join(shell.folder, 'plan.sqlite')}` })
})
afterEach(async () => {
  await bot.close()
  shell.close()
})

async function imports(yaml: string, ...args: readonly string[]) {
  shell.write('plan.yaml', yaml)
  return shell.run(['import', 'plan.yaml', '--now', bot.now().toISOString(), ...args], {
    env: { DATABASE_URL: `sqlite:${join(shell.folder, 'plan.sqlite')}` },
  })
}

/** The lines of an item in the sample. */
function partOf(ref: string): string {
  const start = sample.indexOf(`          - ref: ${ref}\n`)
  const next = sample.slice(start + 1).search(/\n {2,10}- (ref|code): |\n\S/)
  if (start < 0 || next < 0) throw new Error(`the sample has no ${ref}`)
  return sample.slice(start, start + next + 2)
}

/** The sample, where the revised date of an item is another. */
function redated(yaml: string, ref: string, day: string): string {
  const part = partOf(ref)
  const dated = part.replace(/- due: \{ on: \S+,/, `- due: { on: ${day},`)
  if (dated === part) throw new Error(`${ref} has no revised date`)
  return yaml.replace(part, dated)
}

async function notices() {
  const rows = await bot.db
    .selectFrom('deliveries')
    .innerJoin('people', 'people.id', 'deliveries.personId')
    .select(['people.code', 'payload'])
    .where('kind', '=', 'notice')
    .orderBy('key')
    .execute()
  return rows.map(({ code, payload }) => ({ code, payload }))
}

describe('a request that a file makes', () => {
  test('is told to whoever answers for the item, in one message each', async () => {
    const { out } = await imports(redated(redated(sample, 'B1(b)', '2021-04-30'), 'B1(c)', '2021-05-31'))
    expect(out).toContain('R1 asks the SEND Improvement Board')
    const told = await notices()
    const owners = new Set(told.map(({ code }) => code))
    expect(owners.size).toBe(told.length)
    const both = told.filter(({ payload }) => payload.includes('B1(b): R1') && payload.includes('B1(c): R2'))
    expect(both.length).toBeGreaterThan(0)
    expect(both[0]?.payload).toContain('A newer plan file was imported, and 2 changes concern you.')
    expect(
      (await imports(redated(redated(sample, 'B1(b)', '2021-04-30'), 'B1(c)', '2021-05-31'))).out,
    ).toContain('nothing to do')
    expect(await notices()).toEqual(told)
  })

  test('is told nobody when a plan is new', async () => {
    expect(await notices()).toEqual([])
  })
})

describe('a digest that is out', () => {
  const CUT_OFF = '2020-12-22T12:00:00.000Z'

  const under = async () =>
    (
      await bot.db
        .selectFrom('deliveries')
        .select('payload')
        .where('underKey', 'is not', null)
        .where('kind', '=', 'notice')
        .execute()
    ).map(({ payload }) => payload)

  beforeEach(async () => {
    await tickAt(bot, '2020-11-27T12:00:00.000Z')
    bot.later(new Date('2020-12-14T10:00:00Z'))
    await bot.say('bind board', {
      from: { conversation: 'C1', conversationName: '#board', isPrivate: false },
    })
  })

  test('gets a line under it for requests that ended with items that a file took out', async () => {
    await bot.say('revise B1(c) to 26 March 2021 because the supplier moved')
    await tickAt(bot, CUT_OFF)
    await tickAt(bot, '2020-12-23T10:00:00.000Z')
    expect(await under()).toEqual([])
    const { exit, errors } = await imports(
      sample.replace(partOf('B1(c)'), ''),
      '--missing',
      'left:closed',
      ...BOARD,
    )
    expect([exit, errors]).toEqual([0, ''])
    const lines = await under()
    expect(lines.length).toBeGreaterThan(0)
    for (const line of lines) expect(line).toContain('R1 ended: B1(c) left the plan on 8 Dec 2020: closed')
  })

  test('gets one for a request of the file that it makes no more', async () => {
    await imports(redated(sample, 'B1(c)', '2021-05-31'))
    await tickAt(bot, CUT_OFF)
    await tickAt(bot, '2020-12-23T10:00:00.000Z')
    await imports(sample)
    const lines = await under()
    expect(lines.length).toBeGreaterThan(0)
    for (const line of lines) expect(line).toContain('R1 ended: a newer plan file asks for it no more.')
  })
})

describe('a file with an item put in before others', () => {
  interface Part {
    ref: string
    subActions?: { ref: string; title: string }[]
  }
  const letter = (place: number) => String.fromCharCode('a'.charCodeAt(0) + place)

  /** The sample, with an item put in as the first of an action, so that the others move on by a letter. */
  function shifted(ref: string): string {
    const file = parse(sample) as { areas: { actions: Part[] }[] }
    const action = file.areas.flatMap(({ actions }) => actions).find((each) => each.ref === ref)
    const [first] = action?.subActions ?? []
    if (!action?.subActions || !first) throw new Error(`${ref} has no sub-actions`)
    const added = { ...first, title: 'Write down what families say', opening: [], revisions: [] }
    action.subActions = [added, ...action.subActions].map((each, place) => ({
      ...each,
      ref: `${ref}(${letter(place)})`,
    }))
    return stringify(file, { aliasDuplicateObjects: false })
  }

  test('is asked about once, in a file that is written, filled in and read again', async () => {
    bot.later(new Date('2020-12-14T10:00:00Z'))
    const yaml = shifted('A5')
    const before = new Map((await loadPlan(bot.db)).items.map(({ id, title }) => [id, title]))
    const { out, errors } = await imports(yaml, '--plan-questions', 'answers.yaml', ...BOARD)
    expect(errors).toBe('')
    expect(out).toContain('A question waits in answers.yaml.')
    const blanks = readFileSync(join(shell.folder, 'answers.yaml'), 'utf8')
    const [key] = blanks.match(/^\d+ renumbered, A5\(b\) to A5\(\w\)/m) ?? []
    expect(blanks).toContain('#    A5(b), A5(a) before: “')
    shell.write('answers.yaml', blanks.replace(`${key}:`, `${key}: yes`))
    const done = await imports(yaml, '--answers', 'answers.yaml', ...BOARD)
    expect([done.exit, done.errors]).toEqual([0, ''])
    const after = (await loadPlan(bot.db)).items
    for (const [id, title] of before) expect(after.find((item) => item.id === id)?.title).toBe(title)
    expect(after).toHaveLength(before.size + 1)
  })
})
