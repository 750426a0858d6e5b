import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { write } from '../../data/engine/engine.ts'
import { importPlan } from '../../data/import/import.ts'
import { type NewItemChange, renewStamp, saveItemChanges } from '../../data/item-changes.ts'
import { verifyTrail } from '../../data/trail.ts'
import { readPlanFile } from '../../src/plan-file/read.ts'
import { projectFile } from '../../src/shell/project.ts'
import { createTestApp, type TestApp, TINY } from '../support/app.ts'
import { tickAt } from '../support/clock.ts'
import { editionOf, itemIn } from '../support/edition.ts'
import { itemIdOf } from '../support/items.ts'

let bot: TestApp
beforeEach(async () => {
  bot = await createTestApp({ plan: TINY })
})
afterEach(() => bot.close())

const tiny = readFileSync(projectFile(TINY), 'utf8')

/** Imports the tiny plan with some of its text changed, at a time. */
async function bring(
  at: string,
  ...changes: readonly (readonly [from: string, to: string])[]
): Promise<void> {
  bot.later(new Date(at))
  const yaml = changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the tiny plan has no "${from}"`)
    return text.replace(from, to)
  }, tiny)
  const { plan, errors } = readPlanFile(yaml)
  if (!plan) throw new Error(errors.map(({ text }) => text).join('; '))
  await importPlan(bot.db, plan, { now: bot.now(), today: at.slice(0, 10) })
}

/** Records what a meeting or a person changed of items, at a time. */
async function record(
  at: string,
  ...changes: readonly (Pick<NewItemChange, 'kind' | 'facts'> &
    Partial<NewItemChange> & { readonly of: string })[]
): Promise<void> {
  bot.later(new Date(at))
  const recordedAt = bot.now().toISOString()
  await write(bot.db, 1, async (trx) => {
    const rows: NewItemChange[] = []
    for (const { of, ...change } of changes)
      rows.push({
        itemId: await itemIdOf(trx, of),
        holdsFrom: recordedAt,
        recordedAt,
        source: 'decision',
        ...change,
      })
    await saveItemChanges(trx, 1, rows)
    await renewStamp(trx, 1, bot.now())
  })
}

const RAMP = tiny.slice(
  tiny.indexOf('          - ref: 1.10.1'),
  tiny.indexOf('  - code: 2\n    title: Collections'),
)

describe('a past day has the plan of that day', () => {
  test('with its titles, owners, dates and notes', async () => {
    await bring(
      '2020-12-01T09:00:00Z',
      ['Lay a ramp to the side door', 'Lay ramps to the side door'],
      ['owners: [ HEAD ]\n            start', 'owners: [ OUTREACH ]\n            start'],
      ['{ on: 2021-03, asGiven: March 2021 }', '{ on: 2021-05, asGiven: May 2021 }'],
      ['title: Make the building easy to reach', 'title: Make every building easy to reach'],
    )
    const then = await bot.say('status 1.10.1 as at 30 November 2020')
    expect(then).toContain('Lay a ramp to the side door')
    expect(then).toContain('Owner: HEAD')
    expect(then).toContain('Mar 2021')
    const now = await bot.say('status 1.10.1')
    expect(now).toContain('Lay ramps to the side door')
    expect(now).toContain('Owner: OUTREACH')
    expect(now).toContain('May 2021')
    expect(await bot.say('status 1.10.1 as at 1 December 2020')).toContain('Lay ramps to the side door')
    expect(await bot.say('status as at 30 November 2020')).toContain('Make the building easy to reach')
    expect(await bot.say('status as at 1 December 2020')).toContain('Make every building easy to reach')
  })

  test('with its key, its name and its words', async () => {
    await bot.say('update 1.10.1 4 the mason is ill', { as: 'HEAD' })
    await bring(
      '2020-12-01T09:00:00Z',
      ['label: Slipping', 'label: Sliding'],
      ['title: Harbour Library Renewal', 'title: Harbour Library'],
      ['subAction: task', 'subAction: job'],
    )
    const then = await bot.say('status as at 30 November 2020')
    expect(then).toMatch(/^ *Harbour Library Renewal\n.*5 tasks in 3 objectives/)
    expect(then).toContain('▼ Slipping')
    expect(then).not.toContain('Sliding')
    const now = await bot.say('status')
    expect(now).toMatch(/^ *Harbour Library\n.*5 jobs in 3 objectives/)
    expect(now).toContain('▼ Sliding')
  })

  test('with its order and its parents', async () => {
    await bring(
      '2020-12-01T09:00:00Z',
      [RAMP, ''],
      ['          - ref: 1.1.2', `${RAMP}          - ref: 1.1.2`],
      ['      - ref: 1.10\n', '      - ref: 1.10\n        due: { on: 2021-05, asGiven: May 2021 }\n'],
    )
    const parts = async (line: string) => (await bot.tell(line)).items.map(({ ref }) => ref).join(' ')
    expect(await parts('status 1.10 as at 30 November 2020')).toBe('1.10 1.10.1')
    expect(await parts('status 1.1 as at 30 November 2020')).toBe('1.1 1.1.1 1.1.2')
    expect(await parts('status 1.10')).toBe('1.10')
    expect(await parts('status 1.1')).toBe('1.1 1.1.1 1.10.1 1.1.2')
  })

  test('without what joined later, and says when it joined', async () => {
    await bring('2020-12-01T09:00:00Z', [
      '      - ref: 1.10\n',
      '          - ref: 1.1.3\n            title: Lend out toys\n            owners: [ OUTREACH ]\n            ongoing: true\n      - ref: 1.10\n',
    ])
    expect(await bot.say('status as at 30 November 2020')).toContain('5 tasks in 3 objectives')
    expect(await bot.say('status as at 1 December 2020')).toContain('6 tasks in 3 objectives')
    expect((await bot.tell('status 1.1.3 as at 30 November 2020')).error).toEqual({
      code: 'unknown',
      text: '1.1.3 was not in the plan on Monday 30 November 2020 yet. Joined the plan on 1 Dec 2020.',
    })
    expect(await bot.say('status 1.1.3 as at 1 December 2020')).toContain('Lend out toys')
  })

  test('with what left since, and says that it did; today that is said, and no update is taken', async () => {
    await bot.say('update 1.10.1 5 no mason', { as: 'HEAD' })
    await record('2020-12-09T09:00:00Z', {
      of: '1.10.1',
      kind: 'left',
      facts: { left: { why: 'no-longer-required' } },
      holdsFrom: '2020-12-08T17:00:00.000Z',
      basis: 'Improvement Board, draft minute 4.3',
    })
    const left =
      'Left the plan on 8 Dec 2020: no longer required (Improvement Board, draft minute 4.3), recorded on 9 Dec 2020.'
    const then = await bot.say('status 1.10.1 as at 7 December 2020')
    expect(then).toContain('■ Stalled')
    expect(then).toContain(left)
    expect((await bot.tell('status 1.10.1 as at 9 December 2020')).error?.text).toBe(
      `1.10.1 was not in the plan on Wednesday 9 December 2020 any more. ${left}`,
    )
    expect(await bot.say('status 1.10.1')).toContain(left)
    expect(await bot.say('history 1.10.1')).toContain(left)
    expect((await bot.tell('update 1.10.1 4 a mason', { as: 'HEAD' })).error?.text).toBe(
      `1.10.1 l${left.slice(1, -1)}. How it stood then: status 1.10.1`,
    )
    expect(await bot.say('status')).toContain('Of 4 tasks and 1 objective without any')
    expect(await bot.say('status as at 7 December 2020')).toContain('5 tasks in 3 objectives')
  })
})

describe('a reference means', () => {
  test('the item that bears it now, and as at a day the one that bore it then', async () => {
    await bot.say('update 2.1.1 4 the boxes are wet', { as: 'ARCHIVE' })
    await record(
      '2020-12-01T09:00:00Z',
      { of: '2.1.1', kind: 'renumbered', facts: { ref: '2.1.2' } },
      { of: '2.1.2', kind: 'renumbered', facts: { ref: '2.1.1' } },
    )
    const now = await bot.say('status 2.1.1')
    expect(now).toContain('2.1.1 Copy the oldest ledgers')
    expect(now).toContain('It was 2.1.2 until 1 Dec 2020.')
    expect(now).toContain('Until 1 Dec 2020 2.1.1 was what is 2.1.2 now: List the harbour photographs.')
    expect(await bot.say('history 2.1.1')).toContain('It was 2.1.2 until 1 Dec 2020.')
    expect(await bot.say('history 2.1.2')).toContain('the boxes are wet')
    const then = await bot.say('status 2.1.1 as at 30 November 2020')
    expect(then).toContain('2.1.1 List the harbour photographs')
    expect(then).toContain('▼ Slipping')
    expect(then).toContain('It is 2.1.2 now, and 2.1.1 is another item: Copy the oldest ledgers.')
  })

  test('the item that bore it last while no other does, in commands too', async () => {
    await record('2020-12-01T09:00:00Z', { of: '2.1.2', kind: 'renumbered', facts: { ref: '2.1(b)' } })
    expect(await bot.say('status 2.1.2')).toContain('2.1(b) Copy the oldest ledgers')
    expect(await bot.say('update 2.1.2 3', { as: 'ARCHIVE' })).toContain('2.1(b)')
    expect(await bot.say('status 2.1(b) as at 30 November 2020')).toContain('2.1.2 Copy the oldest ledgers')
    await bring(
      '2020-12-02T09:00:00Z',
      ['- ref: 2.1.2', '- ref: 2.1(b)'],
      [
        '            due: { on: 2020-09, asGiven: September 2020 }',
        '            due: { on: 2020-09, asGiven: September 2020 }\n          - ref: 2.1.2\n            title: Bind the ledgers\n            owners: [ ARCHIVE ]\n            ongoing: true',
      ],
    )
    expect(await bot.say('status 2.1.2')).toContain('2.1.2 Bind the ledgers')
    expect(await bot.say('status 2.1.2')).toContain('was what is 2.1(b) now: Copy the oldest ledgers.')
  })
})

test('the position at a cut-off knows what was recorded by then, though a day reads what was decided for it', async () => {
  await tickAt(bot, '2020-12-01T09:00:00Z')
  // The cut-off of 10 December is 1 December, noon.
  await record('2020-12-02T09:00:00Z', {
    of: '1.10.1',
    kind: 'reworded',
    facts: { title: 'Lay it by decision' },
    holdsFrom: '2020-11-30T10:00:00.000Z',
  })
  expect(await bot.say('status 1.10.1 as at 30 November 2020')).toContain('Lay it by decision')
  await tickAt(bot, '2020-12-02T10:00:00Z')
  const edition = await editionOf(bot, 'steering-group', '2020-12-10')
  expect(itemIn(edition, '1.10.1').title).toBe('Lay a ramp to the side door')
})

test('a change of an item that stands in the file alone, without an entry, is found', async () => {
  await bring('2020-12-01T09:00:00Z', ['Lay a ramp to the side door', 'Lay ramps to the side door'])
  expect((await verifyTrail(bot.db)).broken).toBeNull()
  await record('2020-12-02T09:00:00Z', { of: '1.10.1', kind: 'reworded', facts: { title: 'Nothing' } })
  expect((await verifyTrail(bot.db)).broken?.problem).toMatch(
    /^item change #\d+ is in the file, and no entry/,
  )
})
