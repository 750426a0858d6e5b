import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Address, Check } from '../../../src/platform.ts'
import { SCOPES } from '../../../src/platforms/slack/needs.ts'
import { openSlack } from '../../../src/platforms/slack/open.ts'
import { readSettings } from '../../../src/settings.ts'
import { type Misbehaviour, type SlackStub, startSlackStub } from '../../support/slack/web-api.ts'
import { APP_TOKEN, BOT_TOKEN, type WorkspaceOptions } from '../../support/slack/workspace.ts'

let stub: SlackStub

beforeEach(async () => {
  stub = await startSlackStub()
})
afterEach(() => stub.close())

async function examine(
  set: Readonly<Record<string, string>> = {},
  { channels = [], now = new Date() }: { channels?: readonly Address[]; now?: Date } = {},
): Promise<readonly Check[]> {
  const nothing = async () => Buffer.alloc(0)
  const slack = openSlack({
    settings: readSettings({
      SLACK_BOT_TOKEN: BOT_TOKEN,
      SLACK_SIGNING_SECRET: 'f'.repeat(32),
      SLACK_API_URL: stub.url,
      ...set,
    }),
    log: pino({ level: 'silent' }),
    machineNow: () => now,
    attachments: { png: nothing, paper: nothing, paperLink: async () => null, pictureLink: async () => null },
    references: { save: async () => {}, find: async () => undefined },
  })
  return slack.examine(channels)
}

const channel = (id: string, name: string): Address => ({
  platform: 'slack',
  tenant: 'T0WSOA',
  channel: id,
  userId: null,
  name,
})
const wrong = (checks: readonly Check[]) => checks.filter(({ ok }) => !ok)

async function inWorkspace(options: WorkspaceOptions): Promise<void> {
  await stub.close()
  stub = await startSlackStub(options)
}

test('a whole installation passes', async () => {
  await inWorkspace({ socketUrl: 'ws://127.0.0.1:9/' })
  const checks = await examine(
    { SLACK_APP_TOKEN: APP_TOKEN },
    { channels: [channel('C0BOARD', '#improvement-board')] },
  )
  expect(wrong(checks)).toEqual([])
  expect(checks.map(({ name }) => name)).toEqual([
    'Slack signing secret',
    'Slack app token',
    'Slack Socket Mode',
    'Slack token',
    'Slack scopes',
    'Slack clock',
    'Slack channel #improvement-board',
  ])
})

test('a token that Slack refuses is named, and where to find the right one', async () => {
  const [problem, ...others] = wrong(await examine({ SLACK_BOT_TOKEN: 'xoxb-old' }))
  expect(problem?.text).toContain('invalid_auth')
  expect(problem?.text).toContain('OAuth & Permissions')
  expect(others).toEqual([])
})

test('Slack out of reach is no wrong token', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  const [problem] = wrong(await examine({ SLACK_API_URL: `http://127.0.0.1:${port}/api/` }))
  expect(problem?.text).toContain('cannot be reached')
})

test('scopes that are missing are named', async () => {
  await inWorkspace({ scopes: SCOPES.filter((scope) => scope !== 'im:write') })
  const [problem, ...others] = wrong(await examine())
  expect(problem?.text).toContain('missing: im:write.')
  expect(others).toEqual([])
})

test.each<[string, Misbehaviour, string]>([
  [
    'a token that was revoked',
    { kind: 'error', error: 'invalid_auth', isDone: false },
    'Slack refuses SLACK_APP_TOKEN (invalid_auth)',
  ],
  [
    'an account that was deactivated',
    { kind: 'error', error: 'account_inactive', isDone: false },
    'Slack refuses SLACK_APP_TOKEN (account_inactive)',
  ],
  [
    'a token of another kind',
    { kind: 'error', error: 'not_allowed_token_type', isDone: false },
    'Slack refuses SLACK_APP_TOKEN (not_allowed_token_type)',
  ],
  [
    'Socket Mode that is switched off',
    { kind: 'error', error: 'link_disabled', isDone: false },
    'Socket Mode is switched off',
  ],
  ['trouble at Slack', { kind: 'error', error: 'internal_error', isDone: false }, 'trouble of its own'],
  ['an overloaded Slack', { kind: 'status', status: 503, isDone: false }, 'trouble of its own (HTTP 503)'],
  [
    'a proxy that wants a password',
    { kind: 'status', status: 407, isDone: false },
    'check the network, HTTPS_PROXY',
  ],
  [
    'a page in place of an answer',
    { kind: 'body', body: '<html>', isDone: false },
    'check the network, HTTPS_PROXY',
  ],
  ['a line that is cut', { kind: 'cut', isDone: false }, 'Slack cannot be reached'],
])('Socket Mode is tried: %s is named', async (_, how, words) => {
  await inWorkspace({ socketUrl: 'ws://127.0.0.1:9/' })
  stub.misbehave('apps.connections.open', how)
  const [problem, ...others] = wrong(await examine({ SLACK_APP_TOKEN: APP_TOKEN }))
  expect(problem).toMatchObject({ name: 'Slack Socket Mode', text: expect.stringContaining(words) })
  expect(others).toEqual([])
})

test('Slack’s own trouble is no wrong bot token', async () => {
  stub.misbehave('auth.test', { kind: 'error', error: 'internal_error', isDone: false })
  const [problem] = wrong(await examine())
  expect(problem?.text).toContain('trouble of its own (internal_error)')
})

test('a secret and a token in each other’s place are told by their shape', async () => {
  const problems = wrong(await examine({ SLACK_SIGNING_SECRET: 'xapp-1-x', SLACK_APP_TOKEN: 'f'.repeat(32) }))
  expect(problems.map(({ name }) => name)).toEqual([
    'Slack signing secret',
    'Slack app token',
    'Slack Socket Mode',
  ])
})

test('a clock that is wrong is said by how much', async () => {
  const [problem] = wrong(await examine({}, { now: new Date(Date.now() + 240_000) }))
  expect(problem?.text).toMatch(/2[34]\d seconds ahead of Slack’s/)
})

test('a channel that the bot is not in, or that is archived or hidden, is named with its cure', async () => {
  const problems = wrong(
    await examine(
      {},
      {
        channels: [
          channel('C0OUTSIDE', '#somewhere-else'),
          channel('C0ARCHIVED', '#last-year'),
          channel('C0NOWHERE', '#nowhere'),
        ],
      },
    ),
  )
  expect(problems.map(({ text }) => text)).toEqual([
    'the bot is not in it: type “/invite @WSoA” in #somewhere-else.',
    'is archived: unarchive it, or give the board another channel.',
    'does not exist, or is private and the bot is not in it: type “/invite @WSoA” in #nowhere.',
  ])
})
