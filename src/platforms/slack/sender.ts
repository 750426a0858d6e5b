import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { WebClient } from '@slack/web-api'
import { context } from '../../message.ts'
import type { Address, Opening, Sender, Sending, Sent } from '../../platform.ts'
import { renderSlack, type SlackPage } from '../../render/slack.ts'
import { createAttaching } from './attachments.ts'
import { called } from './calls.ts'
import { find } from './find-message.ts'
import { type MessagePlace, messageIdOf, placeOf } from './message-id.ts'
import { DELIVERY_EVENT } from './metadata.ts'
import { beforePosting, type NotSent } from './outcome.ts'
import { createPacing, type Wait } from './pacing.ts'
import { share, type Upload } from './uploads.ts'

interface Clock {
  /** Only goes forward, in milliseconds. */
  readonly now: () => number
  readonly wait: Wait
}

const CLOCK: Clock = {
  now: () => performance.now(),
  wait: (milliseconds, signal) => pause(milliseconds, undefined, { signal }),
}

/** Everything that Slack is sent without having asked: one request for a message, and what its answer means. */
export function createSender(
  { attachments, log }: Pick<Opening, 'attachments' | 'log'>,
  client: WebClient,
  { now, wait }: Clock = CLOCK,
): Sender {
  const pacing = createPacing({ now, wait })
  const attaching = createAttaching({ attachments, log }, client, wait)
  const directs = new Map<string, string>()

  async function send(sending: Sending): Promise<Sent> {
    const { to, key, under, deadline } = sending
    const channel = await channelOf(to, deadline)
    if (typeof channel !== 'string') return channel
    const papers = await attaching.papers(sending)
    if ('state' in papers) return papers
    const pages = await pagesOf(sending)
    if ('state' in pages) return pages
    const [first, ...more] = pages
    const head = placeOf(under)
    const threadTs = head?.channel === channel ? head.ts : undefined
    const files = papers.map(({ file }) => file)
    const sent = await post(sending, { channel, threadTs, key, page: first, files })
    if ('state' in sent) return sent
    const thread = { channel: sent.channel, threadTs: threadTs ?? sent.ts }
    const isWhole = await postMore(sending, { ...thread, pages: more })
    // Trying the message again would repeat its first page: what is missing is said there instead.
    if (!isWhole) await sayIncomplete(sending, sent)
    const shared = await shareAll(papers, { ...thread, deadline })
    if (shared !== 'shared') return takeBack(sending, sent, shared)
    return { state: 'sent', messageId: messageIdOf(sent) }
  }

  async function pagesOf(
    asked: Pick<Sending, 'key' | 'message' | 'deadline'>,
  ): Promise<readonly [SlackPage, ...SlackPage[]] | NotSent> {
    const files = await attaching.pictures(asked)
    return 'state' in files ? files : renderSlack(asked.message, { files })
  }

  /** A person is written to in the conversation of the app with them, which Slack opens when it is asked. */
  async function channelOf({ channel, userId }: Address, deadline: AbortSignal): Promise<string | NotSent> {
    if (channel !== null) return channel
    if (userId === null) return { state: 'refused', reason: 'it names neither a channel nor a person' }
    const known = directs.get(userId)
    if (known !== undefined) return known
    const opened = await called(() => client.conversations.open({ users: userId }), deadline)
    if ('state' in opened) return beforePosting(opened)
    const id = opened.answer.channel?.id
    if (id === undefined) return { state: 'later', seconds: null }
    directs.set(userId, id)
    return id
  }

  async function post(
    { deadline, mayPost }: Sending,
    { channel, threadTs, key, page, files = [] }: Posting,
  ): Promise<MessagePlace | NotSent> {
    const turn = await pacing.turn(channel, deadline)
    if (turn !== 'go') return { state: 'later', seconds: turn.seconds }
    if (deadline.aborted || !(await mayPost())) return { state: 'later', seconds: null }
    const asked = {
      ...contentOf(page, key, files),
      channel,
      client_msg_id: idFrom(key),
      ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
    }
    const result = await called(() => client.apiCall('chat.postMessage', asked), deadline)
    if ('state' in result) {
      if (result.state === 'later' && result.seconds !== null) pacing.hold(channel, result.seconds)
      return result
    }
    return placeIn(result.answer, channel) ?? { state: 'unknown' }
  }

  /** Whether all of them are certainly there. */
  async function postMore(
    sending: Sending,
    { channel, threadTs, pages }: Thread & { readonly pages: readonly SlackPage[] },
  ): Promise<boolean> {
    for (const [index, page] of pages.entries()) {
      const key = `${sending.key}#${index + 2}`
      if ('state' in (await post(sending, { channel, threadTs, key, page }))) return false
    }
    return true
  }

  async function sayIncomplete(sending: Sending, place: MessagePlace): Promise<void> {
    log.warn({ code: 'slack-incomplete', key: sending.key }, 'not all pages of a message arrived')
    const { message } = sending
    const said = { ...message, blocks: [context(INCOMPLETE), ...message.blocks] }
    await edit({ ...sending, message: said, messageId: messageIdOf(place) })
  }

  /** Changes only the first page: what else there was stands below it as it was sent. */
  async function edit({ message, messageId, key, deadline, mayPost }: Editing): Promise<Sent> {
    const place = placeOf(messageId)
    if (!place) return { state: 'refused', reason: 'it was not sent by way of Slack' }
    const pages = await pagesOf({ key, message, deadline })
    if ('state' in pages) return pages
    const [page] = pages
    if (deadline.aborted || !(await mayPost())) return { state: 'later', seconds: null }
    const asked = { ...contentOf(page, key), ...place }
    const result = await called(() => client.apiCall('chat.update', asked), deadline)
    return 'state' in result ? result : { state: 'sent', messageId }
  }

  async function shareAll(
    papers: readonly Upload[],
    thread: Thread & { readonly deadline: AbortSignal },
  ): Promise<'shared' | NotSent> {
    for (const paper of papers) {
      const shared = await share(client, paper, thread)
      if (shared !== 'shared') return shared
    }
    return 'shared'
  }

  /** A message whose paper was refused is no message: gone again, it may be tried anew. */
  async function takeBack({ deadline }: Sending, place: MessagePlace, why: NotSent): Promise<NotSent> {
    if (why.state === 'unknown') return why
    const deleted = await called(() => client.chat.delete({ ...place }), deadline)
    return 'state' in deleted ? { state: 'unknown' } : why
  }

  return { name: 'slack', send, edit, find: (sought) => find({ client, channelOf, wait }, sought) }
}

const INCOMPLETE = 'Not all of this message could be posted: ask wsoa for the rest.'

type Editing = Parameters<Sender['edit']>[0]

interface Thread {
  readonly channel: string
  readonly threadTs: string
}

interface Posting {
  readonly channel: string
  readonly threadTs: string | undefined
  readonly key: string
  readonly page: SlackPage
  readonly files?: readonly string[]
}

/** Slack adds nothing of its own: no links, no previews, no mentions. */
function contentOf({ blocks, text }: SlackPage, key: string, files: readonly string[] = []) {
  const payload = files.length === 0 ? { key } : { key, files: files.join(' ') }
  return {
    blocks,
    text,
    parse: 'none',
    unfurl_links: false,
    unfurl_media: false,
    metadata: { event_type: DELIVERY_EVENT, event_payload: payload },
  }
}

/** The same for every try of a message. Slack promises nothing for it; where it does look, it helps. */
function idFrom(key: string): string {
  const hex = createHash('sha256').update(key).digest('hex')
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}

/** A message to a person is answered with the conversation's own id. */
function placeIn(answer: object, asked: string): MessagePlace | undefined {
  const { ts, channel = asked } = answer as { readonly ts?: unknown; readonly channel?: unknown }
  return typeof ts === 'string' ? { channel: String(channel), ts } : undefined
}
