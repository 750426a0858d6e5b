import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { holdDatabase } from '../../support/slack/held-database.ts'
import {
  buttonPress,
  eventCallback,
  mention,
  nextTrigger,
  slashCommand,
  viewSubmission,
} from '../../support/slack/payloads.ts'
import { buttonsOf, wordsOf } from '../../support/slack/slack.ts'
import { type Brought, type Kind, TRANSPORTS, type Transport } from '../../support/slack/transports.ts'

const UPDATE = 'update C2(a) amber annual review backlog'
const RECEIPT = 'Recorded: C2(a) Not rated → Amber.'
const NOBODY_LISTENS = 'http://127.0.0.1:9/commands/T0/1/abc'

const eventually = (condition: () => unknown) => expect.poll(condition, { timeout: 5_000, interval: 5 })

describe.each(TRANSPORTS)('%s keeps the contract of a transport', (_, open) => {
  let transport: Transport
  let steady = 0

  beforeEach(async () => {
    steady = 0
    transport = await open({ world: { steadyNow: () => steady, wait: async () => {}, patience: 200 } })
    await transport.slack.link('U0OWNER', 'SLSESEND')
  })
  afterEach(() => transport.close())

  const command = (text: string, more: { trigger?: string; responseUrl?: string } = {}) =>
    slashCommand({ user: 'U0OWNER', text, responseUrl: transport.slack.responseUrl, ...more })
  const said = (text: string, id?: string) =>
    eventCallback(mention({ user: 'U0OWNER', text }), id === undefined ? {} : { id })
  const told = () =>
    transport.slack.stub
      .callsOf('chat.postEphemeral')
      .filter(({ outcome, misbehaviour }) => outcome === 'ok' && misbehaviour === undefined)
      .map(({ arguments: { text } }) => text)
  const updates = () => transport.slack.updates()

  /** Brings it, and resolves when it is in hand, where the database keeps it. */
  async function inHand(kind: Kind, payload: Parameters<Transport['bring']>[1]) {
    const held = await holdDatabase(transport.slack.bot.db)
    const before = transport.slack.heard()
    const brought = transport.bring(kind, payload)
    await eventually(() => transport.slack.heard()).toBe(before + 1)
    return { ...brought, release: held.release }
  }

  /** Whatever became of what was brought before would be known before this is acknowledged. */
  async function settled(...earlier: readonly Brought[]): Promise<readonly boolean[]> {
    await transport.bring('event', eventCallback({ type: 'team_join', user: { id: 'U1' } })).acknowledged
    return earlier.map(({ isAcknowledged }) => isAcknowledged())
  }

  test('a command is acknowledged with its receipt when that is on disk, and not before', async () => {
    const { acknowledged, isAcknowledged, release } = await inHand('command', command(UPDATE))
    expect(isAcknowledged()).toBe(false)
    release()
    expect(await acknowledged).toMatchObject({ response_type: 'ephemeral', text: RECEIPT })
    expect(await updates()).toBe(1)
  })

  test('an event is acknowledged when its answer is kept, and not before', async () => {
    const event = await inHand('event', said(UPDATE))
    expect(event.isAcknowledged()).toBe(false)
    event.release()
    await event.acknowledged
    await eventually(told).toEqual([RECEIPT])
    expect(await updates()).toBe(1)
  })

  test('an event whose answer was lost is answered with the next thing that the person says', async () => {
    const { slack, bring } = transport
    slack.stub.misbehave('chat.postEphemeral', { kind: 'status', status: 500, isDone: false })
    await bring('event', said(UPDATE, 'Ev1')).acknowledged
    await eventually(() => slack.logged.join('')).toContain('"state":"unknown"')
    expect(await updates()).toBe(1)
    const next = await bring('command', command('help')).acknowledged
    expect(wordsOf(next?.blocks)).toMatch(/may not have reached you: Recorded[\s\S]*annual review backlog/)
    const after = await bring('command', command('help')).acknowledged
    expect(wordsOf(after?.blocks)).not.toContain('annual review backlog')
  })

  test('an event that is brought again meanwhile is recorded and answered once', async () => {
    const event = said(UPDATE, 'Ev1')
    const first = await inHand('event', event)
    const second = transport.bring('event', event)
    expect(await settled(first, second)).toEqual([false, false])
    first.release()
    await Promise.all([first.acknowledged, second.acknowledged])
    await eventually(told).toEqual([RECEIPT])
    await transport.bring('event', said('help', 'Ev2')).acknowledged
    await eventually(() => told().length).toBe(2)
    expect(await updates()).toBe(1)
  })

  test('an event that nobody waits for any more is answered once, also when it is brought again', async () => {
    const event = said(UPDATE, 'Ev1')
    const first = await inHand('event', event)
    await first.hangUp()
    const second = transport.bring('event', event)
    first.release()
    await second.acknowledged
    await eventually(told).toEqual([RECEIPT])
    expect(await updates()).toBe(1)
  })

  test('a command that is brought again gets the stored answer', async () => {
    const trigger = nextTrigger()
    const first = await transport.bring('command', command(UPDATE, { trigger })).acknowledged
    expect(await transport.bring('command', command(UPDATE, { trigger })).acknowledged).toEqual(first)
    expect(await updates()).toBe(1)
  })

  test('a command that Slack no longer waits for is answered at its response address', async () => {
    const { hangUp, release } = await inHand('command', command(UPDATE))
    await hangUp()
    release()
    await transport.slack.responded(1)
    expect(transport.slack.responses).toMatchObject([{ response_type: 'ephemeral', text: RECEIPT }])
    expect(await updates()).toBe(1)
  })

  test('a command whose response address does not answer either is answered in the channel', async () => {
    const { hangUp, release } = await inHand('command', command(UPDATE, { responseUrl: NOBODY_LISTENS }))
    await hangUp()
    release()
    await eventually(told).toEqual([RECEIPT])
  })

  test('a command whose response address takes what it is sent and never answers is answered in the channel', async () => {
    const silent = createServer().listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const responseUrl = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/commands/T0/1/abc`
    const { hangUp, release } = await inHand('command', command(UPDATE, { responseUrl }))
    await hangUp()
    release()
    await eventually(told).toEqual([RECEIPT])
    silent.closeAllConnections()
    silent.close()
  })

  test('a command that took longer than Slack waits is answered once, at its response address', async () => {
    const { acknowledged, release } = await inHand('command', command(UPDATE))
    steady = 3_000
    release()
    expect(Object.keys((await acknowledged) ?? {})).toEqual([])
    await transport.slack.responded(1)
    expect(transport.slack.responses).toMatchObject([{ text: RECEIPT }])
  })

  test('a pressed button that Slack no longer waits for is answered', async () => {
    const { slack } = transport
    const receipt = await transport.bring('command', command(UPDATE)).acknowledged
    const value = buttonsOf(receipt.blocks).get('Undo') ?? ''
    const container = { type: 'message', message_ts: '1606208400.000900', channel_id: 'C0BOARD' }
    const { hangUp, release } = await inHand(
      'interaction',
      buttonPress({ user: 'U0OWNER', value, container }),
    )
    await hangUp()
    release()
    await slack.stub.called('chat.postEphemeral')
    expect(told()).toEqual([expect.stringContaining('Taken back')])
  })

  test('a button whose response address does not answer is answered in the channel', async () => {
    const receipt = await transport.bring('command', command(UPDATE)).acknowledged
    const value = buttonsOf(receipt.blocks).get('Undo') ?? ''
    const container = { type: 'message', message_ts: '1', channel_id: 'C0BOARD', is_ephemeral: true }
    const press = buttonPress({ user: 'U0OWNER', value, container, responseUrl: NOBODY_LISTENS })
    await transport.bring('interaction', press).acknowledged
    await eventually(told).toEqual([expect.stringContaining('Taken back')])
  })

  describe('a form', () => {
    const entry = (value: string) => ({ entry: { type: 'plain_text_input', value } })
    const rated = (value: string) => ({ entry: { type: 'radio_buttons', selected_option: { value } } })

    async function filledIn(values: Parameters<typeof viewSubmission>[0]['values']) {
      const { slack, bring } = transport
      await bring('command', command('update C2(a)')).acknowledged
      await slack.stub.called('views.open')
      const view = [...slack.stub.workspace.views.values()].at(-1)
      if (!view) throw new Error('no form is open')
      return viewSubmission({ user: 'U0OWNER', view, values })
    }

    test('that Slack no longer waits for is recorded and answered', async () => {
      const form = await filledIn({ rating: rated('amber'), note: entry('backlog') })
      const { hangUp, release } = await inHand('interaction', form)
      await hangUp()
      release()
      await eventually(told).toEqual([RECEIPT])
      expect(await updates()).toBe(1)
    })

    test('that is refused when Slack no longer waits is told so in the channel', async () => {
      const date = { entry: { type: 'datepicker', selected_date: '2021-03-26' } }
      const form = await filledIn({ note: entry(''), date })
      const { hangUp, release } = await inHand('interaction', form)
      await hangUp()
      release()
      await eventually(told).toEqual([expect.stringContaining('Say in the note why')])
      expect(await updates()).toBe(0)
    })
  })

  test('what cannot be recorded is not acknowledged', async () => {
    const { bring, slack } = transport
    const brought = [
      bring('event', { type: 'event_callback', team_id: 'T0WSOA', event_id: 'Ev9', event: null }),
      bring('command', { command: '/wsoa', team_id: 'T0WSOA', text: 'help' }),
      bring('interaction', { type: 'block_actions', team: { id: 'T0WSOA' }, actions: [] }),
      bring('command', { ...command('help'), command: '/other' }),
    ]
    await eventually(() => slack.slack.refused.malformed).toBe(3)
    expect(await settled(...brought)).toEqual(brought.map(() => false))
  })

  test('what comes of another workspace is acknowledged, and changes nothing', async () => {
    const { bring, slack } = transport
    await bring('event', eventCallback(mention({ user: 'U0OWNER', text: UPDATE }), { team: 'T0OTHER' }))
      .acknowledged
    expect(await bring('command', { ...command(UPDATE), team_id: 'T0OTHER' }).acknowledged).toMatchObject({
      text: expect.stringContaining('another Slack workspace'),
    })
    expect(slack.slack.refused.team).toBe(2)
    expect(await updates()).toBe(0)
  })

  test('what is in hand when the service is asked to end is answered with its receipt', async () => {
    const { acknowledged, release } = await inHand('command', command(UPDATE))
    const closed = transport.slack.slack.close()
    release()
    expect(await acknowledged).toMatchObject({ text: RECEIPT })
    await closed
    expect(await updates()).toBe(1)
  })

  test('what comes while the service ends is not recorded: commands are told so, events are left to the next process', async () => {
    const { acknowledged, release } = await inHand('command', command(UPDATE))
    const closed = transport.slack.slack.close()
    const event = transport.bring('event', said('update C2(a) red too late', 'Ev1'))
    expect(await transport.bring('command', command('update C2(a) red late')).acknowledged).toMatchObject({
      text: expect.stringMatching(/^Not saved/),
    })
    release()
    await acknowledged
    await closed
    expect(event.isAcknowledged()).toBe(false)
    expect(await updates()).toBe(1)
    expect(told()).toEqual([])
  })
})
