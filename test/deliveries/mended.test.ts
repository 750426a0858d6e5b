import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { listDeliveries } from '../../data/deliveries.ts'
import type { Message } from '../../src/message.ts'
import { createTestApp, type TestApp } from '../support/app.ts'
import { createFarEnd, type FarEnd } from '../support/far-end.ts'
import { bindOperationalGroup, giveAccount } from '../support/places.ts'

const DUE = '2020-11-25T09:00:00Z'
const DIGEST = 'digest:operational-group:2020-12-03'

let bot: TestApp
let farEnd: FarEnd
beforeEach(async () => {
  bot = await createTestApp()
})
afterEach(() => bot.close())

const isOfDigest = (key: string) => key.startsWith(DIGEST)

async function heads() {
  return (await listDeliveries(bot.db, 1)).filter(({ key, page }) => isOfDigest(key) && page === 1)
}

async function alerts(): Promise<readonly string[]> {
  const all = await listDeliveries(bot.db, 1)
  return all.flatMap(({ subject, state }) => (subject.alert?.what === 'failed' ? [state] : []))
}

function summaryOf({ summary }: Message): string {
  return summary
}

/** What the coordinator was told about the digest, and what was made of that. */
function told(): readonly { readonly text: string; readonly isEdit: boolean }[] {
  return farEnd.arrived
    .filter(({ key, to }) => key.includes(`alert:${DIGEST}`) && to === 'U-coordinator')
    .map(({ message, isEdit }) => ({ text: summaryOf(message), isEdit }))
}

test('an alert that nobody has heard yet ends when its message is sent after all', async () => {
  farEnd = createFarEnd(bot)
  await giveAccount(bot, 'coordinator', { platform: 'terminal' })
  farEnd.mood = ({ key }) => (key.startsWith('alert') ? 'later' : 'refuses')
  await farEnd.tickAt(DUE)
  expect(await alerts()).toContain('planned')
  const failed = (await listDeliveries(bot.db, 1)).filter(({ state }) => state === 'failed')
  for (const { number } of failed) await bot.say(`deliveries send ${number}`)
  farEnd.mood = ({ key }) => (key.startsWith('alert') ? 'later' : 'well')
  await farEnd.tickAt('2020-11-25T09:01:00Z')
  await farEnd.tickAt('2020-11-25T09:02:00Z')
  const states = new Set(await alerts())
  expect([...states]).toEqual(['withdrawn'])
})

describe('a channel that does not take its digest', () => {
  beforeEach(async () => {
    farEnd = createFarEnd(bot, 'slack')
    await giveAccount(bot, 'coordinator', { platform: 'slack' })
    await bindOperationalGroup(bot)
    farEnd.mood = ({ key }) => (isOfDigest(key) ? 'refuses' : 'well')
    await farEnd.tickAt(DUE)
    expect((await heads()).map(({ state }) => state)).toEqual(['failed'])
    expect(told()).toEqual([{ text: expect.stringContaining('Not sent: the digest'), isEdit: false }])
  })

  test('gets it once it would take it, and the alert about it says so', async () => {
    await farEnd.tickAt('2020-11-25T09:01:00Z')
    expect((await heads()).map(({ state }) => state)).toEqual(['failed'])
    farEnd.mended = () => 'mended'
    farEnd.mood = () => 'well'
    await farEnd.tickAt('2020-11-25T09:02:00Z')
    await farEnd.tickAt('2020-11-25T09:03:00Z')
    expect((await heads()).map(({ state }) => state)).toEqual(['sent'])
    expect(told().map(({ text }) => text)[1]).toBe(
      'Settled: the digest for the SEND Operational Group of Thursday 3 December 2020 went out on 25 Nov 2020, 9:02am.',
    )
    expect(told().map(({ isEdit }) => isEdit)).toEqual([false, true])
  })

  test('gets it within the hour where the platform cannot be asked, and is alerted about once', async () => {
    farEnd.mended = () => 'perhaps'
    for (const minute of ['01', '30', '59']) await farEnd.tickAt(`2020-11-25T09:${minute}:00Z`)
    await farEnd.tickAt('2020-11-25T10:00:00Z')
    expect((await heads()).map(({ state, tries }) => [state, tries])).toEqual([['failed', 1]])
    expect(told()).toHaveLength(1)
    farEnd.mood = () => 'well'
    await farEnd.tickAt('2020-11-25T10:30:00Z')
    expect((await heads()).map(({ state }) => state)).toEqual(['failed'])
    await farEnd.tickAt('2020-11-25T11:00:00Z')
    expect((await heads()).map(({ state }) => state)).toEqual(['sent'])
  })

  test('is given up when another takes its place, which gets the digest instead', async () => {
    const [{ number } = { number: 0 }] = await bot.db.selectFrom('channels').select('id as number').execute()
    await bot.say(`unbind ${number}`)
    const from = {
      platform: 'slack',
      tenant: 'T1',
      userId: 'U-coordinator',
      conversation: 'C2',
      conversationName: '#group',
      isPrivate: false,
    }
    await bot.say('bind operational group', { from })
    farEnd.mood = () => 'well'
    await farEnd.tickAt('2020-11-25T09:05:00Z')
    await farEnd.tickAt('2020-11-25T09:06:00Z')
    expect((await heads()).map(({ channel, state }) => [channel, state])).toEqual([
      ['C1', 'withdrawn'],
      ['C2', 'sent'],
    ])
    expect(told().at(-1)?.text).toMatch(/^Settled: the digest for .* is not sent: not due any more\.$/)
  })

  test('is alerted about again when the coordinator sends it again in vain', async () => {
    const [head] = await heads()
    await bot.say(`deliveries send ${head?.number}`)
    await farEnd.tickAt('2020-11-25T09:05:00Z')
    await farEnd.tickAt('2020-11-25T09:06:00Z')
    expect(told().map(({ text, isEdit }) => [text.slice(0, 8), isEdit])).toEqual([
      ['Not sent', false],
      ['Settled:', true],
      ['Not sent', false],
    ])
  })
})

test('a digest without a channel, and without a coordinator, goes out once its board has a channel', async () => {
  farEnd = createFarEnd(bot, 'slack')
  await farEnd.tickAt(DUE)
  expect((await heads()).map(({ state }) => state)).toEqual(['failed'])
  const from = {
    conversation: 'C2',
    conversationName: '#group',
    isPrivate: false,
    platform: 'slack',
    tenant: 'T1',
  }
  await giveAccount(bot, 'coordinator', { platform: 'slack' })
  await bot.say('bind operational group', { from: { ...from, userId: 'U-coordinator' } })
  await farEnd.tickAt('2020-11-25T09:05:00Z')
  expect((await heads()).map(({ channel, state }) => [channel, state])).toEqual([
    [null, 'withdrawn'],
    ['C2', 'sent'],
  ])
  expect(await bot.say('deliveries')).toContain('Nothing waits for you.')
})

test('a digest without a channel goes to the coordinator once they have an account', async () => {
  farEnd = createFarEnd(bot, 'slack')
  await farEnd.tickAt(DUE)
  expect((await heads()).map(({ state }) => state)).toEqual(['failed'])
  await giveAccount(bot, 'coordinator', { platform: 'slack' })
  await farEnd.tickAt('2020-11-25T09:05:00Z')
  expect((await heads()).map(({ state }) => state)).toEqual(['sent'])
})

test('what one account of a person refused goes to the account that is linked in its place', async () => {
  farEnd = createFarEnd(bot, 'slack')
  await giveAccount(bot, 'SLBI', { platform: 'slack', userId: 'U-old' })
  farEnd.mood = ({ key }) => (key.startsWith('collect') ? 'refuses' : 'well')
  await farEnd.tickAt('2020-11-24T09:00:00Z')
  await farEnd.tickAt('2020-12-22T09:00:00Z')
  const calls = async () =>
    (await listDeliveries(bot.db, 1)).filter(({ kind, personId }) => kind === 'collect' && personId !== null)
  const before = (await calls()).filter(({ state }) => state === 'failed')
  expect(before.length).toBeGreaterThan(0)
  await bot.db.updateTable('identities').set({ userId: 'U-new' }).where('userId', '=', 'U-old').execute()
  farEnd.mood = () => 'well'
  await farEnd.tickAt('2020-12-22T09:05:00Z')
  const after = (await calls()).filter(({ key }) => before.some((each) => each.key === key))
  expect(after.map(({ state, userId }) => [state, userId])).toEqual(before.map(() => ['sent', 'U-new']))
})

test('what a platform took nothing of for a day goes out once it takes it', async () => {
  farEnd = createFarEnd(bot, 'slack')
  await giveAccount(bot, 'coordinator', { platform: 'slack' })
  await bindOperationalGroup(bot)
  farEnd.mood = ({ key }) => (isOfDigest(key) ? 'later' : 'well')
  await farEnd.tickAt(DUE)
  await farEnd.tickAt('2020-11-26T09:00:31Z')
  await farEnd.tickAt('2020-11-26T09:01:01Z')
  expect((await heads()).map(({ state }) => state)).toEqual(['held'])
  farEnd.mood = () => 'well'
  await farEnd.tickAt('2020-11-26T10:02:00Z')
  expect((await heads()).map(({ state }) => state)).toEqual(['sent'])
  await farEnd.tickAt('2020-11-26T10:03:00Z')
  expect(told().at(-1)?.text).toContain('Settled: the digest')
})

test('what may have arrived waits for the coordinator, whatever a platform says', async () => {
  farEnd = createFarEnd(bot, 'slack')
  await giveAccount(bot, 'coordinator', { platform: 'slack' })
  await bindOperationalGroup(bot)
  farEnd.mood = ({ key }) => (isOfDigest(key) ? 'takes it, answer lost' : 'well')
  farEnd.canLook = false
  farEnd.mended = () => 'mended'
  await farEnd.tickAt(DUE)
  await farEnd.tickAt('2020-11-25T09:01:00Z')
  await farEnd.tickAt('2020-11-25T12:01:00Z')
  expect((await heads()).map(({ state }) => state)).toEqual(['held'])
  expect(farEnd.arrived.filter(({ key }) => isOfDigest(key))).toHaveLength(1)
})
