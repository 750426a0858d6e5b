import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestApp, type TestApp, TINY } from '../support/app.ts'

let bot: TestApp
beforeAll(async () => {
  bot = await createTestApp()
  await bot.say('update B2(b) red the co-design lead left', { as: 'SLSPPEP' })
  await bot.say('revise B5(c) to 26 March 2021 because the audit slipped', { as: 'SLSPPEP' })
})
afterAll(() => bot.close())

test('who has not reported is listed by role, without those who have', async () => {
  const { items, message } = await bot.tell('unreported B since today')
  expect(message.summary).toBe(
    '13 of 14 open sub-actions in B were not reported on since Tuesday 24 November 2020.',
  )
  expect(items.map(({ ref }) => ref)).not.toContain('B2(b)')
  expect(await bot.say('unreported B since today')).toMatch(/SLSPPEP .*B2\(d\)/)
})

test('several ratings are counted one by one', async () => {
  const { message, items } = await bot.tell('list red and amber in B')
  expect(message.summary).toBe('13 of 18 sub-actions in B: 4 Red and 9 Amber.')
  expect(new Set(items.map(({ rating }) => rating))).toEqual(new Set(['red', 'amber']))
})

test('changes of a time leave out what came later', async () => {
  expect((await bot.tell('changes between 1 and 20 November')).message.summary).toContain(
    'from Sunday 1 November 2020 to Friday 20 November 2020',
  )
  expect((await bot.tell('changes last week')).message.summary).toBe(
    'Nothing moved from Monday 16 November 2020 to Sunday 22 November 2020.',
  )
})

test('the requests of a meeting are found by its day', async () => {
  expect((await bot.tell('requests on 8 December')).message.summary).toBe(
    '1 request waits for a decision at the SEND Improvement Board on Tuesday 8 December 2020.',
  )
  const { ok, error } = await bot.tell('requests on 9 December')
  expect(ok).toBe(false)
  expect(error?.text).toContain(
    'No meeting of the SEND Improvement Board is planned on Wednesday 9 December 2020.',
  )
})

test('what was re-dated is shown with how often and from when', async () => {
  const { items, message } = await bot.tell('redated')
  expect(message.summary).toBe('14 items have had their date moved.')
  expect(items.length).toBe(14)
  expect((await bot.tell('redated 2')).message.summary).toBe('No item has had its date moved twice or more.')
})

test('what is in trouble comes with what was last said of it', async () => {
  const text = await bot.say('blockers B')
  expect(text).toContain('are Red or overdue.')
  expect(text).toContain('the co-design lead left')
})

test('a board is shown with its chair, and a role with what it answers for', async () => {
  expect((await bot.tell('members')).message.summary).toBe(
    'Chair of the SEND Improvement Board: Portfolio Holder for Education and Health.',
  )
  expect((await bot.tell('members ops group')).message.summary).toBe(
    'The plan names no chair of the SEND Operational Group.',
  )
  expect(await bot.say('role SLBI')).toContain('SLBI answers for')
})

test('the last meeting is told apart from the next, as held once somebody has said that it was', async () => {
  expect((await bot.tell('meeting last ops group')).message.summary).toBe(
    'The SEND Operational Group was to meet on Thursday 5 November 2020; nobody has said whether it met.',
  )
  await bot.say('met ops group of 5 November 2020 quorate')
  expect((await bot.tell('meeting last ops group')).message.summary).toBe(
    'The SEND Operational Group last met on Thursday 5 November 2020.',
  )
})

describe('find', () => {
  test('finds by titles, and by notes that are shown with their day', async () => {
    expect((await bot.tell('find treetops')).items.length).toBeGreaterThan(0)
    const text = await bot.say('find co-design lead')
    expect(text).toContain('B2(b)')
    expect(text).toContain('the co-design lead left')
  })

  test('finds what was misspelt, and says when there is nothing', async () => {
    expect((await bot.tell('find dashbord')).items.map(({ ref }) => ref)).toContain('B1(a)')
    expect((await bot.tell('find submarine')).message.summary).toBe(
      'Nothing in the plan’s titles, notes and findings is about “submarine”.',
    )
  })
})

describe('help', () => {
  test.each([
    ['help due dat', 'revise '],
    ['how do i change a deadline', 'revise '],
    ['help holiday', 'quiet '],
    ['how do I take back something', 'undo'],
    ['can I undo this later?', 'undo'],
    ['how do i add evidence', 'evidence '],
    ['help me with a new owner', 'assign '],
  ])('“%s” shows a line that begins “%s”', async (asked, line) => {
    const { message } = await bot.tell(asked)
    expect(JSON.stringify(message.blocks)).toContain(`"line":"${line}`)
  })

  test('says when nothing is about it', async () => {
    expect((await bot.tell('help submarines')).message.summary).toContain('I have no help on “submarines”.')
  })
})

test('messages about a line that does not fit hold no machine words', async () => {
  for (const line of [
    'approve fish',
    'evidence',
    'meeting cancel',
    'delegate me',
    'list purple',
    'due foo',
    'tell',
  ]) {
    const { message } = await bot.tell(line)
    expect(message.summary).not.toMatch(/Expected|is missing at the end|I do not know "|undefined|\|/)
  }
  expect((await bot.tell('approve fish')).message.summary).toContain(
    'In place of “fish” I need a request such as R4 (they are listed by: requests)',
  )
})

test('a change in one’s own words is offered as a sentence', async () => {
  const reply = await bot.tell('move the next board to 15 December')
  const [choice] = reply.message.blocks.flatMap((block) => (block.kind === 'choices' ? block.choices : []))
  expect(choice?.label).toBe('Move the meeting: SEND Improvement Board to 15 Dec 2020 (Tuesday)')
})

test('examples lie in the present year and can be typed', async () => {
  const later = await createTestApp({ plan: TINY, now: new Date('2027-05-12T09:00:00Z') })
  try {
    const vocabulary = await later.app.vocabulary(later.now())
    for (const [name, command] of later.commands) {
      for (const example of command.examples?.(vocabulary) ?? []) {
        expect([name, example]).not.toEqual([name, expect.stringMatching(/20(?!2[67])\d\d/)])
      }
    }
  } finally {
    await later.close()
  }
})
