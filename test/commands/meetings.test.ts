import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestApp, type TestApp } from '../support/app.ts'

let bot: TestApp
beforeEach(async () => {
  bot = await createTestApp()
})
afterEach(() => bot.close())

test('meeting shows the next of a body, by any of its names, and when it last met', async () => {
  expect(await bot.say('meeting')).toContain(
    'The SEND Improvement Board meets next on Tuesday 8 December 2020 at 5:30pm.',
  )
  expect(await bot.say('meeting')).toContain(
    'Was to meet: Tuesday 10 November 2020; nobody has said whether it met',
  )
  for (const name of [
    'OG',
    'operational group',
    'the Operational Board',
    'operational-group',
    'SEND Operational Group',
  ]) {
    expect(await bot.say(`meeting ${name}`)).toContain('Thursday 3 December 2020 at 2pm')
  }
})

test('what hangs off the next meeting stands beside it', async () => {
  const ahead =
    'The silent are asked again on 24 Nov 2020, 9am, figures are stored on 27 Nov 2020, 12pm and the digest goes out on 30 Nov 2020, 9am.'
  bot.later(new Date('2020-11-23T09:00:00Z'))
  expect(await bot.say('meeting board')).toContain(ahead)
  const list = await bot.say('meetings')
  expect(list).toContain(`SEND Improvement Board, 8 Dec 2020: ${ahead}`)
  expect(list).toContain('SEND Operational Group, 3 Dec 2020: Figures are stored on 24 Nov 2020, 12pm')
  bot.later(new Date('2020-12-04T09:00:00Z'))
  expect(await bot.say('meeting board')).not.toContain('goes out')
})

test('a receipt names the meeting that will see it by its cut-off, not by its day', async () => {
  expect(await bot.say('update B5(a) red the supplier left', { as: 'SLSPPEP' })).toContain(
    'Next meeting to see it: SEND Operational Group, Thursday 3 December 2020; cut-off 24 Nov 2020, 12pm.',
  )
  bot.later(new Date('2020-11-24T12:00:00Z'))
  expect(await bot.say('update B5(a) amber a new supplier', { as: 'SLSPPEP' })).toContain(
    'Next meeting to see it: SEND Improvement Board, Tuesday 8 December 2020; cut-off 27 Nov 2020, 12pm. The cut-off for the SEND Operational Group of 3 Dec 2020 has passed.',
  )
})

test('a body without a calendar says what the plan says of it', async () => {
  expect(await bot.say('meeting QA group')).toContain('The plan says: monthly (meeting)')
})

test('meetings follow the cadence and its change: six weeks, then four weeks and the first Thursday', async () => {
  const rows = await bot.db
    .selectFrom('meetings')
    .innerJoin('bodies', 'bodies.id', 'meetings.bodyId')
    .select(['bodies.code', 'day'])
    .orderBy('day')
    .execute()
  const days = (code: string) => rows.filter((row) => row.code === code).map((row) => row.day)
  expect(days('improvement-board').filter((day) => day >= '2020-09-01' && day < '2021-04-01')).toEqual([
    '2020-09-01',
    '2020-10-13',
    '2020-11-10',
    '2020-12-08',
    '2021-01-05',
    '2021-02-02',
    '2021-03-02',
    '2021-03-30',
  ])
  expect(days('operational-group').filter((day) => day >= '2020-09-01' && day < '2021-04-01')).toEqual([
    '2020-09-24',
    '2020-11-05',
    '2020-12-03',
    '2021-01-07',
    '2021-02-04',
    '2021-03-04',
  ])
})

test('a moved meeting keeps where it came from, and what is decided moves with it', async () => {
  expect(await bot.say('meeting move board to 15 December 2020 at 5pm')).toContain(
    'the SEND Improvement Board of Tuesday 8 December 2020 is moved to Tuesday 15 December 2020 at 5pm',
  )
  expect(await bot.say('meeting')).toContain('Moved from: Tuesday 8 December 2020')
  expect(
    await bot.say('revise B4(a) to 26 March 2021 because of the framework', { as: 'SLSPPEP' }),
  ).toContain('decides dates on Tuesday 15 December 2020')
})

test('a cancelled meeting is passed over; it can be set again', async () => {
  await bot.say('meeting cancel board on 8 December 2020')
  expect(await bot.say('meeting')).toContain('Tuesday 5 January 2021')
  expect(await bot.say('meetings board')).toContain('cancelled')
  await bot.say('meeting add board on 8 December 2020')
  expect(await bot.say('meeting')).toContain('Tuesday 8 December 2020')
})

test('an extra meeting sits on its day, once', async () => {
  await bot.say('meeting add board on 18 December 2020 at 10am')
  expect((await bot.tell('meeting add board on 18 December 2020')).error?.code).toBe('conflict')
  expect(await bot.say('meetings board')).toMatch(/Friday 18 December 2020\s+10am.*extra/)
})

test('a meeting cannot be moved onto another, nor into the past', async () => {
  expect((await bot.tell('meeting move board to 5 January 2021')).error?.code).toBe('conflict')
  expect((await bot.tell('meeting move board to 2020-11-23')).error?.code).toBe('invalid')
})

test('the calendar goes on for ever: a year later there are meetings ahead', async () => {
  bot.later(new Date('2022-03-01T09:00:00Z'))
  expect(await bot.say('meeting')).toContain('meets next on')
  expect(await bot.say('meetings')).toContain('SEND Operational Group')
})

test('only the coordinator changes the calendar', async () => {
  for (const as of ['SLBI', 'chair:improvement-board', 'member:operational-group']) {
    expect((await bot.tell('meeting cancel board', { as })).error?.code).toBe('refused')
  }
})
