import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readTrail } from '../../data/trail.ts'
import { createTestApp, type TestApp } from '../support/app.ts'

let bot: TestApp
beforeEach(async () => {
  bot = await createTestApp()
})
afterEach(() => bot.close())

const OWNER = { as: 'SLSPPEP' }
const status = async (ref: string) => (await bot.tell(`status ${ref}`)).items[0]

describe('positions', () => {
  test('a red rating reopens a complete item', async () => {
    await bot.say('update B5(a) complete', OWNER)
    expect(await bot.say('update B5(a) red supplier gone, tender in May', OWNER)).toContain(
      'B5(a) was complete; it is open again.',
    )
    expect(await status('B5(a)')).toMatchObject({ rating: 'red', state: 'in-progress', daysOverdue: 116 })
  })

  test('an owner who confirms a rating that was read from the plan makes it their own', async () => {
    expect(await bot.say('mine', OWNER)).toMatch(/B3\(d\).*confirm the rating/)
    await bot.say('confirm B3(d)', OWNER)
    expect(await bot.say('status B3(d)')).not.toContain('owner to confirm')
    expect(await bot.say('mine', OWNER)).not.toMatch(/B3\(d\).*confirm the rating/)
  })

  test('saying the same rating again asks for no new reason', async () => {
    await bot.say('update B5(a) red supplier gone, tender in May', OWNER)
    bot.later({ days: 20 })
    const reply = await bot.tell('update B5(a) red', OWNER)
    expect(reply.message.blocks.some((block) => block.kind === 'choices')).toBe(false)
    expect(await bot.say('status B5(a)')).not.toContain('Still needed')
  })

  test('not started is read as the plan’s key reads it, and asks for what that demands', async () => {
    await bot.say('update B5(a) amber waiting for the lawyers', OWNER)
    bot.later({ minutes: 5 })
    const text = await bot.say('update B5(a) not started', OWNER)
    expect(text).toContain('◆ Amber → ▲ Red')
    expect(text).toContain('What will bring it back, and by when?')
  })

  test('what was said of several items is asked about once, for all of them', async () => {
    const text = await bot.say('update B5 a and c red', OWNER)
    expect(text).toContain('B5(a) and B5(c): What will bring it back, and by when?')
    await bot.say('a new tender in spring', OWNER)
    expect(await bot.say('history B5(c)')).toContain('“a new tender in spring”')
  })

  test('an ongoing item gets a review date, never a due date', async () => {
    await bot.say('revise A1(e) to 26 February 2021 because the new measures start then', { as: 'ADES' })
    bot.later(new Date('2020-12-09T09:00:00Z'))
    await bot.say('approve R1 minute 3')
    expect(await status('A1(e)')).toMatchObject({ dueDate: null, daysOverdue: null })
    expect(await bot.say('status A1(e)')).toContain('review on 26 Feb 2021')
    bot.later(new Date('2021-03-09T09:00:00Z'))
    expect((await bot.tell('overdue A')).items.map((item) => item.ref)).not.toContain('A1(e)')
  })

  test('a completion of an earlier day keeps its note, and the board hears of it', async () => {
    bot.later(new Date('2020-12-09T09:00:00Z'))
    await bot.say('update C2(b) panel terms drafted', OWNER)
    const text = await bot.say('update C2(b) complete on 1 October 2020: published', OWNER)
    expect(text).toContain('Note: “published”')
    expect(await bot.say('status C2(b)')).toContain('“published”'.slice(1, -1))
    expect(await bot.say('changes since the last board')).toContain(
      'Reported since, of an earlier day: C2(b) complete on 1 Oct 2020.',
    )
    expect((await bot.tell('status C2(b) as at 15 October 2020')).items[0]).toMatchObject({
      state: 'complete',
    })
  })

  test('a completion day that was wrong is corrected by saying it again', async () => {
    await bot.say('update B5(a) complete', OWNER)
    expect(await bot.say('update B5(a) complete on 1 October 2020', OWNER)).toContain(
      '✓ Complete on 1 Oct 2020',
    )
    expect((await bot.tell('status B5(a) as at 15 October 2020')).items[0]).toMatchObject({
      state: 'complete',
    })
  })

  test('a completed item needs no other date: the request is withdrawn, and undo brings it back', async () => {
    await bot.say('revise B5(a) to 26 March 2021 because of the lawyers', OWNER)
    bot.later({ minutes: 1 })
    expect(await bot.say('update B5(a) complete', OWNER)).toContain(
      'Withdrawn, for no other date is needed: R1.',
    )
    expect(await bot.say('requests')).toContain('No request waits')
    await bot.say('undo', OWNER)
    expect(await bot.say('requests')).toContain('R1')
  })
})

describe('undo', () => {
  test('of a rating that took a proposal back restores the proposal', async () => {
    await bot.say('update A5(h) blue in use by all families', { as: 'SLBI' })
    await bot.say('update A5(h) amber one school is missing', { as: 'SLBI' })
    expect(await bot.say('requests')).toContain('No request waits')
    await bot.say('undo', { as: 'SLBI' })
    expect(await bot.say('requests')).toContain('sign-off')
  })

  test('of a second proposal leaves the first', async () => {
    await bot.say('update A5(h) blue in use by all families', { as: 'SLBI' })
    await bot.say('update A5(h) blue really', { as: 'SLBI' })
    await bot.say('undo', { as: 'SLBI' })
    expect(await bot.say('requests')).toContain('sign-off')
  })

  test('takes back a request that was the latest thing one did', async () => {
    await bot.say('update B5(a) amber waiting for the lawyers', OWNER)
    bot.later({ minutes: 1 })
    await bot.say('revise B5(a) to 26 March 2021 because of the lawyers', OWNER)
    expect(await bot.say('undo', OWNER)).toContain('Taken back: R1, the request for another date for B5(a).')
    expect(await bot.say('history B5(a)')).not.toContain('taken back')
    expect(await bot.say('undo', OWNER)).toContain('Taken back: B5(a)')
  })

  test('tells whoever was told already', async () => {
    await bot.say('update B5(a) red via call supplier gone, tender in May')
    await bot.db.updateTable('deliveries').set({ state: 'sent' }).execute()
    await bot.say('undo')
    const rows = await bot.db
      .selectFrom('deliveries')
      .select(['state', 'payload'])
      .where('state', '=', 'planned')
      .execute()
    expect(rows.map((row) => row.payload).join()).toContain('took back what was recorded of B5(a)')
  })
})

describe('people and meetings', () => {
  test('a delegate’s update names whom they act for', async () => {
    await bot.say('assign SLSP new Stan Dinn')
    await bot.say('delegate SLBI SLSP until 18 December 2020', { as: 'SLBI' })
    await bot.say('update A5(h) amber workshops are booked', { as: 'stan-dinn' })
    expect((await readTrail(bot.db, 1, 'A5(h)')).at(-1)).toMatchObject({
      by: 'Stan Dinn',
      onBehalfOf: 'SLBI',
    })
    expect(await bot.say('history A5(h)')).toContain('Stan Dinn for SLBI')
  })

  test('a refusal is in the trail and nowhere else', async () => {
    await bot.say('update A5(h) red hacked', { as: 'P16SM' })
    expect((await readTrail(bot.db, 1, 'A5(h)')).at(-1)).toMatchObject({
      by: 'P16SM',
      action: 'refused',
      after: { command: 'update' },
    })
    expect(await bot.say('history A5(h)')).not.toContain('hacked')
  })

  test('a new person may start on a day to come, and is no second of the same name', async () => {
    await bot.say('assign SLBI new Kim Other from 1 January 2021')
    expect(await bot.say('people')).not.toContain('Kim Other from')
    expect((await bot.tell('confirm A5(h)', { as: 'kim-other' })).ok).toBe(false)
    expect((await bot.tell('assign SLSP new Kim Other')).error?.code).toBe('conflict')
    expect((await bot.tell('assign SLSP Kim Other from 1 July 2020')).error?.code).toBe('invalid')
  })

  test('who holds no role any more sees nothing', async () => {
    await bot.say('assign SLBI new Kim Other')
    await bot.say('assign SLBI new Sam Example')
    expect((await bot.tell('overdue', { as: 'kim-other' })).error?.code).toBe('refused')
  })

  test('a chair’s office cannot be delegated past the deputy', async () => {
    const { error } = await bot.tell('delegate chair:improvement-board SLSP until 18 December 2020', {
      as: 'chair:improvement-board',
    })
    expect(error?.text).toContain('the deputy acts for a chair')
  })

  test('a meeting that was held stays, and a moved one makes room for an extra', async () => {
    expect((await bot.tell('meeting cancel board on 10 November 2020')).error?.text).toContain(
      'has been held',
    )
    await bot.say('meeting move board to 15 December 2020')
    await bot.say('meeting add board on 8 December 2020')
    const text = await bot.say('meetings board')
    expect(text).toContain('Tuesday 8 December 2020')
    expect(text).toContain('Tuesday 15 December 2020')
    expect(await bot.say('meeting move board to 6pm')).toContain('Tuesday 8 December 2020 at 6pm')
  })
})
