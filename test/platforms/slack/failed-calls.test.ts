import { pino } from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createClient } from '../../../src/platforms/slack/client.ts'
import { readSettings } from '../../../src/settings.ts'
import { type SlackStub, startSlackStub } from '../../support/slack/web-api.ts'
import { BOT_TOKEN } from '../../support/slack/workspace.ts'

let stub: SlackStub
let lines: Record<string, unknown>[]
let client: ReturnType<typeof createClient>

beforeEach(async () => {
  stub = await startSlackStub()
  lines = []
  const log = pino({ base: null }, { write: (line: string) => void lines.push(JSON.parse(line)) })
  const settings = { SLACK_BOT_TOKEN: BOT_TOKEN, SLACK_SIGNING_SECRET: 'secret', SLACK_API_URL: stub.url }
  client = createClient(readSettings(settings), log)
})
afterEach(() => stub.close())

const TEXT = { text: 'words that nobody may log' }

test.each([
  ['chat.postMessage', 'channel', () => client.chat.postMessage({ channel: 'C0NOWHERE', ...TEXT })],
  [
    'chat.postMessage',
    'thread in a channel',
    () => client.chat.postMessage({ channel: 'C0BOARD', thread_ts: '1.2', ...TEXT }),
  ],
  [
    'chat.postMessage',
    'direct message',
    () => client.apiCall('chat.postMessage', { channel: 'D0NOBODY', ...TEXT }),
  ],
  ['conversations.open', 'person', () => client.conversations.open({ users: 'U0NOBODY' })],
  [
    'files.completeUploadExternal',
    'thread in a channel',
    () =>
      client.files.completeUploadExternal({
        files: [{ id: 'F0NONE', title: 'words that nobody may log' }],
        channel_id: 'C0BOARD',
        thread_ts: '1.2',
      }),
  ],
  ['views.open', 'window', () => client.apiCall('views.open', { trigger_id: 'none', view: {} })],
] as const)(
  'a failed %s in a %s is logged with its method and place, without ids and words',
  async (method, place, call) => {
    await expect(call()).rejects.toThrow()
    expect(lines).toMatchObject([{ code: 'slack', method, place, error: expect.stringMatching(/^[a-z_]+$/) }])
    expect(JSON.stringify(lines)).not.toMatch(/words that|[CDUF]0[A-Z]/)
  },
)

test('a call that goes well is not logged', async () => {
  await client.auth.test()
  expect(lines).toEqual([])
})
