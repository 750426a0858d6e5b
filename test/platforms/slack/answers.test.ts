import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { tick } from '../../../src/deliveries/tick.ts'
import { buttonPress, directMessage, mention } from '../../support/slack/payloads.ts'
import { buttonsOf, createSlackTest, type SlackTest, wordsOf } from '../../support/slack/slack.ts'
import type { Misbehaviour } from '../../support/slack/web-api.ts'
import { TEAM } from '../../support/slack/workspace.ts'

let slack: SlackTest
beforeEach(async () => {
  slack = await createSlackTest()
  await slack.link('U0OWNER', 'SLSESEND')
  slack.stub.workspace.channels.set('D0OWNER', {
    id: 'D0OWNER',
    name: 'U0OWNER',
    kind: 'direct',
    isMember: true,
    user: 'U0OWNER',
  })
})
afterEach(() => slack.close())

const UPDATE = 'update C2(a) amber annual review backlog'
const RECEIPT = 'Recorded: C2(a) Not rated → Amber.'
const eventually = (condition: () => unknown) => expect.poll(condition, { timeout: 10_000, interval: 10 })
const told = () => slack.stub.workspace.messagesIn('D0OWNER').map(({ text }) => text)

async function ticked(minutes: number): Promise<void> {
  const { db, commands, now, later } = slack.bot
  later({ minutes })
  const log = pino({ level: 'silent' })
  await tick({ db, senders: [slack.slack], commands, log, leaseNow: now }, now())
}

const LOST: readonly (readonly [string, Misbehaviour])[] = [
  ['Slack fails', { kind: 'status', status: 500, isDone: false }],
  ['the answer of Slack is lost', { kind: 'status', status: 500, isDone: true }],
  ['Slack asks to wait', { kind: 'limited', retryAfter: 50 }],
  ['Slack has a fault of its own', { kind: 'error', error: 'internal_error', isDone: false }],
]

describe('a receipt in one’s own conversation is there, once, a few minutes after', () => {
  test.each(LOST)('%s', async (_, how) => {
    slack.stub.misbehave('chat.postMessage', how)
    await slack.event(directMessage({ user: 'U0OWNER', text: UPDATE }))
    await eventually(() => slack.logged.join('')).toContain('"key":"answer:')
    for (let minute = 0; minute < 4; minute += 1) await ticked(1)
    expect(told()).toEqual([RECEIPT])
  })
})

describe('a receipt is kept along with the change', () => {
  const said = {
    platform: 'slack',
    tenant: TEAM,
    userId: 'U0OWNER',
    conversation: 'D0OWNER',
    isPrivate: true,
    key: 'command:1',
    answering: {
      key: 'command:1',
      to: { platform: 'slack', tenant: TEAM, channel: 'D0OWNER', userId: null, name: '' },
      under: null,
      asker: 'U0OWNER',
    },
  }

  test('and is told by the next tick when the process dies before it could tell', async () => {
    await slack.bot.app.handle({ ...said, said: UPDATE }, slack.bot.now())
    expect(told()).toEqual([])
    await ticked(1)
    expect(told()).toEqual([RECEIPT])
  })

  test('and says what it says in the end, once', async () => {
    slack.stub.misbehave('chat.postMessage', { kind: 'error', error: 'is_archived', isDone: false })
    await slack.event(directMessage({ user: 'U0OWNER', text: UPDATE }))
    await eventually(() => slack.logged.join('')).toContain('"key":"answer:')
    await slack.event(directMessage({ user: 'U0OWNER', text: 'update C2(a) red the clinic closed' }))
    await eventually(told).toHaveLength(1)
    await ticked(1)
    expect(told()).toHaveLength(1)
    const [shown] = slack.stub.workspace.messagesIn('D0OWNER')
    expect(wordsOf(shown?.blocks)).toMatch(
      /may not have reached you.*Not rated →.*Amber.*And now: Recorded.*Amber {2}→ .*Red/s,
    )
  })

  test('but a form that waits to be filled in is no receipt', async () => {
    await slack.bot.app.handle({ ...said, opensForm: true, said: 'update' }, slack.bot.now())
    await ticked(1)
    expect(told()).toEqual([])
  })
})

test('a receipt that a channel refuses goes again plainer, as a digest does', async () => {
  slack.stub.misbehave('chat.postEphemeral', { kind: 'error', error: 'invalid_blocks', isDone: false })
  await slack.event(mention({ user: 'U0OWNER', text: UPDATE }))
  const calls = () => slack.stub.callsOf('chat.postEphemeral').map(({ outcome }) => outcome)
  await eventually(calls).toHaveLength(2)
  expect(await slack.updates()).toBe(1)
})

test('one message that Slack brings as two events is recorded and answered once', async () => {
  const message = directMessage({ user: 'U0OWNER', text: UPDATE })
  await slack.event(message)
  await slack.event(message)
  await slack.event(directMessage({ user: 'U0OWNER', text: 'help' }))
  await eventually(told).toHaveLength(2)
  expect(await slack.updates()).toBe(1)
})

describe('a command in a direct conversation that is not the bot’s own', () => {
  const elsewhere = (text: string, channel = 'D0COLLEAGUES') => slack.command('U0OWNER', text, { channel })

  test('is answered like one in a channel: lines begin with the command there', async () => {
    const { json } = await elsewhere('help')
    expect(json.response_type).toBe('ephemeral')
    expect(wordsOf(json.blocks)).toContain('/wsoa overdue')
    const own = await slack.command('U0OWNER', 'help', { channel: 'D0OWNER' })
    expect(wordsOf(own.json.blocks)).not.toContain('/wsoa overdue')
  })

  test.each(['D0COLLEAGUES', 'D0MYSELF'])('is told nothing by way of the channel: %s', async (channel) => {
    await elsewhere(UPDATE, channel)
    await elsewhere('digest board', channel)
    await slack.responded(1)
    const places = slack.stub.calls.flatMap(({ arguments: { channel: place } }) => (place ? [place] : []))
    expect(places).not.toContain(channel)
  })

  test('whose response address fails is answered in the person’s own conversation', async () => {
    const { json } = await elsewhere(UPDATE)
    const value = buttonsOf(json.blocks).get('Undo') ?? ''
    const container = { type: 'message', message_ts: '1', channel_id: 'D0COLLEAGUES', is_ephemeral: true }
    const responseUrl = 'http://127.0.0.1:9/commands/T0/1/abc'
    await slack.interact(buttonPress({ user: 'U0OWNER', value, container, responseUrl }))
    await eventually(told).toEqual([expect.stringContaining('Taken back')])
  })
})
