import { afterEach, beforeEach, expect, test } from 'vitest'
import { saveDelivery } from '../../data/deliveries.ts'
import { write } from '../../data/engine/engine.ts'
import { createTestApp, type TestApp } from '../support/app.ts'

let bot: TestApp
beforeEach(async () => {
  bot = await createTestApp()
})
afterEach(() => bot.close())

/** Stores a message from the bot that arrived. */
async function sent(messageId: string, subject: object): Promise<void> {
  await write(bot.db, 1, async (trx) => {
    await saveDelivery(trx, 1, {
      key: messageId,
      kind: 'chase',
      personId: null,
      channel: 'C1',
      platform: 'terminal',
      tenant: 'local',
      dueAt: bot.now().toISOString(),
      payload: '{}',
    })
    await trx
      .updateTable('deliveries')
      .set({ messageId, subject: JSON.stringify(subject), state: 'sent' })
      .where('key', '=', messageId)
      .execute()
  })
}

const under = (id: string) => ({ as: 'SLSP', from: { under: id, isPrivate: false } })

test('under a reminder about one item, "it" is that item', async () => {
  await sent('1.1', { kind: 'chase', refs: ['B1(b)'] })
  expect(await bot.say('it is red now, the supplier went bankrupt', under('1.1'))).toContain('B1(b): red?')
  expect(await bot.say('yes', under('1.1'))).toContain('Recorded: B1(b)')
  expect(await bot.say('no change', under('1.1'))).toContain('1  No change: B1(b)')
  expect(await bot.say('1', under('1.1'))).toContain('Confirmed, no change: B1(b)')
  expect((await bot.tell('splendid weather today', under('1.1'))).error?.code).toBe('not-understood')
})

test('what was spoken of in the thread goes before what its head was about, and stays in the thread', async () => {
  await sent('1.1', { kind: 'chase', refs: ['B1(b)'] })
  await bot.say('status C2', { as: 'SLSP' })
  expect(await bot.say('who owns that?', under('1.1'))).toContain('B1(b)')
  await bot.say('status B1(c)', under('1.1'))
  expect(await bot.say('who owns that?', under('1.1'))).toContain('B1(c)')
  expect(await bot.say('who owns that?', { as: 'SLSP' })).toContain('C2')
})

test('under a digest, questions that name no body are about its body', async () => {
  await sent('2.1', { kind: 'digest', body: 'operational-group', meetingDay: '2020-12-03' })
  expect(await bot.say('meeting', under('2.1'))).toContain('The SEND Operational Group meets next')
  expect(await bot.say('digest', under('2.1'))).toContain('SEND Operational Group')
  const changed = await bot.say('what changed?', under('2.1'))
  expect(changed).toBe(await bot.say('changes since last operational-group', under('2.1')))
  expect(await bot.say('meeting board', under('2.1'))).toContain('The SEND Improvement Board meets next')
})

test('under a reminder about several items, or under somebody else’s message, nothing is presumed', async () => {
  await sent('1.1', { kind: 'collect', refs: ['B1(b)', 'B1(c)'] })
  for (const id of ['1.1', '9.9']) {
    const { ok, changes } = await bot.tell('it is red now, the supplier went bankrupt', under(id))
    expect({ id, ok, changes }).toEqual({ id, ok: false, changes: [] })
  }
})

test('a thread of another tenant is no thread of ours', async () => {
  await sent('1.1', { kind: 'chase', refs: ['B1(b)'] })
  await bot.db.updateTable('deliveries').set({ tenant: 'elsewhere' }).where('key', '=', '1.1').execute()
  expect((await bot.tell('it is red now, the supplier went bankrupt', under('1.1'))).ok).toBe(false)
})
