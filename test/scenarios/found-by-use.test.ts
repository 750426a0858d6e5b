import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readTrail } from '../../data/trail.ts'
import { createTestApp, type TestApp } from '../support/app.ts'

let it: TestApp
beforeEach(async () => {
  it = await createTestApp()
})
afterEach(() => it.close())

const OWNER = { as: 'SLSPPEP' }
const status = async (ref: string) => (await it.tell(`status ${ref}`)).items[0]

describe('positions', () => {
  test('a red rating reopens a complete item', async () => {
    await it.say('update B5(a) complete', OWNER)
    expect(await it.say('update B5(a) red supplier gone, tender in May', OWNER)).toContain(
      'B5(a) was complete; it is open again.',
    )
    expect(await status('B5(a)')).toMatchObject({ rating: 'red', state: 'in-progress', daysOverdue: 116 })
  })

  test('an owner who confirms a rating that was read from the plan makes it their own', async () => {
    expect(await it.say('mine', OWNER)).toMatch(/B3\(d\).*confirm the rating/)
    await it.say('confirm B3(d)', OWNER)
    expect(await it.say('status B3(d)')).not.toContain('owner to confirm')
    expect(await it.say('mine', OWNER)).not.toMatch(/B3\(d\).*confirm the rating/)
  })

  test('saying the same rating again asks for no new reason', async () => {
    await it.say('update B5(a) red supplier gone, tender in May', OWNER)
    it.later({ days: 20 })
    const reply = await it.tell('update B5(a) red', OWNER)
    expect(reply.message.blocks.some((block) => block.kind === 'choices')).toBe(false)
    expect(await it.say('status B5(a)')).not.toContain('Still needed')
  })

  test('not started is read as the plan’s key reads it, and asks for what that demands', async () => {
    await it.say('update B5(a) amber waiting for the lawyers', OWNER)
    it.later({ minutes: 5 })
    const text = await it.say('update B5(a) not started', OWNER)
    expect(text).toContain('◆ Amber → ▲ Red')
    expect(text).toContain('What will bring it back, and by when?')
  })

  test('what was said of several items is asked about once, for all of them', async () => {
    const text = await it.say('update B5 a and c red', OWNER)
    expect(text).toContain('B5(a) and B5(c): What will bring it back, and by when?')
    await it.say('a new tender in spring', OWNER)
    expect(await it.say('history B5(c)')).toContain('“a new tender in spring”')
  })

  test('an ongoing item gets a review date, never a due date', async () => {
    await it.say('revise A1(e) to 26 February 2021 because the new measures start then', { as: 'ADES' })
    it.later(new Date('2020-12-09T09:00:00Z'))
    await it.say('approve R1 minute 3')
    expect(await status('A1(e)')).toMatchObject({ dueDate: null, daysOverdue: null })
    expect(await it.say('status A1(e)')).toContain('review on 26 Feb 2021')
    it.later(new Date('2021-03-09T09:00:00Z'))
    expect((await it.tell('overdue A')).items.map((item) => item.ref)).not.toContain('A1(e)')
  })

  test('a completion of an earlier day keeps its note, and the board hears of it', async () => {
    it.later(new Date('2020-12-09T09:00:00Z'))
    await it.say('update C2(b) panel terms drafted', OWNER)
    const text = await it.say('update C2(b) complete on 1 October 2020: published', OWNER)
    expect(text).toContain('Note: “published”')
    expect(await it.say('status C2(b)')).toContain('“published”'.slice(1, -1))
    expect(await it.say('changes since the last board')).toContain(
      'Reported since, of an earlier day: C2(b) complete on 1 Oct 2020.',
    )
    expect((await it.tell('status C2(b) as at 15 October 2020')).items[0]).toMatchObject({
      state: 'complete',
    })
  })

  test('a completion day that was wrong is corrected by saying it again', async () => {
    await it.say('update B5(a) complete', OWNER)
    expect(await it.say('update B5(a) complete on 1 October 2020', OWNER)).toContain(
      '✓ Complete on 1 Oct 2020',
    )
    expect((await it.tell('status B5(a) as at 15 October 2020')).items[0]).toMatchObject({
      state: 'complete',
    })
  })

  test('a completed item needs no other date: the request is withdrawn, and undo brings it back', async () => {
    await it.say('revise B5(a) to 26 March 2021 because of the lawyers', OWNER)
    it.later({ minutes: 1 })
    expect(await it.say('update B5(a) complete', OWNER)).toContain(
      'Withdrawn, for no other date is needed: R1.',
    )
    expect(await it.say('requests')).toContain('No request waits')
    await it.say('undo', OWNER)
    expect(await it.say('requests')).toContain('R1')
  })
})

describe('undo', () => {
  test('of a rating that took a proposal back restores the proposal', async () => {
    await it.say('update A5(h) blue in use by all families', { as: 'SLBI' })
    await it.say('update A5(h) amber one school is missing', { as: 'SLBI' })
    expect(await it.say('requests')).toContain('No request waits')
    await it.say('undo', { as: 'SLBI' })
    expect(await it.say('requests')).toContain('sign-off')
  })

  test('of a second proposal leaves the first', async () => {
    await it.say('update A5(h) blue in use by all families', { as: 'SLBI' })
    await it.say('update A5(h) blue really', { as: 'SLBI' })
    await it.say('undo', { as: 'SLBI' })
    expect(await it.say('requests')).toContain('sign-off')
  })

  test('takes back a request that was the latest thing one did', async () => {
    await it.say('update B5(a) amber waiting for the lawyers', OWNER)
    it.later({ minutes: 1 })
    await it.say('revise B5(a) to 26 March 2021 because of the lawyers', OWNER)
    expect(await it.say('undo', OWNER)).toContain('Taken back: R1, the request for another date for B5(a).')
    expect(await it.say('history B5(a)')).not.toContain('taken back')
    expect(await it.say('undo', OWNER)).toContain('Taken back: B5(a)')
  })

  test('tells whoever was told already', async () => {
    await it.say('update B5(a) red via call supplier gone, tender in May')
    await it.db.updateTable('deliveries').set({ state: 'sent' }).execute()
    await it.say('undo')
    const rows = await it.db
      .selectFrom('deliveries')
      .select(['state', 'payload'])
      .where('state', '=', 'planned')
      .execute()
    expect(rows.map((row) => row.payload).join()).toContain('took back what was recorded of B5(a)')
  })
})

describe('people and meetings', () => {
  test('a delegate’s update names whom they act for', async () => {
    await it.say('delegate SLBI SLSP until 18 December 2020', { as: 'SLBI' })
    await it.say('update A5(h) amber workshops are booked', { as: 'SLSP' })
    expect((await readTrail(it.db, 1, 'A5(h)')).at(-1)).toMatchObject({ by: 'SLSP', onBehalfOf: 'SLBI' })
    expect(await it.say('history A5(h)')).toContain('SLSP for SLBI')
  })

  test('a refusal is in the trail and nowhere else', async () => {
    await it.say('update A5(h) red hacked', { as: 'P16SM' })
    expect((await readTrail(it.db, 1, 'A5(h)')).at(-1)).toMatchObject({
      by: 'P16SM',
      action: 'refused',
      after: { command: 'update' },
    })
    expect(await it.say('history A5(h)')).not.toContain('hacked')
  })

  test('a new person may start on a day to come, and is no second of the same name', async () => {
    await it.say('assign SLBI new Kim Other from 1 January 2021')
    expect(await it.say('people')).not.toContain('Kim Other from')
    expect((await it.tell('confirm A5(h)', { as: 'kim-other' })).ok).toBe(false)
    expect((await it.tell('assign SLSP new Kim Other')).error?.code).toBe('conflict')
    expect((await it.tell('assign SLSP Kim Other from 1 July 2020')).error?.code).toBe('invalid')
  })

  test('who holds no role any more sees nothing', async () => {
    await it.say('assign SLBI new Kim Other')
    expect((await it.tell('overdue', { as: 'SLBI' })).error?.code).toBe('refused')
  })

  test('a chair’s office cannot be delegated past the deputy', async () => {
    const { error } = await it.tell('delegate chair:improvement-board SLSP until 18 December 2020', {
      as: 'chair:improvement-board',
    })
    expect(error?.text).toContain('the deputy acts for a chair')
  })

  test('a meeting that was held stays, and a moved one makes room for an extra', async () => {
    expect((await it.tell('meeting cancel board on 10 November 2020')).error?.text).toContain('has been held')
    await it.say('meeting move board to 15 December 2020')
    await it.say('meeting add board on 8 December 2020')
    const text = await it.say('meetings board')
    expect(text).toContain('Tuesday 8 December 2020')
    expect(text).toContain('Tuesday 15 December 2020')
    expect(await it.say('meeting move board to 6pm')).toContain('Tuesday 8 December 2020 at 6pm')
  })
})
