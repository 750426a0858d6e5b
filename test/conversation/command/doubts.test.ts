import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestApp, type TestApp } from '../../support/app.ts'

let bot: TestApp
beforeEach(async () => {
  bot = await createTestApp()
})
afterEach(() => bot.close())

const updates = async () => (await bot.db.selectFrom('updates').select('id').execute()).length

test.each([
  ['SLSPPEP', 'update B2 (b) waiting for the forum', 'B2(b)'],
  ['SLSESEND', 'update C2 (g) key issues report drafted', 'C2(g)'],
  ['SLSESEND', 'update C2 (a) drafted with families', 'C2(a)'],
  ['SLSESEND', 'update C2 a) drafted with families', 'C2(a)'],
])('%s %s is a note about %s, never a rating of the action', async (as, line, ref) => {
  const { ok, items, changes } = await bot.tell(line, { as })
  expect({ ok, ref: items[0]?.ref, changes }).toEqual({ ok: true, ref, changes: [] })
})

test.each([
  ['SLSPPEP', 'update B2 b'],
  ['SLSESEND', 'update C2 g'],
  ['SLSESEND', 'update C2 b and d done, rest amber'],
  ['SLSESEND', 'update C2(f), C2(z) amber both late'],
  ['SLSESEND', 'update C2 (c)(d) amber slow'],
  ['SLSESEND', 'update C2 all amber slow'],
  ['P16SM', 'update A2 c and d done, rest amber'],
  ['SLSPPEP', 'update B5(a) complete by Christmas'],
  ['SLSPPEP', 'update B5(a) complete in January'],
  ['SLSPPEP', 'update B5(a) complete except the indicators'],
  ['SLSPPEP', 'update B5(a) complete?'],
  ['SLSPPEP', 'update B5(a) amber if the supplier slips'],
  ['SLSPPEP', 'update B5(a) green, complete'],
  ['SLSPPEP', 'update B5(a) complete on 3 December'],
  ['SLSPPEP', 'update B5(a) note'],
  ['P16SM', 'update A2 complete'],
  ['P16SM', 'update A2 blue all embedded'],
  ['SLSPPEP', 'confirm C2(b)'],
  ['SLSPPEP', 'update B5(a) via e-mail'],
])('%s %s records nothing', async (as, line) => {
  const before = await updates()
  const { ok } = await bot.tell(line, { as })
  expect(ok).toBe(false)
  expect(await updates()).toBe(before)
})

test.each([
  ['SLSESEND', 'update C2(f) amber, C2(g) red', { 'C2(f)': 'amber', 'C2(g)': 'red' }],
  ['SLSPPEP', 'update B5(a) is amber', { 'B5(a)': 'amber' }],
  ['SLSPPEP', 'update B5(a) to red supplier gone', { 'B5(a)': 'red' }],
])('%s %s is plain as a sentence', async (as, line, ratings) => {
  const { items } = await bot.tell(line, { as })
  expect(Object.fromEntries(items.map(({ ref, rating }) => [ref, rating]))).toEqual(ratings)
})

test('a doubt is settled by one answer', async () => {
  await bot.say('I think B5(a) is amber', { as: 'SLSPPEP' })
  await bot.say('1', { as: 'SLSPPEP' })
  expect((await bot.tell('status B5(a)')).items[0]?.rating).toBe('amber')
  await bot.say('update B5(a) green, complete', { as: 'SLSPPEP' })
  await bot.say('2', { as: 'SLSPPEP' })
  expect((await bot.tell('status B5(a)')).items[0]?.state).toBe('complete')
})

test('the word "note" says where a note begins, whatever it says', async () => {
  await bot.say('update B5(a) amber note if the supplier slips, red next month', { as: 'SLSPPEP' })
  expect(await bot.say('history B5(a)')).toContain('“if the supplier slips, red next month”')
})

test.each([
  ['update B5(a) complete yesterday', '2020-11-23'],
  ['update B5(a) complete 3 November', '2020-11-03'],
  ['update B5(a) completed Oct 2020', '2020-10-31'],
  ['update B5(a) complete on Monday all signed', '2020-11-23'],
])('%s is complete on that day', async (line, day) => {
  const { changes } = await bot.tell(line, { as: 'SLSPPEP' })
  expect(changes).toContainEqual({ ref: 'B5(a)', field: 'completed-on', from: null, to: day })
})

test.each(['red supplier gone', 'R', 'green signed by all'])(
  'the answer to "update B5(a)" may be "%s"',
  async (answer) => {
    await bot.say('update B5(a)', { as: 'SLSPPEP' })
    const { changes } = await bot.tell(answer, { as: 'SLSPPEP' })
    expect(changes.some(({ field }) => field === 'rating')).toBe(true)
  },
)

test('a number that is no choice is asked for again', async () => {
  await bot.say('update B5(a)', { as: 'SLSPPEP' })
  expect((await bot.tell('7', { as: 'SLSPPEP' })).error?.text).toContain(
    'Which one? Type 1, 2, 3, 4 or 5, or neither.',
  )
  expect((await bot.tell('1', { as: 'SLSPPEP' })).ok).toBe(true)
})

test.each([
  'due to staff sickness',
  'evidence pack three is missing',
  'people are off sick',
  'status of the tender is unclear',
])('an answer may begin like a command: "%s"', async (answer) => {
  await bot.say('update B5(a) red', { as: 'SLSPPEP' })
  await bot.say(answer, { as: 'SLSPPEP' })
  expect(await bot.say('history B5(a)')).toContain(`“${answer}”`)
})
