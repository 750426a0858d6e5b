import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { importPlan, previewImport } from '../../../data/import/import.ts'
import { loadPlan } from '../../../data/plans.ts'
import { verifyTrail } from '../../../data/trail.ts'
import { readPlanFile } from '../../../src/plan-file/read.ts'
import { projectFile } from '../../../src/shell/project.ts'
import { createTestApp, type TestApp, TINY } from '../../support/app.ts'

let bot: TestApp
beforeEach(async () => {
  bot = await createTestApp({ plan: TINY })
})
afterEach(() => bot.close())

const tiny = readFileSync(projectFile(TINY), 'utf8')
const AREAS = tiny.slice(tiny.indexOf('areas:\n'))

interface Whole {
  readonly title: string
  readonly parts: readonly string[]
}

/** The tiny plan with one theme of these wholes and parts, numbered in their order. */
function planOf(...wholes: readonly Whole[]) {
  const actions = wholes.map(({ title, parts }, index) => {
    const subActions = parts.map(
      (part, place) =>
        `          - { ref: 7.${index + 1}.${place + 1}, title: ${part}, owners: [ HEAD ], due: { on: 2021-03, asGiven: March 2021 } }\n`,
    )
    return `      - ref: 7.${index + 1}\n        title: ${title}\n        lead: HEAD\n        subActions:\n${subActions.join('')}`
  })
  const areas = `areas:\n  - code: 7\n    title: Access\n    actions:\n${actions.join('')}`
  const { plan, errors } = readPlanFile(tiny.replace(AREAS, areas))
  if (!plan) throw new Error(errors.map(({ line, text }) => `${line}: ${text}`).join('; '))
  return plan
}

const options = (answers: Readonly<Record<string, string>> = {}) => {
  const now = bot.now()
  return { now, today: now.toISOString().slice(0, 10), answers: new Map(Object.entries(answers)) }
}
const bring = async (
  file: ReturnType<typeof planOf>,
  answers?: Readonly<Record<string, string>>,
  missing?: string,
) => importPlan(bot.db, file, { ...options(answers), missing })
const asked = async (file: ReturnType<typeof planOf>, answers?: Readonly<Record<string, string>>) =>
  (await previewImport(bot.db, file, options(answers))).questions

/** The plan's items by their titles, with what stays the same of them. */
async function identities() {
  const { items } = await loadPlan(bot.db)
  return new Map(items.map(({ id, ref, title }) => [`${title} ${id}`, ref]))
}

const NAMES =
  'Anchor Beacon Cargo Dock Engine Ferry Gangway Harbour Inlet Jetty Keel Ladder Mooring Net Oar Pier Quay Rope Sail Tide Unload Vessel'.split(
    ' ',
  )
const PARTS = NAMES.map((name) => `${name} is looked after`)

describe('many renumberings in one file', () => {
  beforeEach(async () => {
    await bring(planOf({ title: 'Keep the port', parts: PARTS }), {}, 'left: closed')
    bot.later({ minutes: 1 })
  })

  test('are asked as one list with one answer, and each item keeps its record: 20 shifted by one that is put in', async () => {
    await bot.say('update 7.1.3 5 the crane is broken', { as: 'HEAD' })
    const before = await identities()
    const file = planOf({
      title: 'Keep the port',
      parts: [...PARTS.slice(0, 2), 'Buy a second crane', ...PARTS.slice(2)],
    })
    const questions = await asked(file)
    expect(questions.map(({ key }) => key)).toEqual(['20 renumbered, 7.1.4 to 7.1.23'])
    expect(questions[0]?.answers.map(({ answer }) => answer)).toEqual(['yes', 'one by one'])
    expect(questions[0]?.text.split('\n').map((line) => line.trim())).toContain(
      '7.1.4, 7.1.3 before: “Cargo is looked after”',
    )
    const { changes } = await bring(file, { '20 renumbered, 7.1.4 to 7.1.23': 'yes' })
    expect(changes.map(({ kind }) => kind).sort()).toEqual(['joined', ...Array(20).fill('renumbered')])
    const after = await identities()
    for (const [identity, ref] of before) {
      const place = Number(ref.split('.')[2] ?? 0)
      expect(after.get(identity), identity).toBe(place > 2 ? `7.1.${place + 1}` : ref)
    }
    expect((await bot.tell('status 7.1.4')).items).toMatchObject([{ rating: '5' }])
    expect(await bot.say('status 7.1.3')).toContain('Buy a second crane')
    expect((await bot.tell('status 7.1.3')).items).toMatchObject([{ rating: null }])
    expect((await bring(file)).changes).toEqual([])
    expect((await verifyTrail(bot.db)).broken).toBeNull()
  })

  test('are asked one by one if so answered, and an item with an answer of its own is not in the list', async () => {
    const file = planOf({ title: 'Keep the port', parts: ['Buy a second crane', ...PARTS] })
    const [question] = await asked(file)
    const each = await asked(file, { [question?.key ?? '']: 'one by one' })
    expect(each.map(({ key }) => key)).toEqual(
      Array.from({ length: 23 }, (_, index) => `item 7.1.${index + 1}`),
    )
    expect((await asked(file, { 'item 7.1.23': 'new' })).map(({ key }) => key)).toContain(
      '21 renumbered, 7.1.2 to 7.1.22',
    )
    await expect(asked(file, { [question?.key ?? '']: 'perhaps' })).rejects.toThrow('does not answer')
  })

  test('of what moved up leave one question beside them: why the one that is gone has left', async () => {
    const file = planOf({ title: 'Keep the port', parts: PARTS.slice(1) })
    const questions = await asked(file, { '21 renumbered, 7.1.1 to 7.1.21': 'yes' })
    expect(questions.map(({ key }) => key)).toEqual(['missing 7.1.1'])
    const { changes } = await bring(file, {
      '21 renumbered, 7.1.1 to 7.1.21': 'yes',
      'missing 7.1.1': 'left: closed',
    })
    expect(changes.filter(({ kind }) => kind === 'left').map(({ text }) => text)).toEqual([
      '7.1.1 “Anchor is looked after”: closed',
    ])
  })
})

test.each(['in one list', 'one by one'])(
  'parts with the same titles in every whole stay with their own when a whole is put in before them, asked %s',
  async (how) => {
    const parts = ['Set a baseline', 'Review it']
    await bring(
      planOf({ title: 'Coaches', parts }, { title: 'Ferries', parts }, { title: 'Trams', parts }),
      {},
      'left: closed',
    )
    bot.later({ minutes: 1 })
    await bot.say('update 7.2.1 5 no ferry runs', { as: 'HEAD' })
    const idOf = async (ref: string) => (await loadPlan(bot.db)).items.find((item) => item.ref === ref)?.id
    const [ferries, baseline, review] = [await idOf('7.2'), await idOf('7.2.1'), await idOf('7.2.2')]
    const file = planOf(
      { title: 'Coaches', parts },
      { title: 'Bicycles', parts },
      { title: 'Ferries', parts },
      { title: 'Trams', parts },
    )
    const questions = await asked(file)
    expect(questions.map(({ key }) => key)).toEqual(['6 renumbered, 7.3 to 7.4.2'])
    const answers = {
      '6 renumbered, 7.3 to 7.4.2': how === 'in one list' ? 'yes' : how,
      ...(how === 'in one list' ? {} : ONE_BY_ONE),
    }
    await bring(file, answers)
    expect([await idOf('7.3'), await idOf('7.3.1'), await idOf('7.3.2')]).toEqual([ferries, baseline, review])
    expect((await bot.tell('status 7.3.1')).items).toMatchObject([{ rating: '5' }])
    expect((await bot.tell('status 7.2.1')).items).toMatchObject([{ rating: null }])
  },
)

const ONE_BY_ONE = {
  'item 7.2': 'new',
  'item 7.2.1': 'new',
  'item 7.2.2': 'new',
  'item 7.3': 'was 7.2',
  'item 7.3.1': 'was 7.2.1',
  'item 7.3.2': 'was 7.2.2',
  'item 7.4': 'was 7.3',
  'item 7.4.1': 'was 7.3.1',
  'item 7.4.2': 'was 7.3.2',
}
