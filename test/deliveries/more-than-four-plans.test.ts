import { afterEach, beforeEach, expect, test } from 'vitest'
import { importPlan } from '../../data/import/import.ts'
import { loadPlan } from '../../data/plans.ts'
import type { PlanFile } from '../../src/plan-file/arranged.ts'
import { renderTerminal } from '../../src/render/terminal.ts'
import { createTestApp, planFrom, type TestApp, TINY } from '../support/app.ts'
import { createFarEnd, type FarEnd } from '../support/far-end.ts'

const LIBRARY = planFrom(TINY)

/** Another plan for the same board; on time, nothing of it is overdue. */
function another(code: string, { isOnTime }: { readonly isOnTime: boolean }): PlanFile {
  const text = JSON.stringify(LIBRARY)
  const file = JSON.parse(isOnTime ? text.replaceAll(/"2020-(?:09-30|10-31)"/g, '"2021-09-30"') : text)
  return { ...file, code, title: `Plan ${code.toUpperCase()}` }
}

let bot: TestApp
let slack: FarEnd

/** Five plans, of which the library's and D are behind. */
beforeEach(async () => {
  bot = await createTestApp({ plan: TINY })
  slack = createFarEnd(bot, 'slack')
  for (const code of ['b', 'c', 'd', 'e'])
    await importPlan(bot.db, another(code, { isOnTime: code !== 'd' }), {
      now: bot.now(),
      today: '2020-11-24',
    })
  const { bodies } = await loadPlan(bot.db, LIBRARY.code)
  const channel = {
    platform: 'slack',
    tenant: 'T1',
    channel: 'C1',
    name: 'sg',
    boundAt: '2020-11-24T09:00:00Z',
  }
  await bot.db
    .insertInto('channels')
    .values({ planId: 1, bodyId: bodies[0]?.id ?? 0, ...channel })
    .execute()
  await slack.tickAt('2020-11-24T12:00:00Z')
})
afterEach(() => bot.close())

test('a board that hears more than four plans is told of the two that are worst, and of the others in the thread', async () => {
  await slack.tickAt('2020-12-01T13:00:00Z')
  await slack.tickAt('2020-12-02T09:05:00Z')
  await slack.tickAt('2020-12-02T09:06:00Z')
  const inChannel = slack.arrived
    .filter(({ to }) => to === 'C1')
    .map(({ key, under, message }) => ({
      key,
      under,
      text: renderTerminal(message, { width: 10_000, colour: false }),
    }))
  const [head, others, ...rest] = inChannel
  expect(inChannel.filter(({ under }) => under === null)).toEqual([head])
  expect(head?.text).toMatch(/^ *Steering Group, Thursday 10 December 2020: 5 plans\n/)
  expect(titlesIn(head?.text)).toEqual(['Harbour Library Renewal', 'Plan D'])
  expect(head?.text).toContain('These two have the largest part of their unfinished items overdue.')
  expect(others).toMatchObject({ under: head?.key, text: expect.stringMatching(/^ *The other plans\n/) })
  expect(titlesIn(others?.text)).toEqual(['Plan B', 'Plan C', 'Plan E'])
  expect(rest.every(({ under }) => under === head?.key)).toBe(true)
  const papers = slack.arrived.filter(({ message }) => message.blocks.some(({ kind }) => kind === 'paper'))
  expect(papers.length).toBe(5)
})

function titlesIn(text = ''): readonly string[] {
  return [...text.matchAll(/• ((?:Plan \w)|Harbour Library Renewal):/g)].map(([, title = '']) => title)
}
