import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { verifyTrail } from '../../data/trail.ts'
import { createTestApp, type TestApp } from '../support/app.ts'

/** The Improvement Board sits on 8 December 2020 at 5:30pm and on 5 January 2021. */
const MORNING_AFTER = new Date('2020-12-09T09:00:00Z')
const AFTER_JANUARY = new Date('2021-01-06T09:00:00Z')

let bot: TestApp
beforeEach(async () => {
  bot = await createTestApp()
})
afterEach(async () => {
  expect((await verifyTrail(bot.db)).broken).toBeNull()
  await bot.close()
})

const ask = () => bot.say('revise B4(a) to 26 March 2021 because the framework comes late', { as: 'SLSPPEP' })
const due = async (ref: string) => (await bot.tell(`status ${ref}`)).items[0]?.dueDate

describe('a meeting that did not take place', () => {
  test('returns every request to waiting, moves no date, and cannot have decided anything', async () => {
    await ask()
    bot.later(MORNING_AFTER)
    const text = await bot.say('met board not met, snow')
    expect(text).toContain('the SEND Improvement Board did not meet on Tuesday 8 December 2020.')
    expect(text).toContain('R1 waits again, for Tuesday 5 January 2021. No due date moved.')
    expect(await bot.say('approve R1 for improvement-board of 8 December 2020 minute 4.2')).toContain(
      'did not meet on Tuesday 8 December 2020, so it decided nothing then. Nothing was recorded.',
    )
    expect(await bot.say('approve R1 minute 4.2')).toContain('has not met since R1 was asked for')
    expect(await bot.say('resolved board of 8 December 2020 noted the report')).toContain('did not meet')
    expect(await due('B4(a)')).toBe('2020-08-31')
  })

  test('takes back what had been recorded as decided there, and whoever asked is told', async () => {
    await ask()
    bot.later(MORNING_AFTER)
    await bot.say('approve R1 minute 4.2')
    expect(await due('B4(a)')).toBe('2021-03-26')
    expect(await bot.say('met board not met')).toContain('R1 waits again')
    expect(await due('B4(a)')).toBe('2020-08-31')
    const notices = await bot.db
      .selectFrom('deliveries')
      .select('payload')
      .where('kind', '=', 'notice')
      .execute()
    expect(notices.map(({ payload }) => payload).join()).toContain('R1 is not decided after all')
    expect(await bot.say('requests')).toContain('R1')
  })

  test('is not told as held before somebody has said that it was', async () => {
    bot.later(MORNING_AFTER)
    expect(await bot.say('meeting')).toContain(
      'Was to meet: Tuesday 8 December 2020; nobody has said whether it met',
    )
    await bot.say('met board quorate')
    expect(await bot.say('meeting')).toContain('Last met: Tuesday 8 December 2020')
    expect(await bot.say('met board quorate')).toContain('is recorded already; nothing was changed')
  })
})

describe('an inquorate meeting', () => {
  test('recommends at most, and a quorate one ratifies that later', async () => {
    await ask()
    bot.later(MORNING_AFTER)
    expect(await bot.say('met board inquorate')).toContain('it decided nothing')
    expect(await bot.say('approve R1 minute 4.2')).toContain('The meeting was inquorate')
    expect(await due('B4(a)')).toBe('2020-08-31')
    expect(await bot.say('resolved board agreed the bid')).toContain('was inquorate')
    expect(await bot.say('resolved board noted the report')).toContain('Recorded')
    bot.later(AFTER_JANUARY)
    await bot.say('met board quorate')
    expect(await bot.say('ratify board minute 3')).toContain('ratified what the inquorate meeting')
    expect(await due('B4(a)')).toBe('2021-03-26')
  })

  test('that was first recorded as deciding keeps its decisions as recommendations', async () => {
    await ask()
    bot.later(MORNING_AFTER)
    await bot.say('approve R1 minute 4.2')
    expect(await bot.say('met board inquorate')).toContain('is kept as recommended')
    expect(await due('B4(a)')).toBe('2020-08-31')
    expect(await bot.say('minutes board')).toContain('R1 recommended')
  })
})

describe('a change to the plan', () => {
  test('is proposed, stays out of force until the board agrees it, and then leaves with its draft minute', async () => {
    const text = await bot.say('item close B1(c) no longer required because the supplier has gone')
    expect(text).toContain('Until then B1(c) stays as it is, amber. (R1)')
    expect(await bot.say('status B1(c)')).toContain('R1: close B1(c), no longer required')
    bot.later(MORNING_AFTER)
    expect(await bot.say('decisions board')).toContain('Change to the plan: close B1(c), no longer required.')
    expect(await bot.say('approve R1 minute 4.3')).toContain(
      'B1(c) left the plan on 8 Dec 2020: no longer required, the supplier has gone (SEND Improvement Board, draft minute 4.3)',
    )
    expect(await bot.say('met board not met')).toContain('changed the plan itself')
  })

  test('that the board does not agree changes nothing', async () => {
    await bot.say('item reword B1(b) to Agree the dashboard')
    bot.later(MORNING_AFTER)
    expect(await bot.say('decline R1 minute 4.4, keep the wording')).toContain('R1 not agreed')
    expect(await bot.say('status B1(b)')).not.toContain('B1(b) Agree the dashboard')
  })

  test('is no chair’s action, and an update of the item leaves it waiting', async () => {
    await bot.say('item close B1(c) no longer required')
    expect(await bot.say('approve R1', { as: 'chair:improvement-board' })).toContain(
      'a change to the plan is never a chair’s action',
    )
    await bot.say('update B1(c) red the supplier has gone', { as: 'SLSP' })
    expect(await bot.say('requests')).toContain('R1')
  })
})

describe('interests', () => {
  test('a chair who left is not recorded as chairing: somebody else took the chair', async () => {
    bot.later(MORNING_AFTER)
    expect(await bot.say('interest in B4(a) by chair left governor of the school')).toContain(
      'Who took the chair for B4(a)',
    )
    expect(await bot.say('interest in B4(a) by chair left chaired by chair governor')).toContain(
      'somebody else took the chair',
    )
    expect(
      await bot.say('interest in B4(a) by chair left chaired by deputy governor of the school'),
    ).toContain('took the chair for it')
    expect(await bot.say('minutes board')).toContain('Interest B4(a)')
  })

  test('whoever declared one decides nothing on that item alone', async () => {
    bot.later(MORNING_AFTER)
    await bot.say('assign chair:improvement-board new Cora Chair')
    await bot.say('interest in B3(d) by chair left chaired by deputy works for the supplier')
    await bot.say('update B3(d) amber schools answer late', { as: 'ADPH' })
    await bot.say('revise B3(d) to 28 May 2021 because schools answer late', { as: 'ADPH' })
    expect(await bot.say('approve R1', { as: 'cora-chair' })).toContain('you declared an interest in it')
  })
})

describe('minutes', () => {
  test('are drafts until they are approved, and a number put right keeps what stood there', async () => {
    await ask()
    bot.later(MORNING_AFTER)
    await bot.say('approve R1 minute 4.2')
    expect(await bot.say('minutes board')).toContain('“draft minute 4.2”')
    expect(await bot.say('minutes correct R1 to 4.3')).toContain('Both stay in the record.')
    bot.later(AFTER_JANUARY)
    await bot.say('met board quorate')
    expect(await bot.say('minutes approved board of 8 December 2020')).toContain(
      'approved as a correct record on Tuesday 5 January 2021',
    )
    expect(await bot.say('minutes approved board of 8 December 2020')).toContain('already')
    const text = await bot.say('minutes board of 8 December 2020')
    expect(text).toContain('“minute 4.3”')
    expect(text).toContain('before “minute 4.2”')
  })
})

describe('the Board’s view', () => {
  test('stands beside the owner’s rating, changes no count, and is lifted by a word', async () => {
    const before = await bot.say('status')
    bot.later(MORNING_AFTER)
    expect(await bot.say('assessment C2 red minute 4.2: no evidence that the backlog is falling')).toContain(
      'C2: Amber (Strategic Lead, School Effectiveness and SEND). The Board’s assessment: Red, Tuesday 8 December 2020, draft minute 4.2: “no evidence that the backlog is falling”',
    )
    expect((await bot.say('status')).split('\n')[0]?.slice(0, 30)).toBe(before.split('\n')[0]?.slice(0, 30))
    bot.later(new Date('2020-12-31T09:00:00Z'))
    expect(await bot.say('status C2')).toContain('They have differed for 23 days.')
    expect(await bot.say('digest board')).toContain('The Board’s assessment differs on C2: Red, rated Amber.')
    await bot.say('assessment lifted C2')
    expect(await bot.say('status C2')).not.toContain('The Board’s assessment')
  })

  test('a completion that is not accepted is in progress again from the sitting, and its owner is told', async () => {
    await bot.say('update B1(c) complete on 20 November dashboard live', { as: 'SLSP' })
    bot.later(MORNING_AFTER)
    expect(await bot.say('not accepted B1(c) minute 4.3: nobody has seen it')).toContain(
      'did not accept the completion of B1(c). It is in progress again from that day',
    )
    expect((await bot.tell('status B1(c)')).items[0]).toMatchObject({ state: 'in-progress' })
    expect((await bot.tell('status B1(c) as at 7 December 2020')).items[0]).toMatchObject({
      state: 'complete',
    })
    expect(await bot.say('not accepted B1(c) again')).toContain('nothing not to accept')
  })

  test('a finished item is monitored until a day, and only an answer moves it', async () => {
    await bot.say('update A4(a) complete on 1 November data clean', { as: 'SLSESEND' })
    expect(
      await bot.say('monitor A4(a) until 30 June 2021 portal logins each month', { as: 'SLSESEND' }),
    ).toContain(
      'A4(a) was completed on Sunday 1 November 2020 and is monitored until Wednesday 30 June 2021.',
    )
    bot.later(new Date('2021-07-01T09:00:00Z'))
    expect(await bot.say('status A4(a)')).toContain(
      'No answer since: it was asked on Wednesday 30 June 2021.',
    )
    expect((await bot.tell('status A4(a)')).items[0]).toMatchObject({ state: 'complete' })
    expect(await bot.say('monitored A4(a) not sure until 1 September 2021')).toContain('You are asked again')
    expect(await bot.say('monitored A4(a) reopen logins stopped', { as: 'SLSESEND' })).toContain(
      'A4(a) has not held. It is in progress again.',
    )
    expect(await bot.say('monitored A4(a) held')).toContain('answered already')
  })

  test('an owner judges the direction beside the rating, and others may not', async () => {
    expect(
      await bot.say('direction A4(a) improving because half of the files are right', { as: 'SLSESEND' }),
    ).toContain('A4(a) is judged improving. Its rating and its counts stay as they are.')
    expect(await bot.say('direction A4(a) steady because I say so', { as: 'SLBI' })).toContain(
      'Only the owner',
    )
    expect(await bot.say('status A4(a)')).toContain('judges it improving')
  })
})

describe('other committees', () => {
  test('scrutiny recommends and gets a response; it agrees nothing', async () => {
    await bot.say('meeting add scrutiny on 26 November 2020')
    bot.later(new Date('2020-11-27T09:00:00Z'))
    expect(await bot.say('resolved scrutiny agreed the new date')).toContain(
      'An overview and scrutiny committee does not agree.',
    )
    expect(await bot.say('resolved scrutiny recommended a second post')).toContain(
      'If somebody is to respond',
    )
    expect(await bot.say('refer scrutiny to cabinet by 18 December 2020 fund a second post')).toContain(
      'referral 1',
    )
    bot.later(new Date('2020-12-21T09:00:00Z'))
    expect(await bot.say('referrals')).toContain('none, 3 days overdue')
    expect(await bot.say('response 1 not accepted no money this year')).toContain('not accepted')
    expect(await bot.say('referrals')).toContain('0 without a response')
  })

  test('an external review judges an area in its own words, and a board does not', async () => {
    expect(await bot.say('judged dfe-nhse A sufficient progress')).toContain(
      'It changes no rating and no date.',
    )
    expect(await bot.say('status A')).toContain('sufficient progress')
    expect(await bot.say('judged board A sufficient progress')).toContain('is no external review')
  })

  test('what a member or an owner may not record is refused in a sentence', async () => {
    bot.later(MORNING_AFTER)
    for (const line of ['met board quorate', 'resolved board noted it', 'minutes correct R1 to 4.3'])
      expect(await bot.say(line, { as: 'SLSPPEP' })).toContain('Only the coordinator can')
  })
})
