import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readTrail } from '../../data/trail.ts'
import { createTestApp, read, type TestApp } from '../support/app.ts'

let bot: TestApp
/** A second coordinator, Olive, records beside the first. A date is asked for before the board of 8 December 2020. */
beforeEach(async () => {
  bot = await createTestApp()
  await bot.say('assign coordinator new Olive Other jointly')
  await bot.say('revise B4(a) to 26 March 2021 because of the framework', { as: 'SLSPPEP' })
  await bot.say('revise B3(d) to 28 May 2021 because schools answer late', { as: 'ADPH' })
  bot.later(new Date('2020-12-09T09:00:00Z'))
})
afterEach(() => bot.close())

const OLIVE = { as: 'olive-other', conversation: 'olive' }
const CHAIR = { as: 'chair:improvement-board' }

const outcomes = async () =>
  (await bot.db.selectFrom('decisions').select('outcome').orderBy('id').execute()).map(
    ({ outcome }) => outcome,
  )
const due = async (ref = 'B4(a)') => (await bot.tell(`status ${ref}`)).items[0]?.dueDate

describe('whoever decides second', () => {
  test('at the same moment hears what was decided and by whom, and nothing is reversed', async () => {
    const replies = await Promise.all([
      bot.tell('approve R1 minute 4.2'),
      bot.tell('decline R1 minute 4.2', OLIVE),
    ])
    const [first, second] = [...replies].sort((one, other) => Number(other.ok) - Number(one.ok))
    expect([first?.ok, second?.ok, second?.waits]).toEqual([true, false, true])
    expect(second && read(second)).toMatch(
      /R1 was (agreed with 26 Mar 2021|not agreed) by the SEND Improvement Board of Tuesday 8 December 2020; (the coordinator|Olive Other) recorded it on 9 Dec 2020, 9am\./,
    )
    expect(await outcomes()).toHaveLength(1)
  })

  test('reverses it by saying yes to the question', async () => {
    await bot.say('approve R1 minute 4.2')
    const asked = await bot.say('decline R1 minute 4.3', OLIVE)
    expect(asked).toContain('R1 was decided before. Does this reverse it?')
    expect(asked).toContain('Then: “minute 4.2”')
    expect(await due()).toBe('2021-03-26')
    const text = await bot.say('yes', OLIVE)
    expect(text).toContain('Recorded: R1 not agreed')
    expect(text).toContain('It reverses this: R1 was agreed with 26 Mar 2021')
    expect(await due()).toBe('2020-08-31')
  })

  test('reverses it at once by the word for it', async () => {
    await bot.say('decline R1 minute 4.2')
    expect(await bot.say('approve R1 reversing minute 4.2', OLIVE)).toContain('Recorded: R1 agreed')
    expect((await readTrail(bot.db, 1, 'B4(a)')).at(-1)).toMatchObject({
      action: 'approve',
      after: { reverses: expect.stringContaining('R1 was not agreed') },
    })
  })

  test.each([
    ['approve R1 minute 4.2', 'approve R1 with 30 April 2021 minute 4.2'],
    ['approve R1 with 26 February 2021 minute 4.2', 'approve R1 minute 4.2'],
    ['approve R1 minute 4.2', 'approve B4(a) with 30 April 2021 minute 4.2'],
    ['approve B4(a) with 30 April 2021 minute 4.2', 'approve B4(a) with 28 May 2021 minute 4.2'],
    ['approve R1 minute 4.2', 'defer R1 minute 4.2'],
    ['defer R1 minute 4.2', 'approve R1 minute 4.2'],
    ['decline R1 minute 4.2', 'approve R1, R2 minute 4.2'],
    [
      'approve R1 for operational group of 3 December 2020 minute 3',
      'decline R1 for operational group of 3 December 2020 minute 3',
    ],
  ])('after “%s” has to say that “%s” reverses it', async (first, second) => {
    expect(await bot.tell(first)).toMatchObject({ ok: true })
    const before = await outcomes()
    expect(await bot.tell(second, OLIVE)).toMatchObject({ ok: false, waits: true, changes: [] })
    expect(await outcomes()).toEqual(before)
    expect(await bot.tell('yes', OLIVE)).toMatchObject({ ok: true })
    expect((await outcomes()).length).toBeGreaterThan(before.length)
  })

  test.each([
    ['approve R1 minute 4.2', 'approve R1 minute 4.3'],
    ['decline R1 minute 4.2', 'decline R1 minute 4.3'],
    ['defer R1 minute 4.2', 'defer R1 minute 4.3'],
  ])('after “%s” hears by “%s” that it is so already', async (first, second) => {
    await bot.say(first)
    const { error } = await bot.tell(second, OLIVE)
    expect(error?.code).toBe('conflict')
    expect(error?.text).toMatch(/^R1 was .* by the SEND Improvement Board .*; the coordinator recorded it on/)
  })

  test('of a request that a meeting deferred decides it at the next without reversing anything', async () => {
    await bot.say('defer R1 minute 4.2')
    bot.later(new Date('2021-01-06T09:00:00Z'))
    expect(await bot.tell('approve R1 minute 5')).toMatchObject({ ok: true })
  })

  test('as the chair hears of the board’s decision, and cannot reverse it', async () => {
    await bot.say('approve R2 minute 4.2')
    const { error } = await bot.tell('decline R2 not now', CHAIR)
    expect(error?.code).toBe('refused')
    expect(error?.text).toContain('R2 was agreed with 28 May 2021 by the SEND Improvement Board')
    expect(error?.text).toContain('the coordinator recorded it')
  })

  test('as the coordinator hears of the chair’s action, by name', async () => {
    await bot.say('approve R2', CHAIR)
    expect(await bot.say('decline R2 minute 4.2')).toContain(
      'R2 was agreed with 28 May 2021 by the chair of the SEND Improvement Board, by chair’s action',
    )
  })

  test('is asked again when it has changed once more before the yes', async () => {
    await bot.say('approve R1 minute 4.2')
    await bot.say('decline R1 minute 4.3', OLIVE)
    await bot.say('approve R1 with 30 April 2021 reversing minute 4.4')
    expect(await bot.tell('yes', OLIVE)).toMatchObject({ waits: true, changes: [] })
    expect(await due()).toBe('2021-04-30')
  })

  test('signs off what was declined there only by saying so', async () => {
    await bot.say('evidence A3 terms of reference and minutes of the year', { as: 'CD' })
    await bot.say('sign off A3 minute 5')
    await bot.say('decline R3 reversing minute 5')
    expect(await bot.tell('sign off A3 minute 5', OLIVE)).toMatchObject({ waits: true })
    expect(await bot.tell('yes', OLIVE)).toMatchObject({ ok: true })
    const { error } = await bot.tell('sign off A3 minute 5')
    expect(error?.text).toContain('R3 was agreed by the SEND Improvement Board')
    expect(error?.text).toContain('Olive Other recorded it')
  })

  test('cannot reverse what is not decided', async () => {
    expect((await bot.tell('approve R1 reversing minute 4.2')).error?.text).toContain('nothing to reverse')
    expect(await outcomes()).toEqual([])
  })
})

test('of several requests none is decided when one has to be asked about', async () => {
  await bot.say('decline R2 minute 4.2')
  expect(await bot.tell('approve R1, R2 minute 4.2', OLIVE)).toMatchObject({ waits: true })
  expect(await outcomes()).toEqual(['declined'])
  expect(await bot.tell('yes', OLIVE)).toMatchObject({ ok: true })
  expect(await outcomes()).toEqual(['declined', 'approved', 'approved'])
})

describe('what whoever records it had asked for', () => {
  const ask = () => bot.say('revise B4(c) to 26 March 2021 because of the framework')

  test('names the meeting, its minute and that the recorder had asked, wherever it is told', async () => {
    bot.later(new Date('2020-12-10T09:00:00Z'))
    await ask()
    bot.later(new Date('2021-01-06T09:00:00Z'))
    const text = await bot.say('approve R3 minute 7.1')
    expect(text).toContain('SEND Improvement Board, Tuesday 5 January 2021')
    expect(text).toContain('“draft minute 7.1”')
    expect(text).toContain('Recorded by the coordinator, who had asked for it on 10 Dec 2020, 9am.')
    expect((await readTrail(bot.db, 1, 'B4(c)')).at(-1)).toMatchObject({
      after: { note: 'minute 7.1', recorderAsked: '2020-12-10T09:00:00.000Z' },
    })
    expect(await bot.say('status B4(c)')).toContain(
      'agreed by SEND Improvement Board of 5 Jan 2021, recorded on 6 Jan 2021 by the coordinator, who had asked for it: draft minute 7.1',
    )
    const told = await bot.db
      .selectFrom('deliveries')
      .select('payload')
      .where('payload', 'like', '%R3 agreed%')
      .execute()
    expect(told.length).toBeGreaterThan(0)
    for (const { payload } of told) expect(payload).toContain('who had asked for it')
    expect(await bot.say('digest board')).toContain('the recorder had asked for it')
  })

  test('is not named so when somebody else had asked, or another records it', async () => {
    expect(await bot.say('approve R1 minute 4.2')).not.toContain('had asked')
    bot.later(new Date('2020-12-10T09:00:00Z'))
    await ask()
    bot.later(new Date('2021-01-06T09:00:00Z'))
    expect(await bot.say('approve R3 minute 7.1', OLIVE)).not.toContain('had asked')
  })

  test.each([
    ['on the day of the meeting, after it began', '2020-12-08T18:00:00Z'],
    ['after the meeting', '2020-12-09T09:00:00Z'],
  ])('%s was not before that meeting', async (_, at) => {
    bot.later(new Date(at))
    await ask()
    bot.later(new Date('2020-12-10T09:00:00Z'))
    for (const line of [
      'approve R3 minute 4.2',
      'approve R3 of 8 December 2020 minute 4.2',
      'approve B4(c) with 26 March 2021 minute 4.2',
    ])
      expect((await bot.tell(line)).error?.code).toBe('invalid')
    expect(await outcomes()).toEqual([])
  })

  test('on the day of the meeting, before it began, stood before it', async () => {
    bot.later(new Date('2020-12-08T16:00:00Z'))
    await ask()
    bot.later(new Date('2020-12-09T09:00:00Z'))
    expect(await bot.tell('approve R3 minute 4.2')).toMatchObject({ ok: true })
  })
})
