import { afterEach, beforeEach, expect, test } from 'vitest'
import { eventCallback, mention, slashCommand } from '../../support/slack/payloads.ts'
import { createSlackTest, type SlackTest, wordsOf } from '../../support/slack/slack.ts'
import { type SocketServer, startSocketServer } from '../../support/slack/socket-server.ts'

let socket: SocketServer
let slack: SlackTest

beforeEach(async () => {
  socket = await startSocketServer()
  slack = await createSlackTest({ socketUrl: socket.url })
  await slack.link('U0OWNER', 'SLSESEND')
})
afterEach(async () => {
  await slack.close()
  await socket.close()
})

const UPDATE = 'update C2(a) amber annual review backlog'
const command = (text: string) => ({
  type: 'slash_commands',
  payload: slashCommand({ user: 'U0OWNER', text, responseUrl: slack.responseUrl }),
})

test('a command is acknowledged with the receipt, once it is on disk', async () => {
  const answer = (await socket.deliver(command(UPDATE))) as { text: string; response_type: string }
  expect(answer).toMatchObject({ response_type: 'ephemeral', text: 'Recorded: C2(a) Not rated → Amber.' })
  expect(await slack.updates()).toBe(1)
})

test('an event is acknowledged when what it said is on disk, not before', async () => {
  const payload = eventCallback(mention({ user: 'U0OWNER', text: UPDATE }))
  await socket.deliver({ type: 'events_api', payload })
  expect(await slack.updates()).toBe(1)
  await slack.stub.called('chat.postEphemeral')
})

test('an event that comes again changes nothing twice', async () => {
  const payload = eventCallback(mention({ user: 'U0OWNER', text: UPDATE }))
  await socket.deliver({ type: 'events_api', payload })
  await socket.deliver({ type: 'events_api', payload, retry_attempt: 1, retry_reason: 'timeout' })
  expect(await slack.updates()).toBe(1)
})

test('what is no event is counted, and the next is heard', async () => {
  socket.send({ type: 'events_api', envelope_id: 'x', payload: null })
  socket.send('no JSON at all')
  const answer = (await socket.deliver(command('help'))) as { blocks: unknown }
  expect(wordsOf(answer.blocks)).toContain('overdue')
  expect(slack.slack.refused.malformed).toBe(1)
})

test('what comes of another workspace is acknowledged and changes nothing', async () => {
  const payload = eventCallback(mention({ user: 'U0OWNER', text: UPDATE }), { team: 'T0OTHER' })
  await socket.deliver({ type: 'events_api', payload })
  expect(await slack.updates()).toBe(0)
  expect(slack.slack.refused.team).toBe(1)
})

test('a connection that ends is made anew at once', async () => {
  socket.drop()
  await socket.connected(2)
  expect(await socket.deliver(command(UPDATE))).toMatchObject({ text: expect.stringContaining('Recorded') })
})

test('Slack’s own notice that it renews the connection is followed', async () => {
  socket.send({ type: 'disconnect', reason: 'refresh_requested' })
  await socket.connected(2)
  expect(await socket.deliver(command(UPDATE))).toMatchObject({ text: expect.stringContaining('Recorded') })
})
