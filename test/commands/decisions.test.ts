import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readTrail } from '../../data/trail.ts'
import { createTestApp, type TestApp } from '../support/app.ts'

let bot: TestApp
beforeEach(async () => {
  bot = await createTestApp()
})
afterEach(() => bot.close())

const CHAIR = { as: 'chair:improvement-board' }
/** The Improvement Board sits on 8 December 2020 at 5:30pm. */
const AFTER_THE_BOARD = new Date('2020-12-09T09:00:00Z')

/** B4(a) is amber, due August 2020, never revised. C-type requests of it may be decided by the chair alone. */
const ask = (line: string, as = 'SLSPPEP') => bot.say(line, { as })

describe('asking for another date', () => {
  test('keeps original and current date until it is decided, and stays overdue', async () => {
    const text = await ask('revise B4(a) to 26 March because specification waits for the framework')
    expect(text).toContain('Recorded: R1 asks for Friday 26 March 2021 for B4(a), due Aug 2020 now.')
    expect(text).toContain(
      'The SEND Improvement Board decides dates on Tuesday 8 December 2020. Until then B4(a) stays overdue (85 days).',
    )
    const { items } = await bot.tell('status B4(a)')
    expect(items[0]).toMatchObject({ dueDate: '2020-08-31', originalDueDate: '2020-08-31', daysOverdue: 85 })
    expect(await bot.say('overdue B')).toContain('R1: 26 Mar 2021 asked for on 24 Nov 2020')
  })

  test('a month counts to its last day', async () => {
    expect(await ask('revise B4(a) to Feb 2021 because of the framework')).toContain(
      'Sunday 28 February 2021',
    )
  })

  test.each([
    'Easter',
    'end of term',
    'Q4',
    'soon',
    '30 February 2021',
    '31/02/2021',
    'Friday 26 November 2020',
  ])('"%s" is no date that it takes', async (date) => {
    const reply = await bot.tell(`revise B4(a) to ${date} because of the framework`, { as: 'SLSPPEP' })
    expect(reply.ok).toBe(false)
    expect(reply.message.summary).toContain('Which day is meant?')
    expect(await bot.db.selectFrom('requests').selectAll().execute()).toEqual([])
    expect(await ask('26 March 2021')).toContain('“of the framework”')
  })

  test('without a reason asks for it', async () => {
    expect(await ask('revise B4(a) to 26 March 2021')).toContain('Why does B4(a) need Friday 26 March 2021?')
    expect(await ask('the framework comes in spring')).toContain('Recorded: R1 asks for Friday 26 March 2021')
  })

  test('a newer request takes the place of the older', async () => {
    await ask('revise B4(a) to 26 March 2021 because of the framework')
    expect(await ask('revise B4(a) to 30 April 2021 because of the new framework')).toContain(
      'It takes the place of R1.',
    )
    const open = await bot.say('requests')
    expect(open).toContain('R2')
    expect(open).not.toContain('R1')
  })

  test('is for the owner, a delegate or the coordinator', async () => {
    const { error } = await bot.tell('revise B4(a) to 26 March 2021 because I say so', { as: 'SLBI' })
    expect(error?.code).toBe('refused')
  })
})

describe('chair’s action', () => {
  test('decides a first revision of up to one month of an item that is not red', async () => {
    await ask('revise B4(c) to 15 December 2020 because of the framework', 'SLCSC')
    // August to mid-December is more than a month: the first revision has to be small.
    expect(await bot.say('approve R1', CHAIR)).toContain('the chair alone may move a date by up to one month')
    expect((await readTrail(bot.db, 1)).at(-1)).toMatchObject({
      action: 'refused',
      after: { command: 'approve', request: 1 },
    })
    await ask('update B3(d) amber schools answer late', 'ADPH')
    await ask('revise B3(d) to 1 June 2021 because schools answer late', 'ADPH')
    expect(await bot.say('approve R2', CHAIR)).toContain('by up to one month')
    await ask('revise B3(d) to May 2021 because schools answer late', 'ADPH')
    const text = await bot.say('approve R3', CHAIR)
    expect(text).toContain('Recorded: R3 agreed: B3(d)')
    expect(text).toContain(
      'under Terms of reference, 4.6, agreed 14 Jun 2019 (illustrative); it is listed at the next meeting',
    )
    const { items } = await bot.tell('status B3(d)')
    expect(items[0]).toMatchObject({
      dueDate: '2021-05-31',
      originalDueDate: '2021-04-30',
      dueBasis: 'approved',
    })
  })

  test('does not reach a red item, a second revision, or a sign-off', async () => {
    await ask('revise B2(b) to 31 December 2020 because of the forum')
    expect(await bot.say('approve R1', CHAIR)).toContain('which the chair alone may not re-date')
    await ask('revise B3(a) to 15 January 2021 because of the inspectors')
    expect(await bot.say('approve R2', CHAIR)).toContain('the date has been revised before')
    await ask('update B3(d) blue refreshed and in use', 'ADPH')
    expect(await bot.say('approve R3', CHAIR)).toContain('sign-off is never a chair’s action')
  })

  test('a chair who has an interest may not, the deputy may and the reason is kept', async () => {
    await bot.say('assign chair:improvement-board new Cora Chair')
    await bot.say('delegate SLSPPEP chair:improvement-board until 18 December 2020')
    await ask('revise B3(d) to 28 May 2021 because schools answer late', 'cora-chair')
    expect(await bot.say('approve R1', { as: 'cora-chair' })).toContain('nobody decides their own request')
    await bot.say('assign deputy:improvement-board new Dana Deputy')
    expect(await bot.say('approve R1', { as: 'dana-deputy' })).toContain(
      'the chair asked for it, owns the item or has declared an interest',
    )
  })

  test('a deputy says why the chair does not act', async () => {
    await bot.say('assign deputy:improvement-board new Dana Deputy')
    await ask('revise B3(d) to 28 May 2021 because schools answer late', 'ADPH')
    expect(await bot.say('approve R1', { as: 'dana-deputy' })).toContain('say why')
    expect(await bot.say('approve R1 chair on leave', { as: 'dana-deputy' })).toContain(
      'by the deputy: chair on leave',
    )
  })

  test.each(['SLSPPEP', 'ADPH', 'member:improvement-board', 'chair:operational-group'])(
    '%s may not decide',
    async (as) => {
      await ask('revise B3(d) to 28 May 2021 because schools answer late', 'ADPH')
      const { ok, error } = await bot.tell('approve R1', { as })
      expect(ok).toBe(false)
      expect(error?.code).toBe('refused')
    },
  )
})

describe('recording what a body decided', () => {
  beforeEach(async () => {
    await ask('revise B4(a) to 26 March 2021 because of the framework')
  })

  test('waits for the meeting', async () => {
    expect(await bot.say('approve R1 minute 4.2')).toContain('has not met since R1 was asked for')
  })

  test('needs the minute, then names meeting and minute, and tells who asked', async () => {
    bot.later(AFTER_THE_BOARD)
    expect(await bot.say('approve R1')).toContain('Which minute of the SEND Improvement Board records it?')
    const text = await bot.say('minute 4.2, agreed')
    expect(text).toContain('Recorded: R1 agreed: B4(a), the date 26 Mar 2021 (Friday).')
    expect(text).toContain('SEND Improvement Board, Tuesday 8 December 2020')
    expect(text).toContain('“draft minute 4.2, agreed”')
    const status = await bot.say('status B4(a)')
    expect(status).toContain('26 Mar 2021, was Aug 2020 (approved by SEND Improvement Board, 8 Dec 2020)')
    const told = await bot.db.selectFrom('deliveries').select('payload').execute()
    expect(told.some((row) => row.payload.includes('R1 agreed'))).toBe(true)
  })

  test('may carry another date', async () => {
    bot.later(AFTER_THE_BOARD)
    await bot.say('approve R1 with 26 February 2021 minute 4.2')
    const { items } = await bot.tell('status B4(a)')
    expect(items[0]?.dueDate).toBe('2021-02-26')
  })

  test('declined, the date stays; deferred, the request stays open', async () => {
    bot.later(AFTER_THE_BOARD)
    await bot.say('defer R1 minute 4.2, figures first')
    expect(await bot.say('requests')).toContain('deferred')
    bot.later(new Date('2021-01-06T09:00:00Z'))
    await bot.say('decline R1 minute 5.1, the supplier has to deliver')
    expect(await bot.say('requests')).toContain('No request waits')
    const { items } = await bot.tell('status B4(a)')
    expect(items[0]?.dueDate).toBe('2020-08-31')
  })

  test('is reversed only by a new decision, and both stand in the trail', async () => {
    bot.later(AFTER_THE_BOARD)
    await bot.say('approve R1 minute 4.2')
    expect(await bot.say('approve R1 minute 4.2')).toContain('R1 was agreed with 26 Mar 2021')
    expect(await bot.say('decline R1 reversing minute 6')).toContain('It reverses this: R1 was agreed')
    const { items } = await bot.tell('status B4(a)')
    expect(items[0]?.dueDate).toBe('2020-08-31')
  })

  test('as at the day before the decision the old date stands', async () => {
    bot.later(AFTER_THE_BOARD)
    await bot.say('approve R1 minute 4.2')
    const before = await bot.tell('status B4(a) as at 1 December 2020')
    expect(before.items[0]?.dueDate).toBe('2020-08-31')
    const { items } = await bot.tell('status B4(a)')
    expect(items[0]?.dueDate).toBe('2021-03-26')
  })

  test('a body that recommends is recorded as recommending, and changes no date', async () => {
    bot.later(new Date('2020-12-04T09:00:00Z'))
    expect(await bot.say('approve R1 for operational group minute 3')).toContain(
      'the SEND Operational Group recommends to approve R1',
    )
    expect(await bot.say('requests')).toContain('SEND Operational Group recommends: approve: draft minute 3')
    const { items } = await bot.tell('status B4(a)')
    expect(items[0]?.dueDate).toBe('2020-08-31')
  })
})

describe('a decision that was misread', () => {
  beforeEach(async () => {
    await ask('revise B4(a) to 26 March 2021 because of the framework')
    await ask('revise B4(c) to 26 March 2021 because of the framework', 'SLCSC')
    bot.later(AFTER_THE_BOARD)
  })

  test.each([
    'approve R1 with 31 February 2021 minute 4',
    'approve R1 with Easter minute 4',
    'approve R1 to 1 June 2021 minute 4',
    'approve R1 minute 4.2 with 1 June 2021',
    'approve R1 for nobody minute 1',
    'approve R1 for operational grup minute 3',
    'approve R1 with Jan 2020 minute 4',
  ])('"%s" approves nothing', async (line) => {
    const { ok, changes } = await bot.tell(line)
    expect({ ok, changes }).toEqual({ ok: false, changes: [] })
    const { items } = await bot.tell('status B4(a)')
    expect(items[0]?.dueDate).toBe('2020-08-31')
  })

  test('of a request that does not exist says so, whatever is missing else', async () => {
    expect((await bot.tell('decline R77')).error?.code).toBe('unknown')
    expect((await bot.tell('decline R77', { as: 'member:improvement-board' })).error?.code).toBe('unknown')
  })

  test('names the sitting that decided, when it was not the last', async () => {
    bot.later(new Date('2021-01-06T09:00:00Z'))
    expect(await bot.say('approve R1 of 8 December 2020 minute 4')).toContain(
      'SEND Improvement Board, Tuesday 8 December 2020',
    )
    expect((await bot.tell('approve R2 of 9 December 2020 minute 4')).error?.text).toContain(
      'held no meeting on Wednesday 9 December 2020',
    )
  })

  test('a board’s decision holds from its sitting, and until it is reversed', async () => {
    await bot.say('approve R1 minute 4')
    bot.later(new Date('2021-01-06T09:00:00Z'))
    await bot.say('decline R1 reversing minute 6')
    const due = async (line: string) => (await bot.tell(line)).items[0]?.dueDate
    expect(await due('status B4(a) as at 8 December 2020')).toBe('2021-03-26')
    expect(await due('status B4(a) as at 20 December 2020')).toBe('2021-03-26')
    expect(await due('status B4(a) as at 7 December 2020')).toBe('2020-08-31')
    expect(await due('status B4(a)')).toBe('2020-08-31')
    expect(await bot.say('status B4(a)')).toContain('not agreed by SEND Improvement Board')
  })
})

describe('sign-off', () => {
  test('that is reversed gives every part its rating back, and the past keeps it', async () => {
    bot.later(AFTER_THE_BOARD)
    await bot.say('evidence A3 terms of reference and minutes of the year', { as: 'CD' })
    await bot.say('sign off A3 minute 5, agreed')
    expect(await bot.say('sign off A3 minute 5, agreed')).toContain(
      'R1 was agreed by the SEND Improvement Board',
    )
    bot.later(new Date('2021-01-06T09:00:00Z'))
    await bot.say('decline R1 reversing minute 6')
    const now = await bot.tell('status A3')
    expect(now.items.every((item) => item.rating === null && item.state === 'complete')).toBe(true)
    const then = await bot.tell('status A3 as at 20 December 2020')
    expect(then.items.every((item) => item.rating === 'blue')).toBe(true)
  })

  test('leaves an entry in the trail of every part', async () => {
    bot.later(AFTER_THE_BOARD)
    await bot.say('evidence A3 terms of reference and minutes of the year', { as: 'CD' })
    await bot.say('sign off A3 minute 5, agreed')
    const entry = (await readTrail(bot.db, 1, 'A3(b)')).at(-1)
    expect(entry).toMatchObject({
      action: 'approve',
      before: { rating: null },
      after: { rating: 'blue', with: 'A3' },
    })
  })

  test('is never a chair’s action', async () => {
    const { error } = await bot.tell('sign off A3', CHAIR)
    expect(error?.text).toContain('never by one person')
    expect(await bot.db.selectFrom('requests').selectAll().execute()).toEqual([])
  })

  test('of an action needs every sub-action complete and evidence', async () => {
    bot.later(AFTER_THE_BOARD)
    expect(await bot.say('sign off A1 minute 5')).toContain('not complete yet of its 5 sub-actions: A1(e).')
    expect(await bot.say('sign off A3 minute 5')).toContain('evidence is outstanding')
    await bot.say('evidence A3 terms of reference and minutes of the year', { as: 'CD' })
    expect(await bot.say('sign off A3 minute 5, agreed')).toContain('agreed: A3, sign-off')
    const { items } = await bot.tell('status A3')
    expect(items.every((item) => item.rating === 'blue')).toBe(true)
    expect(await bot.say('status')).toContain('5 ★ Blue')
  })

  test('asks for the minute before anything is written', async () => {
    bot.later(AFTER_THE_BOARD)
    await bot.say('evidence A3 terms of reference and minutes', { as: 'CD' })
    const reply = await bot.tell('sign off A3')
    expect(reply.waits).toBe(true)
    expect(await bot.db.selectFrom('requests').selectAll().execute()).toEqual([])
  })

  test('is not for owners', async () => {
    const { error } = await bot.tell('sign off A3 done', { as: 'ADES' })
    expect(error?.code).toBe('refused')
  })
})
