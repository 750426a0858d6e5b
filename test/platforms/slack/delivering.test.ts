import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { listDeliveries } from '../../../data/deliveries.ts'
import { tick } from '../../../src/deliveries/tick.ts'
import type { Sender } from '../../../src/platform.ts'
import { createClient } from '../../../src/platforms/slack/client.ts'
import { createPacing } from '../../../src/platforms/slack/pacing.ts'
import { createSender } from '../../../src/platforms/slack/sender.ts'
import { readSettings } from '../../../src/settings.ts'
import { createTestApp, type TestApp } from '../../support/app.ts'
import { bindOperationalGroup } from '../../support/places.ts'
import { type Misbehaviour, type SlackStub, startSlackStub } from '../../support/slack/web-api.ts'
import { BOT_TOKEN, type SlackChannel, TEAM } from '../../support/slack/workspace.ts'

const DUE = '2020-11-25T09:00:00Z'
const CHANNEL = 'C0BOARD'

let bot: TestApp
let stub: SlackStub
let sender: Sender

beforeEach(async () => {
  bot = await createTestApp()
  stub = await startSlackStub({ now: new Date(DUE) })
  const settings = readSettings({
    SLACK_BOT_TOKEN: BOT_TOKEN,
    SLACK_SIGNING_SECRET: 'secret',
    SLACK_API_URL: stub.url,
  })
  const attachments = {
    png: async () => Buffer.from('png bytes'),
    paper: async () => Buffer.from('docx bytes'),
    paperLink: async () => null,
    pictureLink: async () => null,
  }
  const log = pino({ level: 'silent' })
  // The clock jumps to whatever the pacing waits for next.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'], now: new Date(DUE) })
  vi.setTimerTickMode('nextTimerAsync')
  const machineNow = () => new Date()
  const pacing = createPacing({ machineNow, steadyNow: () => Date.now() })
  sender = createSender({ attachments, log, machineNow }, createClient(settings, log), {
    pacing,
    wait: async () => {},
  })
  await bindOperationalGroup(bot, { tenant: TEAM, channel: CHANNEL })
})
afterEach(async () => {
  vi.useRealTimers()
  await stub.close()
  await bot.close()
})

/** Ticks every half minute, eight times. */
async function ticksFrom(time: string): Promise<void> {
  for (let number = 0; number < 8; number += 1) {
    bot.later(new Date(new Date(time).getTime() + number * 30_000))
    vi.setSystemTime(bot.now())
    const log = pino({ level: 'silent' })
    await tick({ db: bot.db, senders: [sender], commands: bot.commands, log, leaseNow: bot.now }, bot.now())
  }
}

function keysIn(channel: string): readonly string[] {
  return stub.workspace
    .messagesIn(channel)
    .flatMap(({ metadata }) =>
      metadata ? [(metadata as { event_payload: { key: string } }).event_payload.key] : [],
    )
}

const TROUBLES: readonly [string, Misbehaviour][] = [
  ['is limited', { kind: 'limited', retryAfter: 20 }],
  ['is cut before it arrives', { kind: 'cut', isDone: false }],
  ['is cut after it arrived', { kind: 'cut', isDone: true }],
  ['is answered with HTML', { kind: 'body', body: '<html>', isDone: true }],
  ['is answered with internal_error', { kind: 'error', error: 'internal_error', isDone: false }],
]

describe('a digest arrives once, with its pages and its paper in its thread, when its first request', () => {
  test.each([['goes well', 'none'] as const, ...TROUBLES])('%s', async (_, how) => {
    stub.misbehave('chat.postMessage', how)
    await ticksFrom(DUE)
    const [first, ...more] = stub.workspace.messagesIn(CHANNEL)
    const deliveries = await listDeliveries(bot.db, 1)
    const told = deliveries.filter(({ key }) => /^(?:digest|paper):operational-group:2020-12-03/.test(key))
    expect(told.length).toBeGreaterThan(6)
    expect(new Set(told.map(({ state }) => state))).toEqual(new Set(['sent']))
    expect(keysIn(CHANNEL).toSorted()).toEqual(told.map(({ key }) => key).toSorted())
    expect(new Set(more.map(({ threadTs }) => threadTs))).toEqual(new Set([first?.ts]))
    expect(more.filter(({ file }) => file !== undefined)).toHaveLength(1)
  })
})

test('a page of which nobody can look whether it arrived is held; it is not sent twice', async () => {
  stub.misbehave('chat.postMessage', 'none', { kind: 'cut', isDone: true })
  await ticksFrom(DUE)
  const keys = keysIn(CHANNEL)
  expect(new Set(keys).size).toBe(keys.length)
  const [second = ''] = keys.slice(1)
  const deliveries = await listDeliveries(bot.db, 1)
  expect(deliveries.find(({ key }) => key === second)).toMatchObject({ state: 'held', tries: 1 })
})

describe('a digest that its channel did not take', () => {
  const states = async () => {
    const told = (await listDeliveries(bot.db, 1)).filter(({ key }) =>
      key.startsWith('digest:operational-group'),
    )
    return [...new Set(told.filter(({ underKey }) => underKey === null).map(({ state }) => state))]
  }

  test.each<[string, (channel: SlackChannel) => SlackChannel, (channel: SlackChannel) => SlackChannel]>([
    [
      'the bot is invited',
      (channel) => ({ ...channel, isMember: false }),
      (channel) => ({ ...channel, isMember: true }),
    ],
    [
      'it is brought back',
      (channel) => ({ ...channel, isArchived: true }),
      (channel) => ({ ...channel, isArchived: false }),
    ],
  ])('arrives by itself, once, when %s', async (_, close, open) => {
    const { channels } = stub.workspace
    const change = (how: (channel: SlackChannel) => SlackChannel) => {
      const channel = channels.get(CHANNEL)
      if (channel) channels.set(CHANNEL, how(channel))
    }
    change(close)
    await ticksFrom(DUE)
    expect(await states()).toContain('failed')
    expect(stub.workspace.messagesIn(CHANNEL)).toEqual([])
    change(open)
    await ticksFrom('2020-11-25T10:00:00Z')
    expect(await states()).not.toContain('failed')
    const keys = keysIn(CHANNEL)
    expect(keys.length).toBeGreaterThan(6)
    expect(new Set(keys).size).toBe(keys.length)
    const alerts = (await listDeliveries(bot.db, 1)).filter(({ subject }) => subject.alert?.what === 'failed')
    expect(alerts.map(({ state }) => state)).not.toContain('planned')
  })
})
