import { createHash } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { directMessage, mention } from '../../support/slack/payloads.ts'
import { createSlackTest, type SlackTest } from '../../support/slack/slack.ts'

const BYTES = Buffer.from('the minutes, as bytes')
const HASH = createHash('sha256').update(BYTES).digest('hex')
const LINK = 'https://council.slack.com/files/U0OWNER/F0MINUTES/minutes.pdf'

let slack: SlackTest
beforeEach(async () => {
  slack = await createSlackTest()
  await slack.link('U0OWNER', 'SLSP')
  slack.stub.sentFiles.set('/files-pri/minutes.pdf', BYTES)
  slack.stub.sentFiles.set('/files-pri/sign-in.html', Buffer.from('<html>'))
  const own = { id: 'D0OWNER', name: 'U0OWNER', kind: 'direct', isMember: true, user: 'U0OWNER' } as const
  slack.stub.workspace.channels.set(own.id, own)
})
afterEach(() => slack.close())

function minutes(path = '/files-pri/minutes.pdf') {
  const url = new URL(path, slack.stub.url).href
  return {
    id: 'F0MINUTES',
    name: 'minutes.pdf',
    permalink: LINK,
    url_private: url,
    url_private_download: url,
  }
}

async function kept(): Promise<readonly (string | null)[]> {
  const rows = await slack.bot.db
    .selectFrom('updates')
    .select('evidence')
    .where('evidence', 'is not', null)
    .execute()
  return rows.map(({ evidence }) => evidence)
}

test('a file sent with “evidence B1(b)” is kept as its name, link and hash', async () => {
  const text = 'evidence B1(b)'
  await slack.event(directMessage({ user: 'U0OWNER', text, subtype: 'file_share', files: [minutes()] }))
  expect(await kept()).toEqual([`minutes.pdf ${LINK} (SHA-256 ${HASH})`])
})

test('words that come with it are kept too, and so is each of several files', async () => {
  const text = 'evidence B1(b) the minutes of October'
  await slack.event(
    mention({ user: 'U0OWNER', text, files: [minutes(), { ...minutes(), name: 'annex.pdf' }] }),
  )
  const [first = ''] = await kept()
  expect(first).toMatch(/^the minutes of October; minutes\.pdf https:.*; annex\.pdf https:/)
})

test.each([
  ['cannot be read', () => minutes('/files-pri/sign-in.html')],
  [
    'is at an address that is not Slack’s',
    () => ({ ...minutes(), url_private_download: 'http://127.0.0.1:9/x' }),
  ],
])('a file that %s is kept without a hash, and that is said', async (_, file) => {
  await slack.event(
    directMessage({ user: 'U0OWNER', text: 'evidence B1(b)', subtype: 'file_share', files: [file()] }),
  )
  expect(await kept()).toEqual([`minutes.pdf ${LINK}`])
  await slack.stub.called('chat.postMessage')
  const [answer] = slack.stub.workspace.messagesIn('D0OWNER')
  expect(JSON.stringify(answer?.blocks)).toContain('its hash could not be made just now')
})

test('a file is not fetched for a line that takes none', async () => {
  await slack.event(
    directMessage({ user: 'U0OWNER', text: 'status B1(b)', subtype: 'file_share', files: [minutes()] }),
  )
  expect(slack.stub.calls.filter(({ method }) => method.includes('files'))).toEqual([])
  expect(await kept()).toEqual([])
})
