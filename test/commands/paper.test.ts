import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listDeliveries } from '../../data/deliveries.ts'
import { loadPlan } from '../../data/plans.ts'
import type { Message } from '../../src/message.ts'
import { createTestApp, type TestApp } from '../support/app.ts'

let bot: TestApp

beforeAll(async () => {
  bot = await createTestApp()
})
afterAll(() => bot.close())

async function kept(): Promise<readonly Message[]> {
  const { plan } = await loadPlan(bot.db)
  return (await listDeliveries(bot.db, plan.id)).map(({ payload }) => JSON.parse(payload) as Message)
}

describe('paper', () => {
  test('keeps the paper of the next meeting as a message to whoever asked', async () => {
    expect(await bot.say('paper board', { as: 'SLSP' })).toBe(
      'The paper for the SEND Improvement Board of Tuesday 8 December 2020 is on its way to you.\nHere, in a shell: wsoa paper improvement-board --meeting 2020-12-08',
    )
    expect((await kept()).at(-1)?.blocks).toEqual([
      {
        kind: 'paper',
        title: 'SEND Improvement Board, Tuesday 8 December 2020: paper for the meeting',
        name: 'improvement-board-2020-12-08.docx',
        plan: 'thurrock-wsoa-2019',
        body: 'improvement-board',
        meetingDay: '2020-12-08',
      },
    ])
  })

  test('of a meeting that was held is there too', async () => {
    expect(await bot.say('paper board on 10 November 2020')).toContain(
      'of Tuesday 10 November 2020 is on its way',
    )
  })

  test('for a day without a meeting says so and keeps nothing', async () => {
    const before = (await kept()).length
    expect(await bot.say('paper board on 9 December 2020')).toContain(
      'The SEND Improvement Board has no meeting on Wednesday 9 December 2020, so there is no paper.',
    )
    expect((await kept()).length).toBe(before)
  })
})
