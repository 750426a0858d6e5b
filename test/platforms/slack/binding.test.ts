import { afterEach, beforeEach, expect, test } from 'vitest'
import { listChannels } from '../../../data/channels.ts'
import { createSlackTest, type SlackTest } from '../../support/slack/slack.ts'

let slack: SlackTest
beforeEach(async () => {
  slack = await createSlackTest()
  await slack.link('U0OWNER', 'coordinator')
})
afterEach(() => slack.close())

async function bindIn(channel: object): Promise<string> {
  slack.stub.workspace.channels.set('C0NEW', {
    id: 'C0NEW',
    name: 'new',
    kind: 'public',
    isMember: true,
    ...channel,
  })
  const { text } = await slack.command('U0OWNER', 'bind board', { channel: 'C0NEW' })
  return text
}

const bound = async () => (await listChannels(slack.bot.db, 1)).map(({ channel }) => channel)

test('a channel that the bot is in, and that is nobody else’s, is bound', async () => {
  const said = await bindIn({})
  expect(said).toContain('is told its digests in')
  expect(said).not.toContain('invite me')
  expect(await bound()).toEqual(['C0NEW'])
})

test.each([
  ['is public and the bot is not in it', { isMember: false }, 'I am not in'],
  ['is private and the bot is not in it', { kind: 'private', isMember: false }, 'I am not in'],
  ['is shared by Slack Connect', { shared: { is_ext_shared: true } }, 'is shared with another'],
  ['is shared in the organisation', { shared: { is_org_shared: true } }, 'is shared with another'],
  ['is about to be shared', { shared: { pending_shared: ['T0OTHER'] } }, 'is shared with another'],
  ['waits for the other side', { shared: { is_pending_ext_shared: true } }, 'is shared with another'],
])('a channel that %s is not bound', async (_, channel, why) => {
  expect(await bindIn(channel)).toContain(why)
  expect(await bound()).toEqual([])
})

test('a channel of which Slack says nothing is bound, with a word on what it needs', async () => {
  slack.stub.misbehave('conversations.info', { kind: 'error', error: 'internal_error', isDone: false })
  expect(await bindIn({})).toContain('invite me if I am not')
  expect(await bound()).toEqual(['C0NEW'])
})
