import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { World } from '../../../src/platforms/slack/open.ts'
import { holdDatabase } from '../../support/slack/held-database.ts'
import { slashCommand } from '../../support/slack/payloads.ts'
import { createSlackTest, type SlackTest, wordsOf } from '../../support/slack/slack.ts'
import {
  type SlackConnection,
  type SocketServer,
  startSocketServer,
  type Treatment,
} from '../../support/slack/socket-server.ts'
import type { Misbehaviour, SlackStub } from '../../support/slack/web-api.ts'

let socket: SocketServer
let slack: SlackTest

beforeEach(async () => {
  socket = await startSocketServer()
})
afterEach(async () => {
  await slack.close()
  await socket.close()
})

/** Waits are a hundredth of those in service. */
const QUICK = { pace: 0.01, ping: 50, closing: 50 }

async function start(
  times: World['times'] = QUICK,
  options: { troubled?: (stub: SlackStub) => void; machineNow?: () => Date } = {},
): Promise<void> {
  slack = await createSlackTest({
    socketUrl: socket.url,
    world: { times: { ...QUICK, ...times } },
    ...options,
  })
  await slack.link('U0OWNER', 'SLSESEND')
}

const UPDATE = 'update C2(a) amber annual review backlog'
const command = (text: string) => ({
  type: 'slash_commands',
  payload: slashCommand({ user: 'U0OWNER', text, responseUrl: slack.responseUrl }),
})
const isReceipt = { text: expect.stringContaining('Recorded') }

const opens = () => slack.stub.callsOf('apps.connections.open').length
const lines = (code: string) =>
  slack.logged
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
    .filter((line) => line.code === code)
const connection = (number: number) => socket.connections[number - 1] as SlackConnection
const eventually = (condition: () => unknown) => expect.poll(condition, { timeout: 5_000, interval: 5 })

/** Has every attempt watched for lines that are open beside it. */
async function attempted(times: number): Promise<{ readonly most: number }> {
  let most = 0
  await eventually(() => {
    most = Math.max(most, socket.openLines())
    return socket.attempts()
  }).toBeGreaterThanOrEqual(times)
  return { most }
}

describe('a handshake that fails', () => {
  test.each<Treatment>(['cuts', 'status 503', 'never answers', 'never greets', 'sends away'])(
    '(%s) is tried again one at a time, until it succeeds',
    async (how) => {
      await start({ greeting: 300 })
      socket.treatAll(how)
      socket.drop()
      const { most } = await attempted(6)
      expect(most).toBeLessThanOrEqual(1)
      expect(opens()).toBeLessThanOrEqual(socket.attempts() + 1)
      const waits = lines('slack-not-connected').map(({ wait }) => Number(wait))
      expect(waits.toSorted((one, other) => one - other)).toEqual(waits)
      socket.treatAll('greets')
      await socket.connected(2)
      expect(await socket.deliver(command(UPDATE))).toMatchObject(isReceipt)
      expect(socket.openLines()).toBe(1)
    },
  )

  test('because a greeted connection does not last is no reason to hurry', async () => {
    await start()
    socket.treatAll('greets and cuts')
    socket.drop()
    const { most } = await attempted(6)
    expect(most).toBeLessThanOrEqual(1)
    const waits = lines('slack-lost').map(({ wait }) => Number(wait))
    expect(Math.max(...waits)).toBeGreaterThanOrEqual(4)
  })

  test.each<[string, Misbehaviour]>([
    ['503', { kind: 'status', status: 503, isDone: false }],
    ['a line that is cut', { kind: 'cut', isDone: false }],
    ['internal_error', { kind: 'error', error: 'internal_error', isDone: false }],
    ['HTML', { kind: 'body', body: '<html>', isDone: false }],
    ['an address that is none', { kind: 'body', body: '{"ok":true,"url":"nowhere"}', isDone: false }],
  ])('as Slack gives no address (%s) is tried again one at a time', async (_, how) => {
    await start()
    slack.stub.misbehave('apps.connections.open', how, how, how)
    socket.drop()
    await socket.connected(2)
    expect(opens()).toBe(5)
    expect(socket.attempts()).toBe(2)
    expect(await socket.deliver(command(UPDATE))).toMatchObject(isReceipt)
  })

  test('as Slack limits us waits for as long as Slack says', async () => {
    await start()
    slack.stub.misbehave('apps.connections.open', { kind: 'limited', retryAfter: 40 })
    socket.drop()
    await socket.connected(2)
    expect(lines('slack-not-connected')).toMatchObject([{ why: 'ratelimited', wait: 40 }])
  })
})

describe('renewal', () => {
  test('loses nothing: the new connection is there before the old one goes, which Slack leaves open', async () => {
    await start()
    const old = connection(1)
    old.announceEnd()
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, number) => socket.deliver(command(`${UPDATE} ${number}`), old)),
    )
    expect(answers).toEqual(Array(10).fill(expect.objectContaining(isReceipt)))
    await socket.connected(2)
    expect(await socket.deliver(command(UPDATE))).toMatchObject(isReceipt)
    expect(old.isOpen()).toBe(true)
    expect(await socket.deliver(command(UPDATE), old)).toMatchObject(isReceipt)
    expect(await slack.updates()).toBe(12)
  })

  test('acknowledges an envelope over the connection that it came by', async () => {
    await start()
    const held = await holdDatabase(slack.bot.db)
    const answer = socket.deliver(command(UPDATE), connection(1))
    await slack.stub.called('users.info')
    connection(1).announceEnd()
    await socket.connected(2)
    held.release()
    expect(await answer).toMatchObject(isReceipt)
    expect(connection(2).received).toEqual([])
  })

  test('keeps the old connection while no new one can be had', async () => {
    await start()
    socket.treatAll('status 503')
    connection(1).announceEnd('warning')
    await attempted(4)
    expect(await socket.deliver(command(UPDATE), connection(1))).toMatchObject(isReceipt)
  })

  test('holds one connection and one that is leaving, never more', async () => {
    await start()
    for (const number of [1, 2, 3, 4, 5]) {
      connection(number).announceEnd()
      await socket.connected(number + 1)
      await eventually(() => socket.openLines()).toBeLessThanOrEqual(2)
    }
    expect(connection(6).isOpen()).toBe(true)
  })

  test('closes the old connection after its time, if Slack does not', async () => {
    await start({ leaving: 20 })
    connection(1).announceEnd()
    await socket.connected(2)
    await eventually(() => connection(1).isOpen()).toBe(false)
    expect(connection(2).isOpen()).toBe(true)
  })

  test('lets the old connection finish what it brought, however long its time is over', async () => {
    await start({ leaving: 1 })
    const held = await holdDatabase(slack.bot.db)
    const answer = socket.deliver(command(UPDATE), connection(1))
    await slack.stub.called('users.info')
    connection(1).announceEnd()
    await socket.connected(2)
    // A connection that is newer by two would have been closed by now.
    expect(connection(1).isOpen()).toBe(true)
    held.release()
    expect(await answer).toMatchObject(isReceipt)
    await eventually(() => connection(1).isOpen()).toBe(false)
  })
})

describe('a connection that ends', () => {
  test.each<[string, (over: SlackConnection) => void, string]>([
    ['by a cut line', (over) => over.cut(), 'cut'],
    ['by a close frame, with the line left open', (over) => over.sendClose(), 'closed'],
    ['by silence, with the line left open', (over) => over.fallSilent(), 'silence'],
  ])('%s is replaced, and the log says why', async (_, end, why) => {
    await start()
    end(connection(1))
    await socket.connected(2)
    expect(await socket.deliver(command(UPDATE))).toMatchObject(isReceipt)
    expect(lines('slack-lost')).toMatchObject([{ connection: 1, why }])
    expect(lines('slack-connected')).toMatchObject([{ connection: 1 }, { connection: 2, seconds: 0 }])
    await eventually(() => socket.openLines()).toBe(1)
  })
})

describe('an answer', () => {
  test('that the acknowledgement may not carry goes to the response address', async () => {
    await start()
    const envelope = { ...command(UPDATE), accepts_response_payload: false }
    expect(await socket.deliver(envelope)).toEqual({})
    await slack.responded(1)
    expect(slack.responses).toMatchObject([isReceipt])
  })

  test('that was written into a dead line goes to the response address', async () => {
    await start()
    await socket.deliver(command('help'))
    const dead = socket.bring(command(UPDATE))
    connection(1).fallSilent()
    await slack.responded(1)
    expect(slack.responses).toMatchObject([isReceipt])
    expect(dead.isAcknowledged()).toBe(false)
    expect(await slack.updates()).toBe(1)
  })
})

describe('being cut off', () => {
  test('by a revoked app token is named as such, and tried again only slowly', async () => {
    await start()
    const how: Misbehaviour = { kind: 'error', error: 'invalid_auth', isDone: false }
    slack.stub.misbehave('apps.connections.open', how)
    socket.drop()
    await eventually(() => lines('slack-not-connected')).toHaveLength(1)
    expect(slack.slack.hearing()).toMatchObject({
      kind: 'deaf',
      canSend: true,
      why: expect.stringContaining('Slack refuses SLACK_APP_TOKEN (invalid_auth)'),
    })
    const [line] = lines('slack-not-connected')
    expect(line).toMatchObject({ why: 'invalid_auth' })
    expect(line?.wait).toBeGreaterThanOrEqual(30)
    await eventually(() => slack.slack.hearing()).toEqual({ kind: 'hears' })
  })

  test('as Socket Mode was switched off is named as such', async () => {
    await start({ pace: 1 })
    connection(1).announceEnd('link_disabled')
    await eventually(() => slack.slack.hearing()).toMatchObject({
      why: expect.stringContaining('Socket Mode is switched off'),
    })
    expect(lines('slack-renews')[0]?.wait).toBeGreaterThanOrEqual(30)
  })

  test.each<[string, Misbehaviour, string, boolean]>([
    ['the network', { kind: 'cut', isDone: false }, 'Slack cannot be reached', false],
    [
      'Slack',
      { kind: 'status', status: 503, isDone: false },
      'Slack has trouble of its own (HTTP 503)',
      false,
    ],
  ])('by %s is told from the others', async (_, how, why, canSend) => {
    await start({ pace: 1 })
    slack.stub.misbehave('apps.connections.open', ...Array<Misbehaviour>(3).fill(how))
    socket.drop()
    await eventually(() => slack.slack.hearing()).toMatchObject({
      canSend,
      why: expect.stringContaining(why),
    })
  })

  test('by something that lets no WebSocket through is told from the others', async () => {
    await start({ pace: 1 })
    socket.treatAll('status 503')
    socket.drop()
    await eventually(() => slack.slack.hearing()).toMatchObject({
      canSend: true,
      why: expect.stringContaining('let WebSockets through'),
    })
  })

  test('another process with the same token is noticed; our own two connections are not', async () => {
    await start()
    connection(1).announceEnd()
    await socket.connected(2)
    expect(await socket.deliver(command(UPDATE))).toMatchObject(isReceipt)
    expect(lines('slack-shared')).toEqual([])
    socket.countAs(3)
    connection(2).announceEnd()
    await socket.connected(3)
    await eventually(() => lines('slack-shared')).toMatchObject([{ all: 3, own: 2 }])
  })
})

describe('stopping', () => {
  test.each<[string, () => void | Promise<void>]>([
    ['connected', () => {}],
    ['waiting', () => refusedFrom('status 503', 2)],
    ['connecting', () => refusedFrom('never answers', 2)],
    ['waiting for a greeting', () => refusedFrom('never greets', 2)],
    ['being greeted and cut', () => refusedFrom('greets and cuts', 3)],
    [
      'asking for an address',
      async () => {
        slack.stub.misbehave('apps.connections.open', { kind: 'late', isDone: false })
        socket.drop()
        await slack.stub.called('apps.connections.open', 2)
      },
    ],
    ['renewing', () => connection(1).announceEnd()],
    ['connected to a silent line', () => connection(1).fallSilent()],
  ])('while %s: every line is closed, and none is opened any more', async (_, bring) => {
    await start({ pace: 0.001 })
    await bring()
    await slack.slack.close()
    await eventually(() => socket.openLines()).toBe(0)
    await answered()
    const asked = [socket.attempts(), opens()]
    await answered()
    expect([socket.attempts(), opens()]).toEqual(asked)
  })
})

test('what is no event is counted and not acknowledged, and the next is heard', async () => {
  await start()
  socket.send({ type: 'events_api', envelope_id: 'x', payload: null })
  socket.send('no JSON at all')
  socket.send('null')
  const answer = (await socket.deliver(command('help'))) as { blocks: unknown }
  expect(wordsOf(answer.blocks)).toContain('overdue')
  expect(slack.slack.refused.malformed).toBe(3)
  expect(connection(1).received).toHaveLength(1)
})

test('an envelope that is longer than Slack’s is counted, and the next is heard', async () => {
  await start()
  socket.send({ ...command(`update C2(a) amber ${'x'.repeat(1_100_000)}`), envelope_id: 'x' })
  expect(await socket.deliver(command(UPDATE))).toMatchObject(isReceipt)
  expect(slack.slack.refused.oversized).toBe(1)
})

test('no secret, address or typed word is in the log', async () => {
  await start()
  await socket.deliver(command(UPDATE))
  socket.treat('status 503', 'never greets')
  socket.drop()
  await socket.connected(2)
  expect(slack.logged.length).toBeGreaterThan(3)
  expect(slack.logged.join('')).not.toMatch(/xapp|xoxb|ws:|backlog|hooks|1466\.8021/)
})

/** Whatever is still done comes before these are: the waits are a thousandth of those in service. */
async function answered(): Promise<void> {
  for (let number = 0; number < 20; number += 1) await fetch(`${slack.stub.url}auth.test`)
}

async function refusedFrom(how: Treatment, attempts: number): Promise<void> {
  socket.treatAll(how)
  socket.drop()
  await attempted(attempts)
}
