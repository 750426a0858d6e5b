import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestApp, type TestApp } from '../support/app.ts'

let bot: TestApp
beforeAll(async () => {
  bot = await createTestApp()
})
afterAll(() => bot.close())

const refs = async (line: string, as?: string) =>
  (await bot.tell(line, as === undefined ? {} : { as })).items.map((item) => item.ref)

describe('status', () => {
  test('of an action says stated or rolled up, with its coverage', async () => {
    expect(await bot.say('status C2')).toContain('◆ Amber\n')
    expect(await bot.say('status B2')).toContain('▲ Red, rolled up, 4 of 4 unfinished rated')
    expect(await bot.say('status A2')).toContain('○ Not rated')
  })

  test('of a completed item says complete and not signed off, never blue', async () => {
    expect(await bot.say('status A3')).toContain('✓ Complete, not signed off')
    const { items } = await bot.tell('status A3(a)')
    expect(items[0]).toMatchObject({
      rating: null,
      basis: 'not-rated',
      state: 'complete',
      positionStated: true,
    })
  })

  test('shows the date in force, what it was, and whether its approval is on record', async () => {
    expect(await bot.say('status B1(b)')).toContain(
      'Sep 2020, that is 30 Sep 2020, was Mar 2020 (approval not recorded)',
    )
    expect(await bot.say('status A2(e)')).toContain('(approved by Improvement Board, summer 2020)')
  })

  test('says where a rating was read from, and how sure a date is', async () => {
    expect(await bot.say('status B1(b)')).toContain('◆ Amber (read from the plan, owner to confirm)')
    expect(await bot.say('status C2(h)')).toContain('It is not certain that the date belongs here.')
    expect(await bot.say('status C2(h)')).toContain('a revision, or the end of a range')
    expect(await bot.say('status C1(c)')).toContain('C1(c).1')
  })

  test('has the history of the rating in one line', async () => {
    expect(await bot.say('status A5(h)')).toContain(
      'History: ▲ Red (31 Mar 2020, the imported plan) → ◆ Amber (1 Nov 2020, the imported plan)',
    )
  })

  test('of the whole plan counts every sub-action once, with its denominator, and prints the key', async () => {
    const text = await bot.say('status')
    expect(text).toContain('Of 63 sub-actions in 12 actions:')
    const numbers = [...text.matchAll(/^• (\d+) /gm)].map((match) => Number(match[1]))
    expect(numbers).toEqual([4, 10, 1, 33, 15])
    expect(text).toContain('13 overdue; 8 more past their date, position not stated.')
    expect(text).toContain('The key of this plan; an item that has not started reads Red.')
  })

  test('of an area counts within it', async () => {
    expect(await bot.say('status B')).toContain('Of 18 sub-actions in 5 actions:')
    expect(await bot.say('status area b')).toBe(await bot.say('status B'))
  })

  test('as at a past day knows only what held then', async () => {
    const early = await bot.tell('status C2 as at 1 July 2020')
    expect(early.items[0]).toMatchObject({
      ref: 'C2',
      rating: null,
      basis: 'not-rated',
      positionStated: false,
    })
    const later = await bot.tell('status A5(h) as at 1 July 2020')
    expect(later.items[0]).toMatchObject({ rating: 'red', dueDate: '2020-03-31', daysOverdue: 92 })
    const approved = await bot.tell('status A2(e) as at 1 July 2020')
    expect(approved.items[0]).toMatchObject({ dueDate: '2020-02-29', daysOverdue: 123 })
  })

  test('as at a day to come is refused', async () => {
    const { error } = await bot.tell('status C2 as at 1 July 2021')
    expect(error?.text).toContain('still to come')
  })
})

describe('overdue', () => {
  test('lists 13 known late, the longest first, then 8 whose position is not stated', async () => {
    const { items } = await bot.tell('overdue')
    const known = items.filter((item) => item.positionStated)
    expect(known.map((item) => item.ref)).toEqual([
      'C1(c)',
      'A2(c)',
      'B2(b)',
      'B5(a)',
      'B4(a)',
      'B4(c)',
      'B5(c)',
      'B1(b)',
      'B1(c)',
      'A2(e)',
      'A2(f)',
      'B2(a)',
      'B5(b)',
    ])
    const others = items.filter((item) => !item.positionStated)
    expect(others.map((item) => item.ref)).toEqual([
      'C2(b)',
      'C2(i)',
      'C2(e)',
      'C2(c)',
      'C2(f)',
      'C2(g)',
      'C2(h)',
      'C2(d)',
    ])
    expect(known[0]).toMatchObject({ dueDate: '2019-12-31', daysOverdue: 329, owners: ['SLSESEND'] })
  })

  test('by area, by role, and for oneself', async () => {
    expect(await refs('overdue A')).toEqual(['A2(c)', 'A2(e)', 'A2(f)'])
    expect(await refs('overdue SLSP')).toEqual(['B1(b)', 'B1(c)'])
    expect(await refs('overdue me', 'SLSP')).toEqual(['B1(b)', 'B1(c)'])
    expect(await refs('overdue B SLCSC')).toEqual(['B4(c)', 'B2(a)', 'B5(b)'])
    expect(await bot.say('overdue SLBI')).toContain(
      'None of 9 sub-actions owned by SLBI is known to be overdue',
    )
  })

  test('is over when the day has passed, not on the day', async () => {
    const on = await createTestApp({ now: new Date('2020-12-31T12:00:00Z') })
    expect((await on.tell('overdue B')).items.map((item) => item.ref)).not.toContain('B2(d)')
    await on.close()
    const after = await createTestApp({ now: new Date('2021-01-01T00:00:01Z') })
    expect((await after.tell('overdue B')).items.map((item) => item.ref)).toContain('B2(d)')
    await after.close()
  })
})

describe('list, due, mine, owner', () => {
  test('list filters by rating, area, role and state in any order', async () => {
    expect(await refs('list red')).toEqual(['B2(b)', 'B2(a)', 'B2(d)', 'B2(e)'])
    expect(await refs('list reds B SLSPPEP')).toEqual(['B2(b)', 'B2(d)'])
    expect(await refs('list SLSPPEP B red')).toEqual(['B2(b)', 'B2(d)'])
    expect(await refs('list amber A')).toEqual(['A5(h)'])
    expect((await refs('list complete')).length).toBe(33)
    expect((await refs('list')).length).toBe(63)
    expect((await refs('list A')).length).toBe(32)
  })

  test('list amber names the action that is amber as a whole, and says what it does not count', async () => {
    const text = await bot.say('list amber')
    expect(text).toContain('10 of 63 sub-actions: Amber.')
    expect(text).toContain('C2')
    expect(text).toContain('15 of 63 are neither rated nor complete')
  })

  test('list not rated', async () => {
    expect((await refs('list not rated')).length).toBe(15)
  })

  test('due looks 30 days ahead, or to a time that is named', async () => {
    expect(await refs('due')).toEqual([])
    expect(await refs('due next month')).toEqual(['B2(d)', 'B2(e)', 'B3(a)', 'B3(c)', 'C2(a)'])
    expect(await refs('due 31 March 2021')).toEqual(['B2(d)', 'B2(e)', 'B3(a)', 'B3(c)', 'C2(a)', 'A5(h)'])
    expect(await bot.say('due before the next board')).toContain('to Tuesday 8 December 2020')
  })

  test('mine lists what is open with what each needs, the most pressing first', async () => {
    const text = await bot.say('mine', { as: 'P16SM' })
    expect(text).toContain('You answer for 9 sub-actions as P16SM: 4 open, 5 complete.')
    expect(text).toMatch(/A2\(c\).*overdue 269 days; a rating/)
    expect(await bot.say('mine', { as: 'member:improvement-board' })).toContain('own no sub-action')
  })

  test('owner names the roles and, where the title is only likely, says so', async () => {
    const text = await bot.say('owner B3d')
    expect(text).toContain('B3(d) is answered for by ADPH and SLSPPEP')
    expect(text).toContain('likely, not stated in the plan')
    expect(await bot.say('owner C2')).toContain(
      'C2 has no lead; it is shared by the owners of its sub-actions',
    )
  })
})

describe('changes and history', () => {
  test('changes since a day shows was, now and why', async () => {
    const text = await bot.say('changes since 1 October 2020')
    expect(text).toContain('64 items moved since Thursday 1 October 2020.')
    expect(text).not.toMatch(/^[ABC] /m)
    expect(text).toMatch(/A5\(h\)\s+▲ Red\s+◆ Amber/)
    expect(await bot.say('changes since the last board')).toContain(
      'Nothing moved since the SEND Improvement Board of Tuesday 10 November 2020.',
    )
    expect(await bot.say('changes')).toBe(await bot.say('changes since the last board'))
  })

  test('changes since a day to come is refused', async () => {
    const { ok } = await bot.tell('changes since 1 October 2021')
    expect(ok).toBe(false)
  })

  test('history is paged, newest first', async () => {
    const own = await createTestApp()
    for (let turn = 1; turn <= 25; turn += 1)
      await own.say(`update B1(b) amber turn ${turn} of it`, { as: 'SLSP' })
    const first = await own.say('history B1(b)')
    expect(first).toContain('turn 25 of it')
    expect(first).not.toContain('turn 5 of it')
    const older = first.match(/history B1\(b\) before #\d+/)?.[0] ?? ''
    const second = await own.say(older)
    expect(second).toContain('turn 5 of it')
    expect(second).toContain('read from the plan, owner to confirm')
    await own.close()
  })
})
