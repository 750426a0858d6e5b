import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { importPlan } from '../../data/import/import.ts'
import type { PlanFile } from '../../src/plan-file/arranged.ts'
import { createTestApp, planFrom, type TestApp, TINY } from '../support/app.ts'

/** A plan of themes, objectives and tasks, rated from 5 (worst) to 1, that one group decides in another zone. */
let bot: TestApp

beforeEach(async () => {
  bot = await createTestApp({ plan: TINY })
})
afterEach(() => bot.close())

/** The steering group sits on Thursday 10 December 2020. */
const AFTER_THE_MEETING = new Date('2020-12-11T09:00:00Z')

/** Words of the sample plan that must not appear in another. */
const FOREIGN =
  /\b([Rr]ed|[Aa]mber|[Gg]reen|[Bb]lue|RAG|[Ss]ub-actions?|[Aa]reas? of concern|WSoA|SEND|[Ee]mbedded)\b/

describe('ratings', () => {
  test('are given by number, by name and by the other words of the scale', async () => {
    expect(await bot.say('update 1.1.1 5 no caretaker works on Sundays')).toContain(
      'Recorded: 1.1.1 ▼ Slipping → ■ Stalled',
    )
    expect(await bot.say('update 1.1.1 steady')).toContain('1.1.1 ■ Stalled → ● Steady')
    expect(await bot.say('update 1.1.1 stuck again')).toContain('1.1.1 ● Steady → ■ Stalled')
    const { items } = await bot.tell('update 1.1.1 2')
    expect(items).toMatchObject([{ ref: '1.1.1', rating: '2', basis: 'stated' }])
  })

  test('ask for what this plan’s key demands, in its words', async () => {
    expect(await bot.say('update 1.1.1 5')).toContain('1.1.1: Which decision would set it going again?')
    const text = await bot.say('update 1.10.1 2')
    expect(text).toContain('Strong: Ahead of plan, and it shows.')
    expect(text).toContain('1.10.1: What shows it?')
  })

  test('of the sample plan are no ratings here', async () => {
    const { error } = await bot.tell('update 1.1.1 amber')
    expect(error?.code).toBe('not-understood')
    expect(error?.text).toContain('stalled (5), slipping (4), steady (3), strong (2) or settled (1)')
    expect(await bot.say('history 1.1.1')).not.toMatch(/amber/)
  })

  test('roll up to the worst of an objective', async () => {
    expect(await bot.say('status 1.1')).toContain('▼ Slipping, rolled up, 2 of 2 unfinished rated')
    await bot.say('update 1.1.2 5 two schools closed')
    expect(await bot.say('status 1.1')).toContain('■ Stalled, rolled up, 2 of 2 unfinished rated')
  })

  test('of a task that has not started do not exist, as the key is read here', async () => {
    expect((await bot.tell('status 1.10.1')).items).toMatchObject([
      { ref: '1.10.1', rating: null, state: 'not-started' },
    ])
    expect(await bot.say('status')).toContain('an item that has not started is not rated.')
  })

  test('read from a passed start are the worst of the scale, where the plan reads its key so', async () => {
    await importChanged((file) => ({
      ...file,
      scale: { ...file.scale, notStarted: 'red-when-start-passed' },
    }))
    expect((await bot.tell('status 1.10.1')).items).toMatchObject([{ rating: '5', state: 'not-started' }])
    expect((await bot.tell('status 1.10.1 as at 31 October 2020')).items).toMatchObject([
      { rating: null, state: 'not-started' },
    ])
    expect((await bot.tell('list stalled')).items.map(({ ref }) => ref)).toEqual(['1.10.1'])
    const key = await bot.say('status')
    expect(key).toContain('Stalled')
    expect(key).not.toMatch(FOREIGN)
  })
})

describe('references', () => {
  test.each([
    ['1.1.2', '1.1.2'],
    ['1-1-2', undefined],
    ['1.1(2)', '1.1.2'],
    ['1.10', '1.10'],
    ['1.10.1', '1.10.1'],
    ['1.1', '1.1'],
    ['11', undefined],
    ['1.101', undefined],
  ])('"%s" is read as %s', async (typed, ref) => {
    const { items } = await bot.tell(`status ${typed}`)
    expect(items.map((item) => item.ref).slice(0, 1)).toEqual(ref === undefined ? [] : [ref])
  })

  test('stand in lists and ranges', async () => {
    await bot.say('confirm 1.1.1-1.1.2')
    await bot.say('confirm 1.10.1 and 2.1.1')
    for (const ref of ['1.1.1', '1.1.2', '1.10.1', '2.1.1'])
      expect(await bot.say(`history ${ref}`)).toMatch(/24 Nov 2020/)
  })
})

describe('who may', () => {
  test('joint owners both may, and the later word stands', async () => {
    expect((await bot.tell('update 1.1.1 3 both caretakers found', { as: 'OUTREACH' })).ok).toBe(true)
    bot.later({ minutes: 1 })
    expect((await bot.tell('update 1.1.1 4 one of them left again', { as: 'HEAD' })).ok).toBe(true)
    expect((await bot.tell('status 1.1.1')).items).toMatchObject([
      { rating: '4', owners: ['HEAD', 'OUTREACH'] },
    ])
    expect((await bot.tell('update 1.1.1 3', { as: 'ARCHIVE' })).error?.code).toBe('refused')
  })

  test('the lead rates an objective; without one an owner of its tasks does', async () => {
    expect((await bot.tell('update 1.1 3 as planned after all', { as: 'HEAD' })).changes).toMatchObject([
      { ref: '1.1', field: 'rating', to: '3' },
    ])
    expect((await bot.tell('update 1.1 3', { as: 'OUTREACH' })).error?.code).toBe('refused')
    expect((await bot.tell('update 2.1 4 ledgers are late', { as: 'ARCHIVE' })).ok).toBe(true)
  })

  test('no chair decides alone where the plan has no chair’s action', async () => {
    await bot.say('revise 1.1.1 to 15 December 2020 because the second caretaker starts then', { as: 'HEAD' })
    const { ok, error } = await bot.tell('approve R1', { as: 'chair:steering-group' })
    expect(ok).toBe(false)
    expect(error?.text).toContain('chair’s action')
    bot.later(AFTER_THE_MEETING)
    expect((await bot.tell('approve R1 minute 3, agreed')).ok).toBe(true)
    expect((await bot.tell('status 1.1.1')).items).toMatchObject([
      { dueDate: '2020-12-15', dueBasis: 'approved' },
    ])
  })

  test('a task is signed off by itself where the plan says so', async () => {
    await bot.say('update 2.1.1 settled', { as: 'ARCHIVE' })
    bot.later(AFTER_THE_MEETING)
    expect((await bot.tell('sign off 2.1.1 minute 4, agreed')).ok).toBe(true)
    expect((await bot.tell('status 2.1.1')).items).toMatchObject([{ rating: '1', state: 'complete' }])
  })

  test('an update is taken back within the plan’s five minutes, not after', async () => {
    await bot.say('update 1.1.1 3', { as: 'HEAD' })
    bot.later({ minutes: 6 })
    expect((await bot.tell('undo', { as: 'HEAD' })).ok).toBe(false)
    await bot.say('update 1.1.1 2', { as: 'HEAD' })
    bot.later({ minutes: 4 })
    expect((await bot.tell('undo', { as: 'HEAD' })).ok).toBe(true)
    expect((await bot.tell('status 1.1.1')).items).toMatchObject([{ rating: '3' }])
  })
})

describe('dates', () => {
  test('overdue counts tasks and keeps those apart of which nothing is said', async () => {
    const text = await bot.say('overdue')
    expect(text).toContain('1 of 5 tasks is overdue on Tuesday 24 November 2020.')
    expect(text).toContain('Past their date, position not stated: 1')
    expect((await bot.tell('overdue')).items).toMatchObject([
      { ref: '1.1.1', daysOverdue: 24, positionStated: true },
      { ref: '2.1.2', daysOverdue: 55, positionStated: false },
    ])
  })

  test('an ongoing task shows its review date and is never overdue', async () => {
    expect(await bot.say('status 1.1.2')).toMatch(/ongoing, review (on )?15 Jan 2021/)
    bot.later({ days: 400 })
    expect((await bot.tell('overdue')).items.map(({ ref }) => ref)).not.toContain('1.1.2')
  })

  test('a day ends at midnight in the plan’s own zone', async () => {
    bot.later(new Date('2021-06-30T22:30:00Z'))
    expect((await bot.tell('overdue')).message.summary).toContain('Wednesday 30 June 2021')
    bot.later(new Date('2021-06-30T23:30:00Z'))
    expect((await bot.tell('overdue')).message.summary).toContain('Thursday 1 July 2021')
  })

  test('its one body meets on the second Thursday of each month', async () => {
    const text = await bot.say('meetings')
    for (const day of ['10 December 2020', '14 January 2021', '11 February 2021', '11 March 2021'])
      expect(text).toContain(`Thursday ${day}`)
    expect(await bot.say('update 1.1.1 3')).toContain('Steering Group, Thursday 10 December 2020')
  })
})

describe('words', () => {
  test.each([
    'help',
    'help list',
    'help overdue',
    'status',
    'status 1',
    'status 1.1',
    'status 1.1.1',
    'list',
    'list stalled',
    'overdue',
    'due',
    'mine',
    'owner 1.1',
    'owner 2.1',
    'history 1.1.1',
    'people',
    'meetings',
    'meeting steering',
    'requests',
    'update 1.1.1',
    'update 1.1.1 foo',
    'update 1.1.1 1',
    'revise 1.1.1 to 31 January 2021 because the caretaker starts then',
    'undo',
    'share',
    'help update',
    'help undo',
    'help sign off',
    'list 5',
    'list theme 1',
    'status theme 1',
    'changes',
    'changes since the last board',
  ])('"%s" is answered in this plan’s words', async (line) => {
    expect(await bot.say(line)).not.toMatch(FOREIGN)
  })

  test('help names the ratings, and status counts tasks in objectives', async () => {
    expect(await bot.say('help')).toContain(
      'Ratings: stalled (5), slipping (4), steady (3), strong (2) and settled (1).',
    )
    expect(await bot.say('status')).toContain('Of 5 tasks in 3 objectives:')
  })
})

async function importChanged(change: (file: PlanFile) => PlanFile): Promise<void> {
  await importPlan(bot.db, change(planFrom(TINY)), { now: bot.now(), today: '2020-11-24' })
}
