import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Delivery, listDeliveries, saveDelivery } from '../../../data/deliveries.ts'
import { tick } from '../../../src/deliveries/tick.ts'
import type { Message } from '../../../src/message.ts'
import type { Sender } from '../../../src/platform.ts'
import { createClient } from '../../../src/platforms/slack/client.ts'
import { createPacing } from '../../../src/platforms/slack/pacing.ts'
import { createSender } from '../../../src/platforms/slack/sender.ts'
import { readSettings } from '../../../src/settings.ts'
import { createTestApp, type TestApp } from '../../support/app.ts'
import { type Misbehaviour, type SlackStub, startSlackStub } from '../../support/slack/web-api.ts'
import { BOT_TOKEN, TEAM } from '../../support/slack/workspace.ts'

const START = new Date('2020-11-24T10:00:00Z')
const KEY = 'notice:long'
const LOST: Misbehaviour = { kind: 'cut', isDone: false }
const TAKEN: Misbehaviour = { kind: 'cut', isDone: true }

/** Three posts in Slack. */
const LONG: Message = {
  summary: 'Many lines',
  blocks: Array.from({ length: 120 }, (_, number) => ({ kind: 'paragraph', text: `Line ${number}` })),
}

let bot: TestApp
let stub: SlackStub
let sender: Sender

beforeEach(async () => {
  bot = await createTestApp({ now: START })
  stub = await startSlackStub({ now: START })
  const settings = readSettings({
    SLACK_BOT_TOKEN: BOT_TOKEN,
    SLACK_SIGNING_SECRET: 'secret',
    SLACK_API_URL: stub.url,
  })
  const nothing = async () => Buffer.alloc(0)
  // The clock jumps to whatever the pacing waits for next.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'], now: START })
  vi.setTimerTickMode('nextTimerAsync')
  const machineNow = () => new Date()
  sender = createSender(
    {
      attachments: {
        png: nothing,
        paper: nothing,
        paperLink: async () => null,
        pictureLink: async () => null,
      },
      log: pino({ level: 'silent' }),
      machineNow,
    },
    createClient(settings, pino({ level: 'silent' })),
    { pacing: createPacing({ machineNow, steadyNow: () => Date.now() }), wait: async () => {} },
  )
})
afterEach(async () => {
  vi.useRealTimers()
  await stub.close()
  await bot.close()
})

async function planned(where: 'to a person' | 'to a channel', message = LONG): Promise<void> {
  const address = where === 'to a person' ? { userId: 'U0OWNER' } : { channel: 'C0BOARD', bodyId: null }
  await bot.db.transaction().execute((trx) =>
    saveDelivery(trx, 1, {
      key: KEY,
      kind: 'notice',
      platform: 'slack',
      tenant: TEAM,
      ...address,
      dueAt: START.toISOString(),
      payload: JSON.stringify(message),
    }),
  )
}

/** Ticks each half minute, from so many minutes after the start to so many. */
async function ticks(from: number, to: number): Promise<void> {
  for (let minute = from; minute <= to; minute += 0.5) {
    bot.later(new Date(START.getTime() + minute * 60_000))
    vi.setSystemTime(bot.now())
    const log = pino({ level: 'silent' })
    await tick({ db: bot.db, senders: [sender], commands: bot.commands, log, leaseNow: bot.now }, bot.now())
  }
}

async function delivery(): Promise<Delivery> {
  const found = (await listDeliveries(bot.db, 1)).find(({ key }) => key === KEY)
  if (!found) throw new Error('no delivery')
  return found
}

function posts(channel = 'D0OWNER') {
  return stub.workspace.messagesIn(channel).flatMap(({ metadata, ts, threadTs }) => {
    const key = (metadata as { event_payload?: { key: string } } | undefined)?.event_payload?.key ?? ''
    return key.startsWith(KEY) ? [{ key, ts, threadTs }] : []
  })
}

const ALL = [KEY, `${KEY}#2`, `${KEY}#3`]

describe('a message of three posts to a person arrives whole and once, when', () => {
  test.each<[string, readonly (Misbehaviour | 'none')[]]>([
    ['all goes well', []],
    ['its first post is lost', [LOST]],
    ['the answer to its first post is lost', [TAKEN]],
    ['its second post is lost', ['none', LOST]],
    ['the answer to its second post is lost', ['none', TAKEN]],
    ['its last post is lost', ['none', 'none', LOST]],
    ['the answer to its last post is lost', ['none', 'none', TAKEN]],
    ['its second post has to wait', ['none', { kind: 'limited', retryAfter: 40 }]],
    [
      'its second post fails on Slack’s side',
      ['none', { kind: 'error', error: 'internal_error', isDone: false }],
    ],
    ['each post is lost once', [LOST, LOST, 'none', LOST]],
    ['each answer is lost', [TAKEN, TAKEN, TAKEN]],
  ])('%s', async (_, how) => {
    await planned('to a person')
    stub.misbehave('chat.postMessage', ...how)
    await ticks(0, 12)
    expect(posts().map(({ key }) => key)).toEqual(ALL)
    const [first] = posts()
    expect(
      posts()
        .slice(1)
        .every(({ threadTs }) => threadTs === first?.ts),
    ).toBe(true)
    expect(await delivery()).toMatchObject({
      state: 'sent',
      messageId: `D0OWNER/${first?.ts}`,
      postsTotal: 3,
    })
  })

  test('the process died between two of them', async () => {
    await planned('to a person')
    stub.misbehave('chat.postMessage', 'none', { kind: 'limited', retryAfter: 20 })
    await ticks(0, 0)
    expect(await delivery()).toMatchObject({ state: 'planned', postsArrived: 1 })
    const died = { state: 'sending', leaseToken: 'gone', leaseUntil: START.toISOString() } as const
    const triedAt = START.toISOString()
    await bot.db
      .updateTable('deliveries')
      .set({ ...died, triedAt })
      .where('key', '=', KEY)
      .execute()
    await ticks(1, 6)
    expect(posts().map(({ key }) => key)).toEqual(ALL)
    expect(await delivery()).toMatchObject({ state: 'sent' })
  })
})

test('a message is not done before all of its posts are', async () => {
  await planned('to a person')
  stub.misbehave('chat.postMessage', 'none', { kind: 'limited', retryAfter: 100 })
  await ticks(0, 1)
  expect(posts().map(({ key }) => key)).toEqual([KEY])
  expect(await delivery()).toMatchObject({ state: 'planned', sentAt: null, postsArrived: 1 })
  await ticks(1.5, 4)
  expect(await delivery()).toMatchObject({ state: 'sent' })
})

describe('where nobody can look for a further post, the coordinator says whether it is there', () => {
  beforeEach(async () => {
    await planned('to a channel')
    stub.misbehave('chat.postMessage', 'none', LOST)
    await ticks(0, 1)
    expect(await delivery()).toMatchObject({ state: 'held', postsArrived: 1 })
  })

  test('it is: the rest follows', async () => {
    await bot.say(`deliveries there ${(await delivery()).number}`)
    await ticks(2, 3)
    expect(posts('C0BOARD').map(({ key }) => key)).toEqual([KEY, `${KEY}#3`])
    expect(await delivery()).toMatchObject({ state: 'sent' })
  })

  test('it is not: it is sent with the rest, and nothing is repeated', async () => {
    await bot.say(`deliveries send ${(await delivery()).number}`)
    await ticks(2, 3)
    expect(posts('C0BOARD').map(({ key }) => key)).toEqual(ALL)
    expect(await delivery()).toMatchObject({ state: 'sent' })
  })

  test('the question names the post', async () => {
    const alert = (await listDeliveries(bot.db, 1)).find(({ key }) => key.startsWith(`alert:${KEY}`))
    expect(alert?.payload).toContain('Held: a note, post 2 of 3: its answer was lost')
  })
})

describe('a copy that turns up after the message was sent again', () => {
  const SHORT: Message = { summary: 'One line', blocks: [{ kind: 'paragraph', text: 'One line' }] }

  test.each([1, 9, 25, 55])(
    '%s minutes later is deleted within the hour; what is in its thread stays',
    async (minutes) => {
      await planned('to a channel', SHORT)
      stub.misbehave('chat.postMessage', LOST)
      await ticks(0, 2)
      const [sent] = stub.workspace.messagesIn('C0BOARD')
      if (!sent) throw new Error('nothing was sent')
      expect(await delivery()).toMatchObject({ state: 'sent', messageId: `C0BOARD/${sent.ts}` })
      await ticks(2.5, minutes)
      // Slack shows the first copy after all, with the time at which it took it.
      stub.workspace.messages.unshift({ ...sent, ts: String(Number(sent.ts) - 90) })
      await ticks(Math.max(minutes, 2.5) + 0.5, 64)
      expect(stub.workspace.messagesIn('C0BOARD').map(({ ts }) => ts)).toEqual([sent.ts])
      expect(await delivery()).toMatchObject({ state: 'sent', recheckAt: null })
    },
  )

  test('of what was sent once, nothing is looked for again', async () => {
    await planned('to a channel', SHORT)
    await ticks(0, 10)
    expect(stub.callsOf('conversations.history')).toEqual([])
  })
})
