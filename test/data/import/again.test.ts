import { readFileSync } from 'node:fs'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type ImportPreview, importPlan, previewImport } from '../../../data/import/import.ts'
import type { DecidedAt, ImportOptions } from '../../../data/import/stage.ts'
import { lineOf } from '../../../data/import/told.ts'
import { loadPlan, planAsAt } from '../../../data/plans.ts'
import { listRequests } from '../../../data/requests.ts'
import { readTrail, verifyTrail } from '../../../data/trail.ts'
import { createApp } from '../../../src/app/app.ts'
import type { PlanFile } from '../../../src/plan-file/arranged.ts'
import { readPlanFile } from '../../../src/plan-file/read.ts'
import { projectFile } from '../../../src/shell/project.ts'
import { createTestApp, read, type TestApp, TINY } from '../../support/app.ts'

const tiny = readFileSync(projectFile(TINY), 'utf8')

let bot: TestApp

beforeEach(async () => {
  bot = await createTestApp({ plan: TINY })
})
afterEach(() => bot.close())

type Change = readonly [from: string, to: string]

/** The tiny plan with some of its text put otherwise. */
function changed(...changes: readonly Change[]): PlanFile {
  const yaml = changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the tiny plan has no "${from}"`)
    return text.replace(from, to)
  }, tiny)
  const { plan, errors } = readPlanFile(yaml)
  if (!plan) throw new Error(errors.map(({ line, text }) => `${line}: ${text}`).join('; '))
  return plan
}

type Options = Partial<Omit<ImportOptions, 'answers'>> & { answers?: Readonly<Record<string, string>> }

function options({ answers = {}, ...more }: Options = {}): ImportOptions {
  const now = bot.now()
  return { now, today: now.toISOString().slice(0, 10), answers: new Map(Object.entries(answers)), ...more }
}

async function bring(file: PlanFile, more?: Options): Promise<readonly string[]> {
  return (await importPlan(bot.db, file, options(more))).changes.map(lineOf)
}

async function seen(file: PlanFile, more?: Options): Promise<ImportPreview> {
  return previewImport(bot.db, file, options(more))
}

async function idOf(ref: string): Promise<number | undefined> {
  return (await loadPlan(bot.db)).items.find((item) => item.ref === ref)?.id
}

const keysOf = ({ questions }: ImportPreview) => questions.map(({ key }) => key)

const PHOTOGRAPHS = 'title: List the harbour photographs'
const LEDGERS = 'title: Copy the oldest ledgers'
const SWAPPED: readonly Change[] = [
  [PHOTOGRAPHS, 'title: Something else for now'],
  [LEDGERS, PHOTOGRAPHS],
  ['title: Something else for now', LEDGERS],
]
const LEDGERS_BLOCK = `          - ref: 2.1.2
            title: Copy the oldest ledgers
            owners: [ ARCHIVE ]
            due: { on: 2020-09, asGiven: September 2020 }
`

describe('which item is which', () => {
  test('swapped references are asked about, and with the answers each item keeps its record', async () => {
    await bot.say('update 2.1.2 5 the paper falls apart', { as: 'ARCHIVE' })
    const [photographs, ledgers] = [await idOf('2.1.1'), await idOf('2.1.2')]
    const preview = await seen(changed(...SWAPPED))
    expect(keysOf(preview)).toEqual(['item 2.1.1', 'item 2.1.2'])
    expect(preview.questions[0]?.text).toBe(
      '2.1.1 is “List the harbour photographs” in the plan, and “Copy the oldest ledgers” in the file. Like it is 2.1.2 “Copy the oldest ledgers”. Which item is 2.1.1?',
    )
    expect(preview.questions[0]?.answers.map(({ answer }) => answer)).toEqual(['was 2.1.2', 'same', 'new'])
    await expect(bring(changed(...SWAPPED))).rejects.toThrow('2 questions of the file are open')
    const answers = {
      'item 2.1.1': 'was 2.1.2',
      'item 2.1.2': 'was 2.1.1',
      'date 2.1.1': 'stay',
      'date 2.1.2': 'stay',
    }
    const lines = await bring(changed(...SWAPPED), { answers })
    expect(lines).toContain('renumbered: 2.1.1, 2.1.2 before: “Copy the oldest ledgers”')
    expect(lines).toContain('renumbered: 2.1.2, 2.1.1 before: “List the harbour photographs”')
    expect([await idOf('2.1.1'), await idOf('2.1.2')]).toEqual([ledgers, photographs])
    expect((await bot.tell('status 2.1.1')).items).toMatchObject([{ rating: '5' }])
    expect(await bring(changed(...SWAPPED), { answers })).toEqual([])
    expect(await bring(changed(...SWAPPED))).toEqual([])
    expect((await verifyTrail(bot.db)).broken).toBeNull()
  })

  test('one title under another reference is asked about, and is renumbered or new', async () => {
    const file = changed(['ref: 2.1.2', 'ref: 2.1.7'])
    const preview = await seen(file)
    expect(keysOf(preview)).toEqual(['item 2.1.7'])
    expect(preview.changes).toEqual([])
    const before = await idOf('2.1.2')
    expect((await seen(file, { answers: { 'item 2.1.7': 'new' } })).questions.map(({ key }) => key)).toEqual([
      'missing 2.1.2',
    ])
    expect(await bring(file, { answers: { 'item 2.1.7': 'was 2.1.2' } })).toEqual([
      'renumbered: 2.1.7, 2.1.2 before: “Copy the oldest ledgers”',
    ])
    expect(await idOf('2.1.7')).toBe(before)
    expect(await bring(file)).toEqual([])
  })

  test('renumbered and reworded at once is asked about too', async () => {
    const file = changed(['ref: 2.1.2', 'ref: 2.1.7'], [LEDGERS, 'title: Copy all the oldest ledgers'])
    expect(keysOf(await seen(file))).toEqual(['item 2.1.7'])
    const before = await idOf('2.1.2')
    expect(await bring(file, { answers: { 'item 2.1.7': 'was 2.1.2' } })).toHaveLength(2)
    expect(await idOf('2.1.7')).toBe(before)
  })

  test('a reference with under half of its words is asked about, and is reworded or another item', async () => {
    const file = changed([LEDGERS, 'title: Scan the parish registers'])
    expect(keysOf(await seen(file))).toEqual(['item 2.1.2'])
    const before = await idOf('2.1.2')
    expect(await bring(file, { answers: { 'item 2.1.2': 'new' }, missing: 'left: closed' })).toEqual([
      'joined: 2.1.2 “Scan the parish registers”',
      'left: 2.1.2 “Copy the oldest ledgers”: closed',
    ])
    expect(await idOf('2.1.2')).not.toBe(before)
    expect(await bring(file)).toEqual([])
  })

  test('half of the words are enough for a rewording', async () => {
    expect(await bring(changed([LEDGERS, 'title: Copy the ledgers of the harbour master']))).toEqual([
      'reworded: 2.1.2: “Copy the oldest ledgers”, now “Copy the ledgers of the harbour master”',
    ])
  })

  test('an answer that is none is refused with those that are', async () => {
    const file = changed([LEDGERS, 'title: Scan the parish registers'])
    await expect(seen(file, { answers: { 'item 2.1.2': 'perhaps' } })).rejects.toThrow(
      '“perhaps” does not answer “item 2.1.2”: expected one of same, new, was <reference>.',
    )
    const both = changed(...SWAPPED)
    await expect(
      seen(both, { answers: { 'item 2.1.1': 'same', 'item 2.1.2': 'was 2.1.1' } }),
    ).rejects.toThrow('2.1.1 and 2.1.2 would both be 2.1.1')
  })
})

describe('what is not in the file', () => {
  const file = () => changed([LEDGERS_BLOCK, ''])

  test('is asked about, and nothing is imported until it is answered', async () => {
    const preview = await seen(file())
    expect(keysOf(preview)).toEqual(['missing 2.1.2'])
    expect(preview.changes).toEqual([])
    await expect(bring(file())).rejects.toThrow('Nothing was imported')
    expect(await idOf('2.1.2')).toBeDefined()
  })

  test('stays if that is said, and is not asked about by the same file again', async () => {
    expect(await bring(file(), { missing: 'stay' })).toEqual([
      'not in the file, and staying: 2.1.2 “Copy the oldest ledgers”',
    ])
    expect(await idOf('2.1.2')).toBeDefined()
    expect(await bot.say('status 2.1.2')).toContain(
      'It is not in the latest plan file, and stays in the plan.',
    )
    expect(await bring(file())).toEqual([])
    expect(await bring(changed())).toEqual(['in the file again: 2.1.2 “Copy the oldest ledgers”'])
    expect(keysOf(await seen(file()))).toEqual(['missing 2.1.2'])
  })

  test.each([
    ['left: no longer required', 'no longer required', { why: 'no-longer-required' }],
    ['left:closed', 'closed', { why: 'closed' }],
    ['left: the museum does it now', 'the museum does it now', { why: 'not-in-file' }],
  ])('leaves with its reason: %s', async (missing, told, left) => {
    expect(await bring(file(), { missing })).toEqual([`left: 2.1.2 “Copy the oldest ledgers”: ${told}`])
    const model = await loadPlan(bot.db)
    expect(model.left).toMatchObject([{ ref: '2.1.2', left }])
    const before = new Date(bot.now().getTime() - 1).toISOString()
    expect(planAsAt(model, { at: before }).items.some(({ ref }) => ref === '2.1.2')).toBe(true)
  })

  test('leaves merged into another item, by an answer of its own', async () => {
    const answers = { 'missing 2.1.2': 'left: merged into 1.10.1' }
    await expect(seen(file(), { missing: 'left: merged into 9.9' })).rejects.toThrow(
      'the plan has no other item with that reference',
    )
    await expect(seen(file(), { missing: 'left: merged into 2.1.1' })).rejects.toThrow(
      '2.1.2 cannot be merged into 2.1.1: it is not finished and the other is, so what is left to do would vanish.',
    )
    expect(await bring(file(), { answers, missing: 'stay' })).toEqual([
      'left: 2.1.2 “Copy the oldest ledgers”: merged into 1.10.1',
    ])
    await expect(
      seen(changed(), { answers: { 'missing 2.1.2': 'left: merged into 9.9' } }),
    ).resolves.toMatchObject({ changes: [expect.objectContaining({ kind: 'returned' })] })
  })

  test('takes its parts with it, unless one of them has an answer of its own', async () => {
    const archive = tiny.slice(tiny.indexOf('      - ref: 2.1\n'))
    const without = changed([archive, '      - ref: 2.9\n        title: Insure the building\n'])
    expect(keysOf(await seen(without))).toEqual(['missing 2.1'])
    expect(keysOf(await seen(without, { answers: { 'missing 2.1': 'stay' } }))).toEqual([
      'missing 2.1.1',
      'missing 2.1.2',
    ])
    await expect(
      seen(without, { answers: { 'missing 2.1': 'left: closed', 'missing 2.1.2': 'stay' } }),
    ).rejects.toThrow('2.1.2 cannot stay, as 2.1, which it belongs to, leaves the plan.')
    expect(await bring(without, { answers: { 'missing 2.1': 'left: closed' } })).toEqual([
      'joined: 2.9 “Insure the building”',
      'left: 2.1 “Put the archive in order”: closed',
      'left: 2.1.1 “List the harbour photographs”: closed',
      'left: 2.1.2 “Copy the oldest ledgers”: closed',
    ])
    expect(await bring(without)).toEqual([])
  })

  test('ends its requests, which are refused with what became of it, also when it came back', async () => {
    await bot.say('revise 2.1.2 to Feb 2021 because the paper is brittle', { as: 'ARCHIVE' })
    expect(await bring(file(), { missing: 'left: no longer required' })).toEqual([
      'left: 2.1.2 “Copy the oldest ledgers”: no longer required; R1 ends with it',
    ])
    expect(await bot.say('requests')).not.toContain('R1')
    bot.later(new Date('2020-12-11T09:00:00Z'))
    const refused = 'R1 ended with 2.1.2, which left the plan on 24 Nov 2020: no longer required.'
    expect((await bot.tell('approve R1 minute 3, agreed')).error).toMatchObject({ code: 'conflict' })
    expect(await bot.say('approve R1 minute 3, agreed')).toContain(refused)
    expect(await bring(changed())).toEqual([
      'came back: 2.1.2 “Copy the oldest ledgers”, which left on 24 Nov 2020',
    ])
    expect(await bot.say('approve R1 minute 3, agreed')).toContain(refused)
    expect(await bot.say('requests')).toBe('No request waits for a decision.')
  })
})

const DUE = 'due: { on: 2020-09, asGiven: September 2020 }'
const redue = (on: string, asGiven: string): Change => [DUE, `due: { on: ${on}, asGiven: ${asGiven} }`]

describe('another date in a later file', () => {
  const dueOf = async (line: string) => (await bot.tell(line)).items[0]
  const asked = async () => {
    const { plan } = await loadPlan(bot.db)
    return listRequests(bot.db, plan.id)
  }

  test('is a request from the plan file: the date in force and overdue stay until it is decided', async () => {
    const file = changed(redue('2021-05', 'May 2021'))
    expect(await bring(file)).toEqual([
      'with another date, which is asked for: 2.1.2: R1 asks the Steering Group for May 2021; until it decides, Sep 2020 stays in force',
    ])
    expect(await dueOf('status 2.1.2')).toMatchObject({ dueDate: '2020-09-30', daysOverdue: 55 })
    expect(await asked()).toMatchObject([
      { number: 1, reason: 'from the plan file', by: 'the imported plan', toDay: '2021-05-31' },
    ])
    expect(await bring(file)).toEqual([])
    bot.later(new Date('2020-12-11T09:00:00Z'))
    expect((await bot.tell('approve R1 minute 3, agreed')).ok).toBe(true)
    expect(await dueOf('status 2.1.2')).toMatchObject({ dueDate: '2021-05-31', dueBasis: 'approved' })
    expect(await dueOf('status 2.1.2 as at 1 December 2020')).toMatchObject({ dueDate: '2020-09-30' })
    expect(await bring(file)).toEqual([])
  })

  test('that was declined is not asked for again by the same file', async () => {
    const file = changed(redue('2021-05', 'May 2021'))
    await bring(file)
    bot.later(new Date('2020-12-11T09:00:00Z'))
    expect((await bot.tell('decline R1 too late')).ok).toBe(true)
    expect(await bring(file)).toEqual([])
    expect(await bring(changed(redue('2021-04', 'April 2021')))).toHaveLength(1)
    expect((await asked()).map(({ state }) => state)).toEqual(['declined', 'pending'])
  })

  test('takes the place of the one before, and is withdrawn when the file has the old date again', async () => {
    await bring(changed(redue('2021-05', 'May 2021')))
    await bring(changed(redue('2021-06', 'June 2021')))
    expect((await asked()).map(({ state, toDay }) => [state, toDay])).toEqual([
      ['withdrawn', '2021-05-31'],
      ['pending', '2021-06-30'],
    ])
    expect(await bring(changed())).toEqual([
      'where the file agrees with the plan again: 2.1.2',
      'where the file asks no more for another date: 2.1.2: R2 withdrawn',
    ])
    expect((await asked()).every(({ state }) => state === 'withdrawn')).toBe(true)
    expect(await bring(changed())).toEqual([])
  })

  test('leaves what people asked for open', async () => {
    await bot.say('revise 2.1.2 to Feb 2021 because the paper is brittle', { as: 'ARCHIVE' })
    await bring(changed(redue('2021-05', 'May 2021')))
    expect((await asked()).map(({ state }) => state)).toEqual(['pending', 'pending'])
  })

  test('is in force from the sitting that decided it, with its basis, if the importer names that', async () => {
    bot.later(new Date('2020-12-14T09:00:00Z'))
    const decided: DecidedAt = {
      bodyCode: 'steering-group',
      meetingId: await meetingOn('2020-12-10'),
      from: '2020-12-10T10:00:00.000Z',
      basis: 'Steering Group, 10 Dec 2020, minute 4.3',
      minute: 'minute 4.3',
    }
    const file = changed(redue('2021-05', 'May 2021'), ['Lay a ramp to', 'Lay two ramps to'])
    expect(await bring(file, { decided })).toEqual([
      'reworded: 1.10.1: “Lay a ramp to the side door”, now “Lay two ramps to the side door”',
      'with another date, which is decided: 2.1.2: May 2021 instead of Sep 2020 (R1)',
    ])
    expect(await dueOf('status 2.1.2')).toMatchObject({ dueDate: '2021-05-31', dueBasis: 'approved' })
    expect(await dueOf('status 2.1.2 as at 11 December 2020')).toMatchObject({ dueDate: '2021-05-31' })
    expect(await dueOf('status 2.1.2 as at 9 December 2020')).toMatchObject({ dueDate: '2020-09-30' })
    expect(await bot.say('status 2.1.2')).toContain('Steering Group, 10 Dec 2020, minute 4.3')
    const model = await loadPlan(bot.db)
    const titleAt = (at: string) => planAsAt(model, { at }).items.find(({ ref }) => ref === '1.10.1')?.title
    expect(titleAt('2020-12-10T09:59:59.000Z')).toBe('Lay a ramp to the side door')
    expect(titleAt('2020-12-10T10:00:00.000Z')).toBe('Lay two ramps to the side door')
    expect(await bring(file)).toEqual([])
    expect((await verifyTrail(bot.db)).broken).toBeNull()
  })

  test('that corrects a misprint is an original date corrected: past days show what stood then', async () => {
    bot.later(new Date('2020-12-09T09:00:00Z'))
    const answers = { 'date 2.1.2': 'misprint' }
    const file = changed(redue('2021-05', 'May 2021'))
    expect(await bring(file, { answers })).toEqual([
      'with a date corrected: 2.1.2: due Sep 2020 (“September 2020”), now due May 2021 (misprint)',
    ])
    expect(await dueOf('status 2.1.2')).toMatchObject({ dueDate: '2021-05-31', dueBasis: 'original' })
    const model = await loadPlan(bot.db)
    const dueAt = (at: string) => planAsAt(model, { at }).items.find(({ ref }) => ref === '2.1.2')?.due?.on
    expect(dueAt('2020-12-08T12:00:00.000Z')).toBe('2020-09-30')
    expect(model.record.changes.at(-1)).toMatchObject({
      kind: 'dates',
      reason: 'misprint: May 2021, not Sep 2020',
      correctsId: expect.any(Number),
    })
    expect(await bot.say('status 2.1.2')).toContain(
      'Corrected on 9 Dec 2020: May 2021, not Sep 2020 (misprint)',
    )
    expect(await asked()).toEqual([])
    expect(await bring(file)).toEqual([])
  })

  test.each<[what: string, change: Change, key: string]>([
    ['a due date taken away', [`            ${DUE}\n`, ''], 'date 2.1.2'],
    ['an item that became ongoing', [DUE, 'ongoing: true'], 'date 2.1.2'],
    ['a later start', ['start: 2020-11-02', 'start: 2020-12-02'], 'start 1.10.1'],
  ])('%s gets round no board: it stays unless it was a misprint or was decided', async (_, change, key) => {
    const file = changed(change)
    expect(keysOf(await seen(file))).toEqual([key])
    expect(await bring(file, { answers: { [key]: 'stay' } })).toHaveLength(1)
    expect((await dueOf('status 2.1.2'))?.dueDate).toBe('2020-09-30')
    expect(await bot.say(`status ${key.split(' ')[1]}`)).toContain('The latest plan file ')
    expect(await bring(file)).toEqual([])
    expect(await bring(changed())).toHaveLength(1)
    expect(await bring(file, { answers: { [key]: 'misprint' } })).toHaveLength(1)
    expect(await bring(file)).toEqual([])
  })

  test('is never taken from a printed revision that goes: revisions are only added and ended', async () => {
    const revised: Change = [
      DUE,
      `${DUE}\n            revisions:\n              - due: { on: 2021-02, asGiven: Feb 2021 }`,
    ]
    const other = changed(['code: harbour-library', 'code: other'], revised)
    await importPlan(bot.db, other, options())
    const rows = () => bot.db.selectFrom('revisions').selectAll().execute()
    const before = await rows()
    expect(before).toHaveLength(1)
    const back = changed(['code: harbour-library', 'code: other'])
    expect(await bring(back)).toEqual([
      'with another date, which is asked for: 2.1.2: R1 asks the Steering Group for Sep 2020; until it decides, Feb 2021 stays in force',
    ])
    expect(await rows()).toEqual(before)
    expect(await bring(other)).toHaveLength(2)
    expect(await bring(back, { answers: { 'date 2.1.2': 'misprint' } })).toContain(
      'with a date corrected: 2.1.2: revised to no revision, not Feb 2021 (misprint)',
    )
    expect(await rows()).toMatchObject([{ ...before[0], endedAt: bot.now().toISOString() }])
    expect(await bring(back)).toEqual([])
  })
})

const AGREED_BY_COORDINATOR =
  '  agrees: { wording: coordinator, joining: coordinator, leaving: coordinator, merging: coordinator }'

describe('what a body agrees, by the plan', () => {
  const AGREES: Change = [
    AGREED_BY_COORDINATOR,
    '  agrees: { wording: steering-group, leaving: steering-group, owners: coordinator }',
  ]
  const HANDED: Change = ['owners: [ ARCHIVE ]', 'owners: [ HEAD ]']

  test('needs its decision, or is a typing error; the file cannot take that from it', async () => {
    await bring(changed(AGREES))
    const file = changed(REWORDED, HANDED, [LEDGERS_BLOCK, ''])
    const more = { missing: 'left: closed' }
    const preview = await seen(file, more)
    expect(keysOf(preview)).toEqual(['wording 1.10.1', 'leaving 2.1.2'])
    expect(preview.questions[0]?.text).toBe(
      '1.10.1 would change, and the Steering Group agrees the wording of items. Has it?',
    )
    expect(preview.changes.map(lineOf)).toEqual([
      'with other owners or leads: 2.1.1: ARCHIVE, now HEAD',
      "change the plan's policies",
    ])
    expect(keysOf(await seen(file, { ...more, answers: { 'wording 1.10.1': 'typing' } }))).toEqual([
      'leaving 2.1.2',
    ])
    bot.later(new Date('2020-12-14T09:00:00Z'))
    const decided: DecidedAt = {
      bodyCode: 'steering-group',
      meetingId: await meetingOn('2020-12-10'),
      from: '2020-12-10T10:00:00.000Z',
      basis: 'Steering Group, 10 Dec 2020',
      minute: null,
    }
    expect(await bring(file, { ...more, decided })).toHaveLength(4)
  })
})

const NOBODY_NAMED: Change = [`${AGREED_BY_COORDINATOR}\n`, '']
const REWORDED: Change = ['Lay a ramp to', 'Lay two ramps to']
const PRINTED: Change = ['{ on: 2021-03, asGiven: March 2021 }', '{ on: 2021-05, asGiven: May 2021 }']

describe('where the plan names nobody', () => {
  beforeEach(async () => {
    await bring(changed(NOBODY_NAMED))
  })

  test('the body that decides dates agrees what joins, leaves and is reworded, in chat and from a file alike', async () => {
    const file = changed(
      NOBODY_NAMED,
      REWORDED,
      [LEDGERS_BLOCK, ''],
      ['owners: [ ARCHIVE ]', 'owners: [ HEAD ]'],
    )
    const preview = await seen(file, { missing: 'left: closed' })
    expect(keysOf(preview)).toEqual(['wording 1.10.1', 'leaving 2.1.2'])
    expect(preview.changes.map(({ kind }) => kind)).toEqual(['owners'])
    for (const line of ['item reword 1.10.1 to Lay two ramps', 'item close 2.1.2 no longer required'])
      expect(await bot.say(line)).toContain('The Steering Group agrees ')
    expect(await bot.say('item hand 2.1.1 to HEAD')).toContain('Recorded')
    expect(await bot.say('item reword 1.10.1 misprint to Lay a ramp at the side door')).toContain('Recorded')
  })

  test('a plan that says it is a draft is imported again without a question, dates too, until it is agreed', async () => {
    const DRAFT: Change = ['positionAt:', 'draft: true\npositionAt:']
    const file = changed(NOBODY_NAMED, DRAFT, REWORDED, PRINTED, [LEDGERS_BLOCK, ''])
    expect(keysOf(await seen(file, { missing: 'left: closed' }))).toEqual([])
    await bring(file, { missing: 'left: closed' })
    expect(await bring(file)).toEqual([])
    expect(await bot.say('status 1.10.1')).toContain('May 2021')
    expect(await bot.say('requests')).toContain('No request')
    expect(await bot.say('status')).toContain('The plan is a draft')
    expect(await bot.say('item reword 1.1.1 to Open on Sundays')).toContain('Recorded')
    const agreed = changed(
      NOBODY_NAMED,
      REWORDED,
      PRINTED,
      [LEDGERS_BLOCK, ''],
      ['Open on Sunday afternoons', 'Open on Sundays'],
    )
    expect(await bring(agreed)).toEqual(["change the plan's state as a draft"])
    expect(await bot.say('status')).not.toContain('The plan is a draft')
    expect(await bot.say('item close 1.1.1 no longer required')).toContain('The Steering Group agrees ')
    await bot.say('revise 1.10.1 to June 2021 because of the frost')
    bot.later(new Date('2020-12-11T09:00:00Z'))
    await bot.say('approve R1 minute 3.1')
    await expect(seen(file)).rejects.toThrow(
      'The plan cannot become a draft again: a body has decided on it.',
    )
  })
})

async function meetingOn(day: string): Promise<number> {
  const { id } = await bot.db
    .selectFrom('meetings')
    .select('id')
    .where('day', '=', day)
    .executeTakeFirstOrThrow()
  return id
}

describe('the trail', () => {
  test('has one entry for each item that a file changed, with what it was and what it is', async () => {
    const { plan } = await loadPlan(bot.db)
    const known = (await readTrail(bot.db, plan.id)).length
    await bring(
      changed(
        redue('2021-05', 'May 2021'),
        [LEDGERS, 'title: Copy the very oldest ledgers'],
        ['lead: HEAD', 'lead: OUTREACH'],
      ),
    )
    const entries = (await readTrail(bot.db, plan.id)).slice(known)
    expect(entries.map(({ ref }) => ref)).toEqual(['1.1', '2.1.2', null])
    expect(entries[1]).toMatchObject({
      before: { title: 'Copy the oldest ledgers' },
      after: { title: 'Copy the very oldest ledgers', request: 1, asksFor: '2021-05-31' },
    })
  })
})

describe('how exact a date is', () => {
  test('is what the file writes, in status, lists, requests and what a board approves', async () => {
    const given: readonly Change[] = [
      ['code: harbour-library', 'code: exact'],
      ['due: { on: 2020-12-18, asGiven: 18 December 2020 }', 'due: { on: 2021-Q1, asGiven: by spring }'],
      ['{ state: complete, note: All 1904', '{ state: in-progress, note: All 1904'],
      ['{ on: 2021-03, asGiven: March 2021 }', '{ on: 2021-03-31, asGiven: before Easter }'],
      [
        DUE,
        `${DUE}\n            revisions:\n              - due: { on: 2020-12-31, asGiven: New Year’s Eve }`,
      ],
    ]
    const exact = await createTestApp({ plan: TINY })
    try {
      await importPlan(exact.db, changed(...given), options())
      const app = createApp({
        db: exact.db,
        commands: exact.commands,
        log: pino({ level: 'silent' }),
        plan: 'exact',
      })
      const say = async (said: string) =>
        read(await app.handle({ ...COORDINATOR, said }, bot.now())).replace(/\s+/g, ' ')
      expect(await say('status 2.1.1')).toContain('by spring: Q1 2021, that is 31 Mar 2021')
      expect(await say('status 1.10.1')).toContain('Due: before Easter: 31 Mar 2021')
      expect(await say('status 2.1.2')).toContain('Due: New Year’s Eve: 31 Dec 2020, was Sep 2020')
      const redated: Change = [
        'asGiven: New Year’s Eve',
        'asGiven: New Year’s Eve }\n              - due: { on: 2021-01-31, asGiven: the end of January',
      ]
      await importPlan(exact.db, changed(...given, redated), options())
      expect(await say('requests')).toContain('31 Jan 2021, now 31 Dec 2020')
      bot.later(new Date('2020-12-11T09:00:00Z'))
      await say('approve R1 minute 3, agreed')
      expect(await say('status 2.1.2')).toContain('Due: the end of January: 31 Jan 2021, was Sep 2020')
    } finally {
      await exact.close()
    }
  })
})

const COORDINATOR = {
  platform: 'terminal',
  tenant: 'local',
  userId: 'exact/coordinator',
  conversation: 'test',
  isPrivate: true,
  key: null,
} as const
