import { get } from 'node:https'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sentence } from '../../../src/message.ts'
import { neverConnected } from '../../../src/platforms/connection/never-connected.ts'
import { createClient } from '../../../src/platforms/slack/client.ts'
import { outcomeOf } from '../../../src/platforms/slack/outcome.ts'
import { readSettings } from '../../../src/settings.ts'
import { SDK_NAMES } from '../../support/teams/sdks.ts'
import { CHANNEL, inChannel, startTeams, TENANT } from '../../support/teams/teams.ts'

/** How a far end can fail, each at an address of its own. */
const servers: Server[] = []
const ports: Record<string, number> = {}

beforeAll(async () => {
  await listen('speaks no TLS', (socket) =>
    socket.on('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
  )
  await listen('hangs up at once', (socket) => socket.destroy())
  await listen('takes the request and hangs up', (socket) => socket.once('data', () => socket.destroy()))
  await listen('is not there', () => {})
  servers.at(-1)?.close()
})
afterAll(() => {
  for (const server of servers) server.close()
})

async function listen(name: string, meet: (socket: Socket) => void): Promise<void> {
  const server = createServer((socket) => meet(socket.on('error', () => {})))
  servers.push(server)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  ports[name] = (server.address() as AddressInfo).port
}

const BEFORE = ['speaks no TLS', 'hangs up at once', 'is not there'] as const

async function errorOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => undefined,
    (error: unknown) => error,
  )
}

describe('no byte of a request left, if the far end', () => {
  test.each(BEFORE)('%s', async (name) => {
    const url = `https://127.0.0.1:${ports[name]}/`
    expect(neverConnected(await errorOf(fetch(url)))).toBe(true)
    expect(neverConnected(await new Promise((resolve) => get(url, resolve).on('error', resolve)))).toBe(true)
  })

  test('has a name that nobody knows', async () => {
    expect(neverConnected(await errorOf(fetch('http://nobody.invalid/')))).toBe(true)
  })

  test.each([
    'CERT_HAS_EXPIRED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
    'ERR_SSL_UNSUPPORTED_PROTOCOL',
  ])('has a certificate or a protocol that is not to be trusted: %s', (code) => {
    expect(
      neverConnected(new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) })),
    ).toBe(true)
  })
})

test('what broke after the request had left may have arrived', async () => {
  const error = await errorOf(fetch(`http://127.0.0.1:${ports['takes the request and hangs up']}/`))
  expect(error).toBeInstanceOf(TypeError)
  expect(neverConnected(error)).toBe(false)
  expect(neverConnected(undefined)).toBe(false)
})

describe('a message is tried later, not looked for, if the platform', () => {
  test.each(BEFORE)('%s: Slack', async (name) => {
    const client = createClient(
      readSettings({
        SLACK_BOT_TOKEN: 'xoxb-1',
        SLACK_SIGNING_SECRET: '0123456789abcdef0123456789abcdef',
        SLACK_API_URL: `https://127.0.0.1:${ports[name]}/api/`,
      }),
      pino({ level: 'silent' }),
    )
    const error = await errorOf(client.chat.postMessage({ channel: 'C1', text: 'x' }))
    expect(outcomeOf(error)).toEqual({ state: 'later', seconds: null })
  })

  describe.each(SDK_NAMES)('Teams, by %s', (sdk) => {
    test.each(BEFORE)('%s', async (name) => {
      const before = await startTeams({ sdk })
      await before.deliver(inChannel('ann', 'help'))
      await before.close()
      const teams = await startTeams({ sdk })
      for (const [place, text] of before.references) {
        const known = JSON.parse(text) as object
        const serviceUrl = `https://127.0.0.1:${ports[name]}`
        teams.references.set(place, JSON.stringify({ ...known, serviceUrl }))
      }
      const sent = await teams.platform.send({
        to: { platform: 'teams', tenant: TENANT, channel: CHANNEL, userId: null, name: '' },
        key: 'digest:1',
        message: sentence('The digest.'),
        under: null,
        deadline: new AbortController().signal,
        mayPost: async () => true,
      })
      await teams.close()
      expect(sent).toEqual({ state: 'later', seconds: null })
    })
  })
})
