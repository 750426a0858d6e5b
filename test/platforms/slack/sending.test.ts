import { PassThrough } from 'node:stream'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Message, type PaperFile, type Picture, sentence } from '../../../src/message.ts'
import type { Address, Attachments, Sender, Sending } from '../../../src/platform.ts'
import { createClient } from '../../../src/platforms/slack/client.ts'
import { createPacing } from '../../../src/platforms/slack/pacing.ts'
import { createSender } from '../../../src/platforms/slack/sender.ts'
import { readSettings } from '../../../src/settings.ts'
import { type Misbehaviour, type SlackStub, startSlackStub } from '../../support/slack/web-api.ts'
import { BOT_TOKEN, TEAM, type WorkspaceOptions } from '../../support/slack/workspace.ts'

const SINCE = new Date('2020-11-24T09:00:00Z')
const BOARD: Address = { platform: 'slack', tenant: TEAM, channel: 'C0BOARD', userId: null, name: 'Board' }
const OWNER: Address = { platform: 'slack', tenant: TEAM, channel: null, userId: 'U0OWNER', name: 'Owner' }

interface Bench {
  readonly stub: SlackStub
  readonly sender: Sender
  /** The waits in milliseconds, apart from those in queues. */
  readonly waits: readonly number[]
  readonly send: (sending?: Partial<Sending>) => ReturnType<Sender['send']>
}

const open: SlackStub[] = []
// The clock jumps to whatever the pacing waits for next.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'], now: SINCE })
  vi.setTimerTickMode('nextTimerAsync')
})
afterEach(async () => {
  vi.useRealTimers()
  for (const stub of open.splice(0)) await stub.close()
})

const ATTACHMENTS: Attachments = {
  png: async () => Buffer.from('png bytes'),
  paper: async () => Buffer.from('docx bytes'),
  paperLink: async () => null,
  pictureLink: async () => null,
}

async function bench(
  options: WorkspaceOptions & { attachments?: Attachments; log?: NodeJS.WritableStream } = {},
): Promise<Bench> {
  const stub = await startSlackStub(options)
  open.push(stub)
  const log = options.log ? pino({ level: 'trace' }, options.log) : pino({ level: 'silent' })
  const waits: number[] = []
  const wait = async (milliseconds: number) => {
    waits.push(milliseconds)
    vi.advanceTimersByTime(milliseconds)
  }
  const settings = readSettings({
    SLACK_BOT_TOKEN: BOT_TOKEN,
    SLACK_SIGNING_SECRET: 'secret',
    SLACK_API_URL: stub.url,
  })
  const sender = createSender(
    { attachments: options.attachments ?? ATTACHMENTS, log, machineNow: () => new Date() },
    createClient(settings, log),
    { pacing: createPacing({ machineNow: () => new Date(), wait }), wait },
  )
  const send: Bench['send'] = (sending = {}) =>
    sender.send({ ...sendingOf(sentence('C2 is amber.')), ...sending })
  return { stub, sender, waits, send }
}

function sendingOf(message: Message): Sending {
  return {
    to: BOARD,
    key: 'digest:1',
    message,
    under: null,
    deadline: new AbortController().signal,
    mayPost: async () => true,
  }
}

function lookFor(
  sender: Sender,
  sought: Partial<Parameters<Sender['find']>[0]> = {},
): ReturnType<Sender['find']> {
  return sender.find({ to: BOARD, key: 'digest:1', since: SINCE, under: null, ...sought })
}

describe('a message', () => {
  test('is posted with nothing of Slack’s own, and with the key by which it is found again', async () => {
    const { stub, send } = await bench()
    const sent = await send()
    const [message] = stub.workspace.messages
    expect(sent).toEqual({ state: 'sent', messageId: `C0BOARD/${message?.ts}` })
    expect(stub.callsOf('chat.postMessage').map((call) => call.arguments)).toEqual([
      {
        channel: 'C0BOARD',
        text: 'C2 is amber.',
        blocks: [
          {
            type: 'rich_text',
            elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'C2 is amber.' }] }],
          },
        ],
        parse: 'none',
        unfurl_links: false,
        unfurl_media: false,
        metadata: { event_type: 'wsoa_delivery', event_payload: { key: 'digest:1' } },
        client_msg_id: expect.stringMatching(
          /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/,
        ),
      },
    ])
  })

  test('to a person opens the conversation with them, once', async () => {
    const { stub, send } = await bench()
    const first = await send({ to: OWNER })
    await send({ to: OWNER, key: 'reminder:2' })
    expect(first).toMatchObject({ state: 'sent', messageId: expect.stringMatching(/^D0OWNER\/\d+\.\d+$/) })
    expect(stub.callsOf('conversations.open')).toHaveLength(1)
    expect(stub.workspace.messagesIn('D0OWNER')).toHaveLength(2)
  })

  test('under another stands in its thread', async () => {
    const { stub, send } = await bench()
    const head = await send()
    await send({ key: 'digest:2', under: head.state === 'sent' ? head.messageId : null })
    const [first, second] = stub.workspace.messages
    expect(second?.threadTs).toBe(first?.ts)
  })

  test('of several pages has them in its thread, each with a key of its own', async () => {
    const { stub, send } = await bench()
    const blocks = Array.from({ length: 120 }, (_, number) => ({
      kind: 'paragraph' as const,
      text: `Line ${number}`,
    }))
    const sent = await send({ message: { summary: 'Many lines', blocks } })
    const [first, ...more] = stub.workspace.messages
    expect(sent).toEqual({ state: 'sent', messageId: `C0BOARD/${first?.ts}` })
    expect(more.map(({ threadTs, metadata }) => ({ threadTs, metadata }))).toEqual(
      [2, 3].map((number) => ({
        threadTs: first?.ts,
        metadata: { event_type: 'wsoa_delivery', event_payload: { key: `digest:1#${number}` } },
      })),
    )
  })

  test('is not posted when the delivery is no longer ours, or its time has passed', async () => {
    const { stub, send } = await bench()
    expect(await send({ mayPost: async () => false })).toEqual({ state: 'later', seconds: null })
    expect(await send({ deadline: AbortSignal.abort() })).toEqual({ state: 'later', seconds: null })
    expect(stub.callsOf('chat.postMessage')).toEqual([])
  })

  test('is asked for the last time after all waiting, right before the request', async () => {
    vi.setTimerTickMode('manual')
    const { stub, send } = await bench()
    const start = Date.now()
    await send()
    const seen: unknown[] = []
    const sent = send({
      key: 'digest:2',
      mayPost: async () => {
        seen.push(Date.now() - start, stub.callsOf('chat.postMessage').length)
        return true
      },
    })
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await sent).toMatchObject({ state: 'sent' })
    expect(seen).toEqual([1_000, 1])
  })
})

describe('what an answer means', () => {
  const refusals = [
    ['C0NOWHERE', 'Slack knows no such channel, or wsoa is not in it: invite wsoa there'],
    ['C0OUTSIDE', 'wsoa is not in the channel: invite it there'],
    ['C0ARCHIVED', 'the channel is archived'],
    ['C0NOTICES', 'Slack does not let wsoa post there: an administrator restricted who may'],
  ] as const

  test.each(refusals)('%s is refused: %s', async (channel, reason) => {
    const { send } = await bench()
    expect(await send({ to: { ...BOARD, channel } })).toEqual({ state: 'refused', reason })
  })

  test.each(['invalid_auth', 'account_inactive', 'token_revoked', 'missing_scope', 'ekm_access_denied'])(
    '%s is refused, with a reason that people can read',
    async (error) => {
      const { stub, send } = await bench()
      stub.misbehave('chat.postMessage', { kind: 'error', error, isDone: false })
      expect(await send()).toEqual({
        state: 'refused',
        reason: expect.stringMatching(/^(?!.*[a-z]_[a-z]).{20,}$/),
      })
    },
  )

  test('a missing scope is named', async () => {
    const { send } = await bench({ scopes: ['im:write'] })
    expect(await send()).toEqual({
      state: 'refused',
      reason: 'the app lacks the permission chat:write: update it to the manifest and install it again',
    })
  })

  test.each([
    [7, 7],
    [null, null],
  ])('a limit with Retry-After %s is later', async (retryAfter, seconds) => {
    const { stub, send } = await bench()
    stub.misbehave('chat.postMessage', { kind: 'limited', retryAfter })
    expect(await send()).toEqual({ state: 'later', seconds })
    expect(stub.calls).toHaveLength(1)
  })

  const unclear: readonly [string, Misbehaviour][] = [
    ...['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout', 'a_name_nobody_knows'].map(
      (error): [string, Misbehaviour] => [error, { kind: 'error', error, isDone: true }],
    ),
    ['HTML with status 200', { kind: 'body', body: '<html><body>Sorry</body></html>', isDone: true }],
    ['an empty body', { kind: 'body', body: '', isDone: true }],
    ['half of the JSON', { kind: 'body', body: '{"ok":true,"ts":"16', isDone: true }],
    ['JSON of something else', { kind: 'body', body: '{"hello":1}', isDone: true }],
    ['JSON that says ok and no more', { kind: 'body', body: '{"ok":true}', isDone: true }],
    ['a body that is cut', { kind: 'cut-body', isDone: true }],
    ['a connection cut after the message', { kind: 'cut', isDone: true }],
    ['a connection cut before the message', { kind: 'cut', isDone: false }],
    ['status 500', { kind: 'status', status: 500, isDone: true }],
    ['status 503', { kind: 'status', status: 503, isDone: false }],
  ]

  test.each(unclear)(
    '%s is unknown; looking tells, and the message is there at most once',
    async (_, how) => {
      const { stub, sender, send } = await bench()
      stub.misbehave('chat.postMessage', how)
      expect(await send()).toEqual({ state: 'unknown' })
      expect(stub.callsOf('chat.postMessage')).toHaveLength(1)
      const [message] = stub.workspace.messages
      expect(await lookFor(sender)).toEqual(
        message ? { state: 'found', messageId: `C0BOARD/${message.ts}` } : { state: 'absent' },
      )
    },
  )

  test('no answer before the deadline is unknown', async () => {
    const { stub, send } = await bench()
    const deadline = new AbortController()
    stub.misbehave('chat.postMessage', { kind: 'late', isDone: true })
    const sent = send({ deadline: deadline.signal })
    await stub.called('chat.postMessage')
    deadline.abort()
    expect(await sent).toEqual({ state: 'unknown' })
  })

  test('nobody listening is later: nothing was sent', async () => {
    const { stub, send } = await bench()
    await stub.close()
    expect(await send()).toEqual({ state: 'later', seconds: null })
  })

  test('a person whose account is gone is refused', async () => {
    const { send } = await bench()
    const reason = 'this account cannot be written to in Slack: it is unknown, deactivated or a bot'
    expect(await send({ to: { ...OWNER, userId: 'U0GONE' } })).toEqual({ state: 'refused', reason })
    expect(await send({ to: { ...OWNER, userId: 'U0NOBODY' } })).toEqual({ state: 'refused', reason })
  })

  test('an unclear answer before the message itself is later: it was not posted', async () => {
    const { stub, send } = await bench()
    stub.misbehave('conversations.open', { kind: 'cut', isDone: true })
    expect(await send({ to: OWNER })).toEqual({ state: 'later', seconds: null })
    expect(stub.workspace.messages).toEqual([])
  })
})

describe('pacing', () => {
  /** Sends to the channels at once. Returns each channel with the milliseconds until its message was about to be posted. */
  async function postedAt(...channels: readonly string[]): Promise<readonly (readonly [string, number])[]> {
    vi.setTimerTickMode('manual')
    const { send } = await bench()
    const start = Date.now()
    const posted: [string, number][] = []
    const sends = channels.map((channel) => {
      const mayPost = async () => posted.push([channel, Date.now() - start]) > 0
      return send({ to: { ...BOARD, channel }, mayPost })
    })
    await vi.advanceTimersByTimeAsync(10_000)
    await Promise.all(sends)
    return posted
  }

  test('a turn that is more than eight seconds away is not waited for, and is told in seconds', async () => {
    const { send } = await bench()
    const sent = await Promise.all(Array.from({ length: 11 }, (_, index) => send({ key: `digest:${index}` })))
    expect(sent.filter(({ state }) => state === 'sent')).toHaveLength(10)
    expect(sent.at(-1)).toEqual({ state: 'later', seconds: 9 })
  })

  test('a wait that Slack asked for and that is short is waited for', async () => {
    const { stub, send, waits } = await bench()
    stub.misbehave('chat.postMessage', { kind: 'limited', retryAfter: 5 })
    expect(await send()).toEqual({ state: 'later', seconds: 5 })
    expect(await send()).toMatchObject({ state: 'sent' })
    expect(waits).toEqual([5_000])
  })

  test('a clock that is set back by an hour holds no channel up', async () => {
    vi.setTimerTickMode('manual')
    const { send } = await bench()
    await send()
    vi.setSystemTime(Date.now() - 3_600_000)
    const [sent] = await Promise.all([send(), vi.advanceTimersByTimeAsync(1_000)])
    expect(sent).toMatchObject({ state: 'sent' })
  })

  test('a channel gets a message a second, and all channels together ten', async () => {
    expect(await postedAt('C0BOARD', 'C0GROUP', 'C0BOARD', 'C0BOARD')).toEqual([
      ['C0BOARD', 0],
      ['C0GROUP', 100],
      ['C0BOARD', 1_000],
      ['C0BOARD', 2_000],
    ])
  })

  test('a channel with a queue holds no other up', async () => {
    expect(await postedAt('C0BOARD', 'C0BOARD', 'C0GROUP')).toEqual([
      ['C0BOARD', 0],
      ['C0GROUP', 100],
      ['C0BOARD', 1_000],
    ])
  })

  test('a channel whose message had to wait for others gets its next a second later', async () => {
    const others = Array.from({ length: 9 }, (_, index) => `C0OTHER${index}`)
    const posted = await postedAt(...others, 'C0BOARD', 'C0BOARD')
    expect(posted.filter(([channel]) => channel === 'C0BOARD')).toEqual([
      ['C0BOARD', 900],
      ['C0BOARD', 1_900],
    ])
  })

  test('messages sent at once to one channel follow one another in order', async () => {
    const { stub, send } = await bench()
    await Promise.all(['a', 'b', 'c'].map((text) => send({ key: text, message: sentence(text) })))
    expect(stub.workspace.messages.map(({ text }) => text)).toEqual(['a', 'b', 'c'])
  })

  test('a channel that Slack limits is left alone for as long as it says; others are not', async () => {
    const { stub, send } = await bench()
    stub.misbehave('chat.postMessage', { kind: 'limited', retryAfter: 60 })
    expect(await send()).toEqual({ state: 'later', seconds: 60 })
    expect(await send()).toEqual({ state: 'later', seconds: 60 })
    expect(await send({ to: { ...BOARD, channel: 'C0GROUP' } })).toMatchObject({ state: 'sent' })
    expect(stub.callsOf('chat.postMessage')).toHaveLength(2)
  })
})

describe('editing', () => {
  test('shows another message in the place of the first, and may be repeated', async () => {
    const { stub, sender, send } = await bench()
    const sent = await send()
    const messageId = sent.state === 'sent' && sent.messageId ? sent.messageId : ''
    const editing = { ...sendingOf(sentence('The meeting was moved.')), messageId }
    expect(await sender.edit(editing)).toEqual({ state: 'sent', messageId })
    expect(await sender.edit(editing)).toEqual({ state: 'sent', messageId })
    expect(stub.workspace.messages.map(({ text }) => text)).toEqual(['The meeting was moved.'])
  })

  test('says honestly how it ended', async () => {
    const { stub, sender } = await bench()
    const editing = { ...sendingOf(sentence('moved')), messageId: 'C0BOARD/1.000001' }
    expect(await sender.edit(editing)).toEqual({ state: 'refused', reason: 'the message is no longer there' })
    expect(await sender.edit({ ...editing, messageId: 'teams;1' })).toMatchObject({ state: 'refused' })
    stub.misbehave('chat.update', { kind: 'status', status: 500, isDone: true })
    expect(await sender.edit(editing)).toEqual({ state: 'unknown' })
    expect(await sender.edit({ ...editing, mayPost: async () => false })).toEqual({
      state: 'later',
      seconds: null,
    })
  })
})

describe('looking', () => {
  test('without the history scope nobody can look', async () => {
    const { sender, send } = await bench({ scopes: ['chat:write', 'im:write'] })
    await send()
    expect(await lookFor(sender)).toEqual({ state: 'cannot-look' })
    expect(await lookFor(sender, { to: OWNER })).toEqual({ state: 'cannot-look' })
  })

  test('in a thread it works in the conversation with a person only', async () => {
    const { sender, send } = await bench()
    for (const [to, found] of [
      [BOARD, 'cannot-look'],
      [OWNER, 'found'],
    ] as const) {
      const head = await send({ to })
      const under = head.state === 'sent' ? head.messageId : null
      await send({ to, key: 'digest:2', under })
      expect(await lookFor(sender, { to, key: 'digest:2', under })).toMatchObject({ state: found })
    }
  })

  test('reads on until the time before the message, however few Slack shows at once', async () => {
    const { stub, sender, send } = await bench()
    await send()
    for (let number = 0; number < 40; number += 1) await send({ key: `other:${number}` })
    const [message] = stub.workspace.messages
    expect(await lookFor(sender)).toEqual({ state: 'found', messageId: `C0BOARD/${message?.ts}` })
    expect(stub.callsOf('conversations.history')).toHaveLength(3)
    expect(await lookFor(sender, { key: 'never sent' })).toEqual({ state: 'absent' })
  })

  test('of two of the same, the later is deleted', async () => {
    const { stub, sender, send } = await bench()
    await send()
    await send()
    const [first] = stub.workspace.messages
    expect(await lookFor(sender)).toEqual({ state: 'found', messageId: `C0BOARD/${first?.ts}` })
    expect(stub.workspace.messages).toEqual([first])
  })

  test('waits once when reading is limited, and says when it could not read', async () => {
    const { stub, sender, send, waits } = await bench()
    await send()
    stub.misbehave('conversations.history', { kind: 'limited', retryAfter: 2 })
    expect(await lookFor(sender)).toMatchObject({ state: 'found' })
    expect(waits).toEqual([2000])
    stub.misbehave('conversations.history', { kind: 'status', status: 500, isDone: true })
    expect(await lookFor(sender)).toEqual({ state: 'cannot-look' })
  })
})

const PICTURE: Picture = {
  kind: 'picture',
  title: 'Ratings',
  alt: '4 red',
  svg: '<svg/>',
  width: 1,
  height: 1,
}
const WITH_PICTURE: Message = { summary: 'Ratings', blocks: [PICTURE] }

describe('a picture', () => {
  test('is uploaded, and shown when Slack has scanned it', async () => {
    const { stub, send, waits } = await bench({ scans: 3 })
    expect(await send({ message: WITH_PICTURE })).toMatchObject({ state: 'sent' })
    const [message] = stub.workspace.messages
    const [file] = stub.workspace.files.values()
    expect(message?.blocks).toMatchObject([
      { type: 'image', slack_file: { id: file?.id }, alt_text: '4 red' },
    ])
    expect(file?.content?.toString()).toBe('png bytes')
    expect(waits).toEqual([1000, 1000, 1000])
  })

  const troubles: readonly [
    string,
    WorkspaceOptions & { attachments?: Attachments },
    [string, Misbehaviour]?,
  ][] = [
    ['may not be uploaded', { scopes: ['chat:write'] }],
    ['cannot be drawn', { attachments: { ...ATTACHMENTS, png: () => Promise.reject(new Error('no font')) } }],
    ['is lost on the way', {}, ['upload', { kind: 'cut', isDone: false }]],
    ['is lost at its end', {}, ['files.completeUploadExternal', { kind: 'cut', isDone: true }]],
    ['cannot be looked at', {}, ['files.info', { kind: 'status', status: 500, isDone: true }]],
  ]

  test.each(troubles)('that %s is told in words; the message is posted', async (_, options, trouble) => {
    const { stub, send } = await bench(options)
    if (trouble) stub.misbehave(...trouble)
    expect(await send({ message: WITH_PICTURE })).toMatchObject({ state: 'sent' })
    expect(stub.workspace.messages.map(({ blocks }) => blocks)).toMatchObject([
      [{ type: 'context', elements: [{ text: '4 red' }] }],
    ])
  })

  test('that takes long to scan is waited for once, without another upload', async () => {
    for (const [scans, type] of [
      [8, 'image'],
      [1_000, 'context'],
    ] as const) {
      const { stub, send } = await bench({ scans })
      expect(await send({ message: WITH_PICTURE })).toEqual({ state: 'later', seconds: 30 })
      expect(stub.workspace.messages).toEqual([])
      expect(await send({ message: WITH_PICTURE })).toMatchObject({ state: 'sent' })
      expect(stub.workspace.messages.map(({ blocks }) => blocks)).toMatchObject([[{ type }]])
      expect(stub.callsOf('upload')).toHaveLength(1)
    }
  })
})

const PAPER: PaperFile = {
  kind: 'paper',
  title: 'Paper for the meeting',
  name: 'board-2020-12-08.docx',
  body: 'board',
  meetingDay: '2020-12-08',
}
const WITH_PAPER: Message = { summary: 'Paper for the meeting.', blocks: [PAPER] }

describe('a paper', () => {
  test('stands in the thread of what announces it', async () => {
    const { stub, sender, send } = await bench()
    const sent = await send({ message: WITH_PAPER })
    const [message, shared] = stub.workspace.messages
    const [file] = stub.workspace.files.values()
    expect(sent).toEqual({ state: 'sent', messageId: `C0BOARD/${message?.ts}` })
    expect(shared).toMatchObject({ file: file?.id, threadTs: message?.ts })
    expect(file).toMatchObject({ name: 'board-2020-12-08.docx', title: 'Paper for the meeting' })
    expect(await lookFor(sender)).toMatchObject({ state: 'found' })
  })

  test('stands in the thread that its message belongs in', async () => {
    const { stub, send } = await bench()
    const head = await send()
    await send({ key: 'paper:1', message: WITH_PAPER, under: head.state === 'sent' ? head.messageId : null })
    const [first, ...more] = stub.workspace.messages
    expect(more.map(({ threadTs }) => threadTs)).toEqual([first?.ts, first?.ts])
  })

  test('that cannot be uploaded is not announced', async () => {
    const { stub, send } = await bench({ scopes: ['chat:write'] })
    expect(await send({ message: WITH_PAPER })).toMatchObject({
      state: 'refused',
      reason: expect.stringMatching(/permission/),
    })
    expect(stub.workspace.messages).toEqual([])
  })

  test('that is refused in the end takes its message back', async () => {
    const { stub, send } = await bench()
    stub.misbehave('files.completeUploadExternal', {
      kind: 'error',
      error: 'malware_detected',
      isDone: false,
    })
    expect(await send({ message: WITH_PAPER })).toMatchObject({ state: 'refused' })
    expect(stub.workspace.messages).toEqual([])
  })

  test.each([
    [true, 'found'],
    [false, 'cannot-look'],
  ])('whose answer is lost is looked for (it is there: %s)', async (isDone, state) => {
    const { stub, sender, send } = await bench()
    stub.misbehave('files.completeUploadExternal', { kind: 'cut', isDone })
    expect(await send({ message: WITH_PAPER })).toEqual({ state: 'unknown' })
    expect(await lookFor(sender)).toMatchObject({ state })
  })
})

test('nothing that is sent, and no token, reaches the log at any level', async () => {
  const written: string[] = []
  const log = new PassThrough()
  log.on('data', (chunk: Buffer) => written.push(chunk.toString()))
  const { stub, sender, send } = await bench({ log })
  stub.misbehave(
    'chat.postMessage',
    { kind: 'status', status: 500, isDone: true },
    { kind: 'error', error: 'invalid_blocks', isDone: false },
    { kind: 'cut', isDone: true },
  )
  const message = { summary: 'canary', blocks: [PICTURE, ...sentence('canary').blocks] }
  for (let time = 0; time < 4; time += 1) await send({ message })
  await lookFor(sender)
  expect(stub.calls.length).toBeGreaterThan(5)
  expect(written.join('')).not.toMatch(/canary|xoxb/)
})
