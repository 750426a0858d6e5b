import { afterEach, beforeEach, expect, test } from 'vitest'
import { personAddresses, saveIdentity } from '../../data/people.ts'
import { createTestApp, type TestApp } from '../support/app.ts'

let bot: TestApp
beforeEach(async () => {
  bot = await createTestApp()
  await bot.say('assign SLBI new Sam Example')
})
afterEach(() => bot.close())

const addressOf = async (name: string) => (await personAddresses(bot.db)).find((each) => each.name === name)

test('who is away gets no reminders until the day has passed, and is told how to be covered', async () => {
  const text = await bot.say('quiet until 4 December', { as: 'sam-example' })
  expect(text).toContain('you get no reminders until Friday 4 December 2020 has passed')
  expect(text).toContain('delegate SLBI <person> until 4 Dec 2020')
  expect((await addressOf('Sam Example'))?.quietUntil).toBe('2020-12-04')
  await bot.say('quiet off', { as: 'sam-example' })
  expect((await addressOf('Sam Example'))?.quietUntil).toBeNull()
})

test('the coordinator says it for somebody, and nobody else does', async () => {
  expect(await bot.say('quiet SLBI until 4 December')).toContain('Sam Example gets no reminders')
  expect((await bot.tell('quiet SLBI off', { as: 'SLSP' })).error?.code).toBe('refused')
  expect((await addressOf('Sam Example'))?.quietUntil).toBe('2020-12-04')
  expect((await bot.tell('quiet until 1 November 2020', { as: 'SLSP' })).ok).toBe(false)
})

test('who has several accounts says where to be told; where one has none, nothing is changed', async () => {
  expect((await bot.tell('tell me in teams', { as: 'sam-example' })).error?.text).toContain(
    'not linked on Microsoft Teams',
  )
  const personId = (await addressOf('Sam Example'))?.personId ?? 0
  const account = {
    platform: 'teams',
    tenant: 'contoso',
    userId: 'aad-1',
    confirmedAt: '2020-11-24T09:00:00.000Z',
  }
  await bot.db.transaction().execute((trx) => saveIdentity(trx, 1, { personId, ...account }))
  expect(await bot.say('tell me in Microsoft Teams', { as: 'sam-example' })).toContain(
    'I tell you on Microsoft Teams from now on',
  )
  expect((await addressOf('Sam Example'))?.prefers).toBe('teams')
})
