import { expect, test } from 'vitest'
import { createTestApp } from '../support/app.ts'

/** What each board of a plan is told, page by page. */
async function digestOf(name: string, board: string, now: string): Promise<string> {
  const bot = await createTestApp({ plan: `data/plans/${name}.yaml`, now: new Date(now) })
  const text = await bot.say(`digest ${board}`)
  await bot.close()
  return text
}

test('numbers for ratings are said as ratings, and numbers for items as items', async () => {
  const text = await digestOf('thurrock-sif-2016', 'sif-improvement-board', '2017-09-20T09:00:00Z')
  expect(text).toContain(
    'Of 16 recommendations, 9 are complete; of the 7 unfinished, 2 are rated 3 and 5 rated 2',
  )
  expect(text).toContain('the worst 2 rated 3: recommendations 3 and 13.')
  expect(text).toContain('• Recommendations 2, 6 and 12 are rated 2 past their dates')
  expect(text).toContain('Nobody has reported for two periods on recommendations 2, 3, 6, 12, 13 and 2 more')
  expect(text).toContain('Overdue, rated neither 5 nor 4: 4 of 4 overdue')
  expect(text).not.toMatch(/\b\d+ (?:is|are) \d|not \d|signed off|Signed off/)
})

test('a plan without ratings is told by its states, and of no rating', async () => {
  const text = await digestOf('thurrock-peer-review-2017', 'send-development-board', '2017-10-20T09:00:00Z')
  expect(text).toContain(
    'Of 14 recommendations, none is complete; of the 14 unfinished, 3 are in progress and 11 not stated, and none is overdue',
  )
  expect(text).toContain(
    'Nobody has ever reported on recommendations 1, 2, 4, 5, 6 and 6 more, 11 of 14 unfinished',
  )
  expect(text).not.toMatch(/rated\b/)
})

test('a plan of which nothing is stated says so once', async () => {
  const text = await digestOf(
    'southend-peer-review-2021',
    'southend-improvement-board',
    '2022-01-12T09:00:00Z',
  )
  expect(text).toContain(
    'Of 13 commitments, none is complete; of the 13 unfinished, none has a stated position, and none is overdue.',
  )
  expect(text).not.toMatch(/rated\b/)
})

test('groups whose references are numbers are called by their word', async () => {
  const text = await digestOf(
    'thurrock-forward-plan-2017',
    'childrens-services-scrutiny',
    '2017-11-20T09:00:00Z',
  )
  expect(text).toContain('Sitting 1: 5 of 5 unfinished. Sitting 2: 7 of 7 unfinished.')
  expect(text).toContain('position not stated: 12 of 28, reports 1.1 to 1.5 and 2.1 to 2.7.')
  expect(text).not.toMatch(/rated\b/)
})

test('a plan that is over has its digest without a question, and its owners a list without a need', async () => {
  const bot = await createTestApp({
    plan: 'data/plans/thurrock-peer-review-2017.yaml',
    now: new Date('2017-10-10T09:00:00Z'),
  })
  expect(await bot.say('digest send-development-board')).toContain('Questions a chair could ask')
  expect(await bot.say('mine', { as: 'SLIPEP' })).toContain('Needs')
  bot.later(new Date('2018-05-01T09:00:00Z'))
  const digest = await bot.say('digest send-development-board')
  expect(digest).toContain('This plan ended on Saturday 31 March 2018')
  expect(digest).not.toContain('Questions a chair could ask')
  for (const line of ['mine', 'home']) expect(await bot.say(line, { as: 'SLIPEP' })).not.toContain('Needs')
  await bot.close()
})
