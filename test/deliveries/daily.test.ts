import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createTestApp, type TestApp } from '../support/app.ts'
import { createFarEnd, type FarEnd } from '../support/far-end.ts'

let bot: TestApp
let farEnd: FarEnd

beforeEach(async () => {
  bot = await createTestApp()
  farEnd = createFarEnd(bot)
})
afterEach(() => bot.close())

describe('a message that comes again', () => {
  const keys = async () => (await bot.db.selectFrom('inbound').select('key').execute()).map(({ key }) => key)

  test('gets the first receipt for seven days, and is forgotten afterwards', async () => {
    const first = await bot.say('update C2 red the backlog grew', { key: 'first', nonce: 'n1' })
    await farEnd.tickAt('2020-12-01T08:59:00Z')
    expect(await bot.say('update C2 red the backlog grew', { key: 'first' })).toBe(first)
    await bot.say('update C2 amber it shrinks again', { key: 'second' })
    await farEnd.tickAt('2020-12-02T00:00:00Z')
    expect(await keys()).toEqual(['second'])
  })

  test('is not pressed again for being forgotten: a button counts once for ever', async () => {
    await bot.say('update C2 red the backlog grew', { key: 'first', nonce: 'n1' })
    await farEnd.tickAt('2020-12-24T09:00:00Z')
    expect(await bot.say('update C2 red the backlog grew', { key: 'another', nonce: 'n1' })).toContain(
      'nothing was changed twice',
    )
  })

  test('is forgotten however many there are', async () => {
    const { planId } = await bot.db.selectFrom('people').select('planId').executeTakeFirstOrThrow()
    const rows = Array.from({ length: 5_000 }, (_, number) => ({
      platform: 'slack',
      tenant: 'T1',
      key: `k${number}`,
      planId,
      reply: '{}',
      receivedAt: '2020-11-01T00:00:00.000Z',
    }))
    for (let from = 0; from < rows.length; from += 1_000) {
      await bot.db
        .insertInto('inbound')
        .values(rows.slice(from, from + 1_000))
        .execute()
    }
    await farEnd.tickAt('2020-11-24T09:00:00Z')
    expect(await keys()).toEqual([])
  })
})

describe('a trail that somebody changed', () => {
  const alerts = () => farEnd.arrived.filter(({ key }) => key.startsWith('alert:trail:'))

  beforeEach(async () => {
    await bot.say('update C2 red the backlog grew')
    await farEnd.tickAt('2020-11-24T10:00:00Z')
    expect(alerts()).toEqual([])
    await bot.db
      .updateTable('trail')
      .set({ payload: '{"plan":1,"ref":"C2"}' })
      .where('ref', '=', 'C2')
      .execute()
  })

  test('is told to the coordinator on the next day, once', async () => {
    for (const day of ['25', '26', '27']) await farEnd.tickAt(`2020-11-${day}T10:00:00Z`)
    expect(alerts().map(({ message }) => message.summary)).toEqual([
      'The trail is broken at entry #3: its text was changed. Keep the database as it is, and compare it with a backup: wsoa audit verify',
    ])
  })
})
