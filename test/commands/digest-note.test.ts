import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestApp, type TestApp } from '../support/app.ts'
import { tickAt } from '../support/clock.ts'

let bot: TestApp
beforeEach(async () => {
  bot = await createTestApp()
  await tickAt(bot, '2020-11-24T09:00:00Z')
})
afterEach(() => bot.close())

test('a second note under a digest stands below the first', async () => {
  await bot.say('digest note board the audit report follows on Monday')
  const said = await bot.say('digest note board the room has changed')
  expect(said).toContain('ends with these notes.')
  expect(said).toContain('the audit report follows on Monday')
  expect(said).toContain('the room has changed')
  const notes = await bot.db
    .selectFrom('deliveries')
    .select('subject')
    .where('subject', 'like', '%note%')
    .execute()
  expect(notes.map(({ subject }) => JSON.parse(subject).note)).toEqual([
    { text: 'the audit report follows on Monday\nthe room has changed', by: 'the coordinator' },
  ])
})
