import { afterEach, expect, test } from 'vitest'
import { createTestApp, type TestApp } from '../support/app.ts'
import { type ReferencePlan, referencePlan } from '../support/reference-plans.ts'

const NOW = new Date('2021-03-09T09:00:00Z')
const DECIDED = 'decided scrutiny 10 February 2021 minute 4.3'

let bot: TestApp | undefined

afterEach(async () => {
  await bot?.close()
})

async function talk(plan: ReferencePlan): Promise<TestApp['say']> {
  bot = await createTestApp({ plan: referencePlan(plan), now: NOW })
  return bot.say
}

test.each(['update A amber slow', 'update area A amber slow', 'area A is amber, slow'])(
  '“%s” rates an area whose reference is a letter',
  async (line) => {
    const say = await talk('letters around')
    expect(await say(line)).toContain('Recorded: A ○ Not rated → ◆ Amber')
    expect(await say('status A')).toMatch(/As a whole: ◆ Amber\./)
  },
)

test.each(['B', 'status B', 'area B', 'how is B', 'status area B'])(
  'after area B left the plan “%s” tells that it did',
  async (line) => {
    const say = await talk('letters around')
    await say(`item close B1 no longer required ${DECIDED}`)
    expect(await say(`item close B no longer required ${DECIDED}`)).toContain('Recorded: B left the plan')
    expect(await say(line)).toContain('B What B wants\nLeft the plan on 10 Feb 2021: no longer required')
  },
)

test('after area B left the plan nothing is recorded on it, and its history and owner are told of it', async () => {
  const say = await talk('letters around')
  await say(`item close B1 no longer required ${DECIDED}`)
  await say(`item close B no longer required ${DECIDED}`)
  for (const line of ['update B amber', 'area B is amber', 'who owns B', 'why B'])
    expect(await say(line)).toMatch(/^B left the plan on 10 Feb 2021/)
  expect(await say('history B')).toContain('Left the plan on 10 Feb 2021')
  expect(await say('status B as at 9 January 2021')).toContain('As at Saturday 9 January 2021')
})

test.each([
  ['1', 'R1 What R1 wants'],
  ['recommendation', 'R1 What R1 wants'],
  ['the recommendation', 'R1 What R1 wants'],
  ['2', '1 request waits for a decision.'],
  ['request', '1 request waits for a decision.'],
  ['the request', '1 request waits for a decision.'],
])('where R1 is an item and a request, the question “which” takes “%s”', async (answer, told) => {
  const say = await talk('R and a number')
  expect(await say('revise R3 to 14 July because staff away')).toContain('Recorded: R1 asks for')
  expect(await say('R1')).toContain('R1 the recommendation, or request R1?')
  expect(await say(answer)).toContain(told)
})

test('where R1 is an item and a request, “request 1” is withdrawn and item R1 stays as it is', async () => {
  const say = await talk('R and a number')
  await say('revise R3 to 14 July because staff away')
  expect(await say('withdraw request 1')).toContain('Recorded: R1 for R3 is withdrawn.')
  expect(await say('history R1')).not.toContain('withdrawn')
})

test('what a board agreed of R1 is asked about before it is a decision on the request of that number', async () => {
  const say = await talk('R and a number')
  await say('revise R3 to 14 July because staff away')
  bot?.later({ days: 2 })
  expect(await say('board agreed R1 on 10.3')).toContain('R1 the recommendation, or request R1?')
  expect(await say('2')).toContain('Which minute of the Scrutiny Committee records it?')
  expect(await say('minute 4.3, agreed')).toMatch(/Recorded: .*R3/)
})

test('the end of a range that is a rating as well is recorded as what was chosen', async () => {
  const say = await talk('Rec and a number')
  expect(await say('Rec 1 to 2')).toContain('Rec 1 rated 2, or Rec 1 and Rec 2?')
  expect(await say('1')).toContain('Recorded: Rec 1 ○ Not rated → ● 2')
})

test('an item that looks like a day is complete on the day that is said', async () => {
  const say = await talk('parts with a full stop')
  expect(await say('3.2 done on 3.2')).toContain('3.2 is complete since Wednesday 3 February 2021.')
})

test('an unknown reference is named with those that are nearest to it', async () => {
  const say = await talk('three numbers')
  expect(await say('1.1.12 amber')).toContain(
    'There is no 1.1.12 in this plan, so nothing was recorded. Nearest to it: 1.1.1 to 1.1.11.',
  )
})
