import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { listDeliveries } from '../../data/deliveries.ts'
import { saveTick } from '../../data/ticks.ts'
import { tellOfHearing } from '../../src/deliveries/hearing-alerts.ts'
import { tick } from '../../src/deliveries/tick.ts'
import { closed, createHttp, listening } from '../../src/shell/http.ts'
import { createSlackTest, type SlackTest } from '../support/slack/slack.ts'
import { type SocketServer, startSocketServer } from '../support/slack/socket-server.ts'
import type { Misbehaviour } from '../support/slack/web-api.ts'

let socket: SocketServer
let slack: SlackTest
let minutes: number

beforeEach(async () => {
  minutes = 0
  socket = await startSocketServer()
  slack = await createSlackTest({
    socketUrl: socket.url,
    machineNow: () => now(),
    world: { times: { pace: 0.01, closing: 50 } },
  })
  await slack.link('U0CHAIR', 'coordinator')
})
afterEach(async () => {
  await slack.close()
  await socket.close()
})

const now = () => new Date(Date.parse('2020-11-24T10:00:00Z') + minutes * 60_000)
const eventually = (condition: () => unknown) => expect.poll(condition, { timeout: 5_000, interval: 5 })

/** What the service does each minute. */
async function minute(number: number): Promise<void> {
  minutes = number
  slack.bot.later(now())
  const { db, commands } = slack.bot
  await tellOfHearing({ db, platforms: [slack.slack], machineNow: now }, now())
  const log = pino({ level: 'silent' })
  await tick({ db, senders: [slack.slack], commands, log, leaseNow: now }, now())
  await saveTick(db, now())
}

/** What the coordinator was told in Slack of its being heard. */
function told(): readonly string[] {
  return slack.stub
    .callsOf('chat.postMessage')
    .filter(({ outcome }) => outcome === 'ok')
    .map(({ arguments: given }) => String(given.text))
    .filter((text) => text.startsWith('What people say in Slack'))
}

async function cutOff(): Promise<void> {
  socket.treatAll('status 503')
  socket.drop()
  await eventually(() => slack.slack.hearing().kind).toBe('deaf')
}

async function back(): Promise<void> {
  socket.treatAll('greets')
  await eventually(() => slack.slack.hearing().kind).toBe('hears')
}

const NOT_HEARD =
  'What people say in Slack has not reached wsoa since 24 Nov 2020, 10am, and nothing of it is recorded.'
const HEARD_AGAIN =
  'What people say in Slack reaches wsoa again. What got no answer in the meantime has to be said again.'

describe('a coordinator', () => {
  test('is told once when nothing is heard for three minutes, and once when it is heard again', async () => {
    await cutOff()
    await minute(2)
    expect(told()).toEqual([])
    for (const number of [3, 4, 5, 60]) await minute(number)
    expect(told()).toEqual([NOT_HEARD])
    await back()
    for (const number of [61, 62]) await minute(number)
    expect(told()).toEqual([NOT_HEARD, HEARD_AGAIN])
  })

  test('is told again of the next time', async () => {
    await cutOff()
    await minute(3)
    await back()
    await minute(4)
    await cutOff()
    await minute(10)
    await back()
    await minute(11)
    expect(told()).toHaveLength(4)
  })

  test('hears nothing of a connection that is back within three minutes', async () => {
    await cutOff()
    await minute(2)
    await back()
    await minute(3)
    expect(told()).toEqual([])
  })

  test('is told by the next process that it is heard again', async () => {
    await cutOff()
    await minute(3)
    await slack.slack.close()
    socket.treatAll('greets')
    const next = await createSlackTest({ socketUrl: socket.url, beside: slack.bot, machineNow: now })
    await tellOfHearing({ db: slack.bot.db, platforms: [next.slack], machineNow: now }, now())
    await next.close()
    const planned = (await listDeliveries(slack.bot.db, 1)).filter(({ key }) => key.includes('hearing'))
    expect(planned.map(({ key, state }) => [key.split(':')[3], state])).toEqual([
      ['deaf', 'sent'],
      ['back', 'planned'],
    ])
  })

  test('is told nothing while Slack takes no messages either', async () => {
    const down: Misbehaviour = { kind: 'status', status: 503, isDone: false }
    slack.stub.misbehave('apps.connections.open', ...Array<Misbehaviour>(10_000).fill(down))
    socket.drop()
    await eventually(() => slack.slack.hearing()).toMatchObject({ canSend: false })
    await minute(3)
    expect((await listDeliveries(slack.bot.db, 1)).filter(({ key }) => key.includes('hearing'))).toEqual([])
  })
})

test('/readyz says that there has been no connection for three minutes, and why', async () => {
  const http = createHttp({ db: slack.bot.db, machineNow: now, platforms: [slack.slack] })
  const server = await listening(http, { port: 0, host: '127.0.0.1', log: pino({ level: 'silent' }) })
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  const ready = async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).json()
  await minute(0)
  expect(await ready()).toMatchObject({ ready: true })
  await cutOff()
  await minute(2)
  expect(await ready()).toMatchObject({ ready: true })
  await minute(3)
  expect(await ready()).toMatchObject({
    ready: false,
    problems: [expect.stringMatching(/^no connection for three minutes: Slack answers, but no lasting/)],
  })
  await back()
  expect(await ready()).toMatchObject({ ready: true })
  await closed(server)
})
