import { connect } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { slashCommand } from '../../support/slack/payloads.ts'
import { form, json, post } from '../../support/slack/signed.ts'
import { createSlackTest, type SlackTest } from '../../support/slack/slack.ts'

let slack: SlackTest
let before: Readonly<Record<string, number>>

beforeAll(async () => {
  slack = await createSlackTest()
  await slack.link('U0OWNER', 'SLSESEND')
})
beforeEach(() => {
  before = { ...slack.slack.refused }
})
afterAll(() => slack.close())

const SECRET_WORDS = 'do not log these words'
const command = () =>
  form(
    slashCommand({
      user: 'U0OWNER',
      text: `update C2(a) amber ${SECRET_WORDS}`,
      responseUrl: slack.responseUrl,
    }),
  )
const TEAM_AND_PERSON = {
  team_id: 'T0WSOA',
  user_id: 'U0OWNER',
  channel_id: 'C0BOARD',
  trigger_id: '1466.8021.999999',
  text: 'help',
}
const minutesAway = (minutes: number) => new Date(Date.now() + minutes * 60_000)

describe('refused, counted, and nothing of it kept', () => {
  test.each([
    ['with another secret', { secret: 'f'.repeat(32) }, 'signature', 401],
    ['with a signature of another kind', { headers: { 'x-slack-signature': 'v1=00' } }, 'signature', 401],
    ['six minutes old', { at: minutesAway(-6) }, 'timestamp', 401],
    ['of six minutes from now', { at: minutesAway(6) }, 'timestamp', 401],
    [
      'with a timestamp that is no number',
      { headers: { 'x-slack-request-timestamp': '1e9' } },
      'timestamp',
      401,
    ],
  ] as const)('a request %s', async (_, options, why, status) => {
    expect((await post(slack.url, command(), options)).status).toBe(status)
    expect(slack.slack.refused[why]).toBe((before[why] ?? 0) + 1)
    expect(await slack.updates()).toBe(0)
  })

  test('a request without a signature', async () => {
    const { body, type } = command()
    const { status } = await fetch(slack.url, {
      method: 'POST',
      headers: { 'content-type': type },
      body: new TextEncoder().encode(body),
    })
    expect(status).toBe(401)
  })

  test('a request longer than a million bytes', async () => {
    const { status } = await post(slack.url, form({ command: '/wsoa', text: 'x'.repeat(1_100_000) }))
    expect(status).toBe(413)
    expect(slack.slack.refused.oversized).toBe((before.oversized ?? 0) + 1)
  })

  test('a request that says it is longer is not waited for', async () => {
    const { hostname, port } = new URL(slack.url)
    const socket = connect(Number(port), hostname)
    const answer = new Promise((done) => socket.once('data', (data) => done(String(data).split('\r\n')[0])))
    const lines = [
      'POST /slack/events HTTP/1.1',
      'Host: x',
      `X-Slack-Request-Timestamp: ${Math.floor(Date.now() / 1_000)}`,
      `X-Slack-Signature: v0=${'0'.repeat(64)}`,
      'Content-Length: 1100000',
    ]
    socket.write(`${lines.join('\r\n')}\r\n\r\n{`)
    expect(await answer).toBe('HTTP/1.1 413 Payload Too Large')
    socket.destroy()
  })

  test.each([
    ['null', json(null)],
    ['a number', json(7)],
    ['a list', json([])],
    ['broken JSON', { body: '{"type":', type: 'application/json' }],
    ['nothing', { body: '', type: 'application/json' }],
    ['a payload that is null', form({ payload: 'null' })],
    ['a payload that is no JSON', form({ payload: '<xml>' })],
    ['two payloads', { body: 'payload=%7B%7D&payload=%7B%7D', type: 'application/x-www-form-urlencoded' }],
    ['an event without an event', json({ type: 'event_callback', team_id: 'T0WSOA', event_id: 'Ev9' })],
    [
      'an event that is null',
      json({ type: 'event_callback', team_id: 'T0WSOA', event_id: 'Ev9', event: null }),
    ],
    ['a command without a person', form({ command: '/wsoa', team_id: 'T0WSOA', text: 'help' })],
    [
      'a press without a button',
      form({ payload: JSON.stringify({ type: 'block_actions', team: { id: 'T0WSOA' }, actions: [] }) }),
    ],
    [
      'a form without fields',
      form({
        payload: JSON.stringify({
          type: 'view_submission',
          team: { id: 'T0WSOA' },
          user: { id: 'U0OWNER' },
          view: null,
        }),
      }),
    ],
  ])('a signed body that is %s', async (_, body) => {
    expect((await post(slack.url, body)).status).toBe(400)
    expect(slack.slack.refused.malformed).toBe((before.malformed ?? 0) + 1)
  })

  test.each([
    ['a signature that is none', json(7), { secret: 'f'.repeat(32) }],
    ['a body that is none', json(7), {}],
    ['a command that is none of ours', form({ command: '/other', ...TEAM_AND_PERSON }), {}],
    ['a press without a button', form({ payload: '{"type":"block_actions"}' }), {}],
  ])('%s: answered in one piece, with nothing in it', async (_, body, options) => {
    const { status, headers, text } = await post(slack.url, body, options)
    expect(status).toBeGreaterThanOrEqual(400)
    expect([headers.get('content-length'), text]).toEqual(['0', ''])
  })

  test('no word of any of it is in the log', () => {
    expect(slack.logged.length).toBeGreaterThan(0)
    expect(slack.logged.join('')).not.toMatch(/do not log|hooks|xoxb|1466\.8021/)
  })
})

describe('what Slack asks of an address', () => {
  test('whether it is there', async () => {
    const asked = (body: object, type: string) =>
      fetch(slack.url, {
        method: 'POST',
        body: new URLSearchParams(Object.entries(body)).toString(),
        headers: { 'content-type': type },
      })
    const FORM = 'application/x-www-form-urlencoded'
    expect((await asked({ ssl_check: '1', token: 'x' }, FORM)).status).toBe(200)
    expect((await asked({ ssl_check: '1', token: 'x'.repeat(2_000) }, FORM)).status).toBe(401)
    expect((await asked({ ssl_check: '1', token: 'x' }, 'application/json')).status).toBe(401)
    expect((await asked({ token: 'x' }, FORM)).status).toBe(401)
  })

  test.each([
    ['no signature', []],
    ['no timestamp', [`x-slack-signature: v0=${'a'.repeat(64)}`]],
    [
      'an old timestamp',
      [`x-slack-signature: v0=${'a'.repeat(64)}`, 'x-slack-request-timestamp: 1600000000'],
    ],
    [
      'a signature that is none',
      ['x-slack-signature: v1=a', `x-slack-request-timestamp: ${Math.floor(Date.now() / 1_000)}`],
    ],
  ])('%s: refused by the headers, before the body comes', async (_, headers) => {
    const { hostname, port } = new URL(slack.url)
    const socket = connect(Number(port), hostname)
    const answer = new Promise<string>((done) => socket.once('data', (data) => done(String(data))))
    const lines = [
      'POST /slack/events HTTP/1.1',
      'Host: x',
      'Content-Type: application/json',
      'Content-Length: 1000',
      ...headers,
    ]
    socket.write(`${lines.join('\r\n')}\r\n\r\n`)
    expect(await answer).toMatch(/^HTTP\/1\.1 401 /)
    socket.destroy()
  })

  test('the challenge is given back to whoever signs it, and to nobody else', async () => {
    const asked = json({ type: 'url_verification', challenge: 'abc', token: 'x' })
    expect((await post(slack.url, asked)).json).toEqual({ challenge: 'abc' })
    expect((await post(slack.url, asked, { secret: 'a'.repeat(32) })).status).toBe(401)
  })

  test('an event that it does not listen to is acknowledged', async () => {
    expect((await slack.event({ type: 'team_join', user: { id: 'U1' } })).status).toBe(200)
  })
})

describe('validly signed, though not written as Slack usually does', () => {
  test.each([
    'application/x-www-form-urlencoded; charset=utf-8',
    'application/x-www-form-urlencoded;charset=UTF-8',
    'APPLICATION/X-WWW-FORM-URLENCODED',
  ])('a form of the type %s is read as one', async (type) => {
    const { status, json: answered } = await post(slack.url, {
      ...form({ command: '/wsoa', ...TEAM_AND_PERSON }),
      type,
    })
    expect([status, answered.response_type]).toEqual([200, 'ephemeral'])
  })

  test('bytes that are no text are signed as they are', async () => {
    const { body, type } = form({ command: '/wsoa', ...TEAM_AND_PERSON, more: '' })
    const bytes = Buffer.concat([Buffer.from(body), Buffer.from([0xff, 0xfe])])
    expect((await post(slack.url, { body: bytes, type })).status).toBe(200)
  })

  test('what Bolt cannot take apart is answered by the one error handler, asked for again, and logged', async () => {
    const event = { type: 'message', channel: {}, item: 7, text: SECRET_WORDS }
    expect((await slack.event(event)).status).toBe(500)
    const faults = slack.logged.filter((line) => line.includes('"level":50'))
    expect(faults).toEqual([expect.stringMatching(/"code":"http","error":"TypeError","trace":\["/)])
    expect(faults.join('')).not.toContain(SECRET_WORDS)
  })
})

describe('a command is told that it is not saved', () => {
  test('while Slack has not said yet who we are', async () => {
    const starting = await createSlackTest({
      troubled: (stub) => stub.misbehave('auth.test', { kind: 'late', isDone: false }),
    })
    const { status, json: answered } = await starting.command('U0OWNER', 'update C2 amber')
    expect([status, answered.text]).toEqual([200, expect.stringMatching(/^Not saved: wsoa is just starting/)])
    await starting.close()
  })

  test('when the service ends and nothing is in hand', async () => {
    const ending = await createSlackTest()
    await ending.slack.close()
    const { status, json: answered } = await ending.command('U0OWNER', 'update C2 amber')
    expect([status, answered.text]).toEqual([
      200,
      expect.stringMatching(/^Not saved: wsoa is being restarted/),
    ])
    expect((await ending.event({ type: 'team_join', user: { id: 'U1' } })).status).toBe(503)
    await ending.close()
  })
})
