import { afterEach, beforeEach, expect, test } from 'vitest'
import { listDeliveries } from '../../data/deliveries.ts'
import { createTestApp, type TestApp } from '../support/app.ts'
import { createFarEnd, type FarEnd } from '../support/far-end.ts'
import { giveAccount } from '../support/places.ts'

let bot: TestApp
let farEnd: FarEnd

beforeEach(async () => {
  bot = await createTestApp()
  farEnd = createFarEnd(bot)
  await giveAccount(bot, 'coordinator', { platform: 'terminal' })
})
afterEach(() => bot.close())

async function alerts(): Promise<readonly string[]> {
  const all = await listDeliveries(bot.db, 1)
  return all.flatMap(({ subject, state }) => (subject.alert?.what === 'failed' ? [state] : []))
}

test('an alert that nobody has heard yet ends when its message is sent after all', async () => {
  farEnd.mood = ({ key }) => (key.startsWith('alert') ? 'later' : 'refuses')
  await farEnd.tickAt('2020-11-25T09:00:00Z')
  expect(await alerts()).toContain('planned')
  const failed = (await listDeliveries(bot.db, 1)).filter(({ state }) => state === 'failed')
  for (const { number } of failed) await bot.say(`deliveries send ${number}`)
  farEnd.mood = ({ key }) => (key.startsWith('alert') ? 'later' : 'well')
  await farEnd.tickAt('2020-11-25T09:01:00Z')
  await farEnd.tickAt('2020-11-25T09:02:00Z')
  const states = new Set(await alerts())
  expect([...states]).toEqual(['withdrawn'])
})
