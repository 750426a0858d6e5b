import { request } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { refusal } from '../../../src/app/replies.ts'
import type { Incoming } from '../../../src/platform.ts'
import teamsFile from '../../../src/platforms/teams.ts'
import { readSettings } from '../../../src/settings.ts'
import { APP_ID } from '../../support/teams/issuer.ts'
import { SDK_NAMES } from '../../support/teams/sdks.ts'
import { account, inChat, startTeams, TENANT, type TeamsTest } from '../../support/teams/teams.ts'

const OTHER_TENANT = '99999999-0000-4000-8000-000000000002'

describe.each(SDK_NAMES)('by %s', (sdk) => {
  let teams: TeamsTest
  /** What reached the app. */
  const heard: Incoming[] = []

  beforeAll(async () => {
    teams = await startTeams({
      sdk,
      handle: async (incoming) => {
        heard.push(incoming)
        return refusal('refused', 'heard')
      },
    })
  })
  beforeEach(() => {
    heard.length = 0
  })
  afterAll(() => teams.close())

  describe('the token is checked before anything of ours', () => {
    test('a right one lets in', async () => {
      expect(await teams.deliver({})).toEqual({ status: 200, text: '' })
      expect(heard).toHaveLength(1)
    })

    const seconds = Math.floor(Date.now() / 1_000)
    test.each([
      ['none', () => ''],
      ['no token but a word', () => 'Bearer nonsense'],
      ['no JSON in its parts', () => 'Bearer a.b.c'],
      ['another scheme', () => teams.issuer.token().replace('Bearer', 'Basic')],
      ['for another bot', () => teams.issuer.token({ aud: '22222222-2222-4333-8444-555555555555' })],
      ['for no bot', () => teams.issuer.token({ aud: undefined })],
      ['for two bots', () => teams.issuer.token({ aud: [APP_ID, 'another'] })],
      ['by another issuer', () => teams.issuer.token({ iss: 'https://sts.example.org' })],
      [
        'of a bot, not of the channel',
        () =>
          teams.issuer.token({
            iss: 'https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/',
            ver: '1.0',
          }),
      ],
      ['for another service address', () => teams.issuer.token({ serviceurl: 'https://smba.example.org/' })],
      ['without a service address', () => teams.issuer.token({ serviceurl: undefined })],
      ['by an unknown key', () => teams.issuer.token({}, { kid: 'unknown' })],
      ['by a key of another channel', () => teams.issuer.token({}, { kid: 'elsewhere' })],
      ['signed wrongly', () => teams.issuer.token({}, { isForged: true })],
      ['without a signature', () => teams.issuer.token({}, { algorithm: 'none' })],
      ['expired', () => teams.issuer.token({ exp: seconds - 400 })],
      ['not valid yet', () => teams.issuer.token({ nbf: seconds + 4_000 })],
      ['without an end', () => teams.issuer.token({ exp: undefined })],
      ['good for two days', () => teams.issuer.token({ exp: seconds + 172_800 })],
      ['good until 2100', () => teams.issuer.token({ exp: 4_102_444_800 })],
      ['good for a part of a second', () => teams.issuer.token({ exp: seconds + 600.5 })],
      ['with an end in words', () => teams.issuer.token({ exp: String(seconds + 600) })],
      ['with an end that is none', () => teams.issuer.token({ exp: 1e99 })],
      ['signed with RS384', () => teams.issuer.token({}, { algorithm: 'RS384' })],
      ['signed with RS512', () => teams.issuer.token({}, { algorithm: 'RS512' })],
    ])('%s: 401, without a word', async (_, token) => {
      expect(await teams.deliver({}, token())).toEqual({ status: 401, text: '' })
      expect(heard).toEqual([])
    })

    test('no token, no secret and no text of theirs is ever logged', async () => {
      await teams.deliver({ text: 'canary-text' }, teams.issuer.token({}, { isForged: true }))
      await teams.deliver({ text: 'canary-text' })
      const log = teams.logged.join('')
      expect(log).not.toContain('canary')
      expect(log).not.toContain('eyJ')
    })
  })

  describe('the token is checked before the body comes', () => {
    test.each([
      ['no token', () => [], 401],
      ['a forged one', () => [`Authorization: ${teams.issuer.token({}, { isForged: true })}`], 401],
      ['one that expired', () => [`Authorization: ${teams.issuer.token({ exp: 1_600_000_000 })}`], 401],
    ])('%s', async (_, headers, status) => {
      const { hostname, port } = new URL(teams.url)
      const socket = connect(Number(port), hostname)
      const answer = new Promise<string>((done) => socket.once('data', (data) => done(String(data))))
      const lines = [
        'POST /api/messages HTTP/1.1',
        'Host: x',
        'Content-Type: application/json',
        'Content-Length: 1000',
      ]
      socket.write(`${[...lines, ...headers()].join('\r\n')}\r\n\r\n`)
      expect(await answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
      socket.destroy()
    })
  })

  describe('the body is checked before the SDK sees it', () => {
    const good = {
      type: 'message',
      id: '1',
      channelId: 'msteams',
      serviceUrl: 'http://127.0.0.1/',
      from: { id: '29:x' },
      recipient: { id: '28:y' },
      conversation: { id: 'a:z' },
    }
    test.each<[string, string]>([
      ['empty', ''],
      ['no JSON', '{'],
      ['null', 'null'],
      ['a number', '7'],
      ['text', '"message"'],
      ['a list', '[]'],
      ['a list of activities', JSON.stringify([good])],
      ['an empty object', '{}'],
      ...Object.keys(good).map((name): [string, string] => [
        `without ${name}`,
        JSON.stringify({ ...good, [name]: undefined }),
      ]),
      ...Object.keys(good).flatMap((name) =>
        [[], {}, 7, true, null].map((value): [string, string] => [
          `${name} is ${JSON.stringify(value)}`,
          JSON.stringify({ ...good, [name]: value }),
        ]),
      ),
      ['another channel', JSON.stringify({ ...good, channelId: 'AseChannel' })],
      ['a service address of another kind', JSON.stringify({ ...good, serviceUrl: 'file:///etc/passwd' })],
      ['a text that is none', JSON.stringify({ ...good, text: { toString: 1 } })],
      ['entities that are none', JSON.stringify({ ...good, entities: { length: 1e9 } })],
      ['only prototype keys', '{"__proto__":{"type":"message"},"constructor":{"prototype":{}}}'],
      ['a very deep list', `{"value":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
      ['a very deep object', `${'{"a":'.repeat(30_000)}1${'}'.repeat(30_000)}`],
      [
        'deep inside a good one',
        JSON.stringify(good).replace('{', `{"value":${'['.repeat(60)}${']'.repeat(60)},`),
      ],
    ])('%s: 400, without a word', async (_, body) => {
      const answered = await teams.post(body, { Authorization: teams.issuer.token() })
      expect(answered).toEqual({ status: 400, text: '' })
      expect(heard).toEqual([])
    })

    test('ten megabytes: 413, and the connection is closed', async () => {
      const body = JSON.stringify({ ...good, text: 'a'.repeat(10_000_000) })
      const answered = await teams.post(body, { Authorization: teams.issuer.token() })
      expect(answered).toEqual({ status: 413, text: '' })
    })

    describe('whoever is refused for the body’s headers waits for none of it', () => {
      test.each([
        ['too long', ['Content-Type: application/json', 'Content-Length: 300000'], 413],
        ['packed', ['Content-Type: application/json', 'Content-Length: 10', 'Content-Encoding: gzip'], 415],
        ['no JSON', ['Content-Type: text/plain', 'Content-Length: 10'], 400],
      ])('%s', async (_, headers, status) => {
        const { hostname, port } = new URL(teams.url)
        const socket = connect(Number(port), hostname)
        const answer = new Promise<string>((done) => {
          let read = ''
          socket.on('data', (data) => {
            read += data
          })
          socket.on('close', () => done(read))
        })
        const lines = ['POST /api/messages HTTP/1.1', 'Host: x', `Authorization: ${teams.issuer.token()}`]
        socket.write(`${[...lines, ...headers].join('\r\n')}\r\n\r\n{`)
        expect(await answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
      })
    })

    test('a packed body: 415', async () => {
      const headers = { Authorization: teams.issuer.token(), 'Content-Encoding': 'gzip' }
      expect((await teams.post(JSON.stringify(good), headers)).status).toBe(415)
    })

    test('a form: 400', async () => {
      const headers = {
        Authorization: teams.issuer.token(),
        'Content-Type': 'application/x-www-form-urlencoded',
      }
      expect((await teams.post('type=message', headers)).status).toBe(400)
    })

    test('a body that breaks off ends nothing', async () => {
      await new Promise<void>((resolve) => {
        const broken = request(teams.url, {
          method: 'POST',
          headers: {
            Authorization: teams.issuer.token(),
            'Content-Type': 'application/json',
            'Content-Length': 1_000,
          },
        })
        broken.on('error', () => resolve())
        broken.write('{"type":', () => broken.destroy())
      })
      expect((await teams.deliver({})).status).toBe(200)
    })

    test('what is not known of an activity is dropped: answers cannot be asked for in the response', async () => {
      expect(await teams.deliver({ deliveryMode: 'expectReplies' })).toEqual({ status: 200, text: '' })
    })
  })

  describe('only people of allowed tenants are heard', () => {
    const inTenant = (...ids: (string | undefined)[]) => ({
      conversation: { id: 'a:chat-ann', conversationType: 'personal', tenantId: ids[0] },
      channelData: { tenant: { id: ids[1] } },
    })
    test.each([
      ['another tenant', inTenant(OTHER_TENANT, OTHER_TENANT), /another organisation/],
      ['two tenants at once', inTenant(TENANT, OTHER_TENANT), /another organisation/],
      ['no tenant', inTenant(undefined, undefined), /another organisation/],
      ['a guest', { from: { ...account('ann'), userRole: 'guest' } }, /You are a guest here/],
      ['nobody of a directory', { from: { id: '29:ann' } }, /You are a guest here/],
    ])('%s is refused kindly', async (_, activity, said) => {
      const calls = teams.connector.calls.length
      expect((await teams.deliver(activity)).status).toBe(200)
      expect(heard).toEqual([])
      expect(JSON.stringify(teams.connector.calls.slice(calls))).toMatch(said)
    })

    test('whom Teams calls a guest is refused, and asked about again', async () => {
      teams.connector.members.set('29:guest', { id: '29:guest', name: 'G', userRole: 'guest' })
      await teams.deliver(inChat('guest'))
      expect(heard).toEqual([])
      teams.connector.members.set('29:guest', { id: '29:guest', name: 'G', userRole: 'user' })
      teams.bot.later({ minutes: 6 })
      await teams.deliver(inChat('guest'))
      expect(heard).toHaveLength(1)
    })

    test('tenants that are named beside the bot’s own are heard too', async () => {
      const several = await startTeams({
        sdk,
        settings: { TEAMS_ALLOWED_TENANTS: ` ${OTHER_TENANT.toUpperCase()} ,` },
      })
      await several.deliver(inTenant(OTHER_TENANT, OTHER_TENANT))
      expect(several.connector.calls[0]?.body.summary).toMatch(/I do not know you yet/)
      await several.close()
    })
  })

  describe('without authentication', () => {
    test('Teams is configured by an app id, or for tools on loopback, and not otherwise', () => {
      expect(teamsFile.isConfigured(readSettings({}))).toBe(false)
      expect(teamsFile.isConfigured(readSettings({ TEAMS_ALLOW_UNAUTHENTICATED: 'loopback' }))).toBe(true)
    })

    test('tools on this machine are heard, with a loud line at the start', async () => {
      const open = await startLoopback()
      expect(open.logged.join('')).toMatch(/AUTHENTICATION OF MICROSOFT TEAMS IS OFF/)
      expect(await open.deliver({}, '')).toEqual({ status: 200, text: '' })
      expect(open.connector.calls).toHaveLength(1)
      await open.close()
    })

    test.each<[string, object, Record<string, string>]>([
      ['a service address elsewhere', { serviceUrl: 'https://smba.example.org/' }, {}],
      [
        'a service address that only begins like loopback',
        { serviceUrl: 'http://127.0.0.1.example.org/' },
        {},
      ],
      ['a request by way of a proxy', {}, { 'X-Forwarded-For': '203.0.113.7' }],
    ])('%s is refused', async (_, activity, headers) => {
      const open = await startLoopback()
      const body = { ...JSON.parse(JSON.stringify(goodActivity(open))), ...activity }
      expect(await open.post(JSON.stringify(body), headers)).toEqual({ status: 403, text: '' })
      expect(open.connector.calls).toEqual([])
      await open.close()
    })

    test('a request to another name is refused: a web page could make its own name point here', async () => {
      const open = await startLoopback()
      const status = await new Promise<number | undefined>((resolve, reject) => {
        const rebound = request(open.url, {
          method: 'POST',
          headers: { Host: 'evil.example.org', 'Content-Type': 'application/json' },
        })
        rebound.on('response', (response) => resolve(response.resume().statusCode))
        rebound.on('error', reject)
        rebound.end(JSON.stringify(goodActivity(open)))
      })
      expect(status).toBe(403)
      await open.close()
    })

    function startLoopback() {
      return startTeams({
        sdk,
        settings: {
          MicrosoftAppId: '',
          MicrosoftAppPassword: '',
          MicrosoftAppTenantId: '',
          TEAMS_ALLOW_UNAUTHENTICATED: 'loopback',
        },
      })
    }

    function goodActivity({ connector }: TeamsTest) {
      return {
        type: 'message',
        id: '1',
        channelId: 'msteams',
        serviceUrl: connector.serviceUrl,
        recipient: { id: '28:y' },
        text: 'help',
        ...inChat('ann'),
      }
    }
  })
})
