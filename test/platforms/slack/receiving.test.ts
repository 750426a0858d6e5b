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

  test('a form with a charset in its type, which Slack never sends', async () => {
    const { body } = command()
    const { status } = await post(slack.url, {
      body,
      type: 'application/x-www-form-urlencoded;charset=UTF-8',
    })
    expect(status).toBe(400)
    expect(await slack.updates()).toBe(0)
  })

  test('no word of any of it is in the log', () => {
    expect(slack.logged.length).toBeGreaterThan(0)
    expect(slack.logged.join('')).not.toMatch(/do not log|hooks|xoxb|1466\.8021/)
  })
})

describe('what Slack asks of an address', () => {
  test('whether it is there', async () => {
    expect(
      (await post(slack.url, form({ ssl_check: '1', token: 'x' }), { secret: 'a'.repeat(32) })).status,
    ).toBe(200)
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
