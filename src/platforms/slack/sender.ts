import type { WebClient } from '@slack/web-api'
import type { Message, Picture } from '../../message.ts'
import {
  type Address,
  done,
  ended,
  type NotSent,
  type Opening,
  type PostProgress,
  type Sender,
  type Sending,
  type Sent,
  type Step,
} from '../../platform.ts'
import { plainerPage, type SlackPage } from '../../render/slack/plainer.ts'
import { renderSlack } from '../../render/slack.ts'
import { showing } from '../plainness/plainness.ts'
import { type Attaching, createAttaching } from './attachments.ts'
import { called } from './calls.ts'
import { type ChannelOf, createChannelOf } from './direct-messages.ts'
import { find } from './find-message.ts'
import { isMended } from './mended.ts'
import { type MessagePlace, messageIdOf, placeOf } from './message-id.ts'
import { createPacing, type Pacing } from './pacing.ts'
import { ADDRESS } from './places.ts'
import { contentOf, post, postKey } from './post.ts'
import { share, type Upload } from './uploads.ts'
import { type Wait, waitFor } from './waiting.ts'

/** What a test puts in the place of waiting. */
interface World {
  readonly pacing?: Pacing
  readonly wait?: Wait
}

interface Needs {
  readonly client: WebClient
  readonly pacing: Pacing
  readonly attaching: Attaching
  readonly channelOf: ChannelOf
  readonly log: Opening['log']
}

interface Thread {
  readonly channel: string
  readonly threadTs: string
}

/** Sends what nobody has asked for. Each message is one request, and its answer says how the try ended. */
export function createSender(
  { attachments, log, machineNow }: Pick<Opening, 'attachments' | 'log' | 'machineNow'>,
  client: WebClient,
  { pacing = createPacing({ machineNow }), wait = waitFor }: World = {},
): Sender {
  const attaching = createAttaching({ attachments, log }, client, wait)
  const channelOf = createChannelOf(client)
  const needs = { client, pacing, attaching, channelOf, log }
  return {
    name: 'slack',
    address: ADDRESS,
    send: (sending) => (isAside(sending.to) ? sendAside : send)(needs, sending),
    edit: (editing) => edit(needs, editing),
    find: async (sought) =>
      isAside(sought.to) ? { state: 'cannot-look' } : find({ client, channelOf, wait }, sought),
    isMended: (refused) => isMended(client, refused),
  }
}

/** Whether one person alone is to see it in a channel. */
function isAside({ channel, userId }: Address): boolean {
  return channel !== null && userId !== null
}

/** For one person's eyes in a channel; what cannot be shown there goes to their direct messages. */
async function sendAside(needs: Needs, sending: Sending): Promise<Sent> {
  let arrived = sending.progress?.arrived ?? 0
  const keep: PostProgress['keep'] = async (posts) => {
    arrived = posts.arrived
    await sending.progress?.keep(posts)
  }
  const begun = { arrived, messageId: sending.progress?.messageId ?? null, keep }
  const sent = await send(needs, { ...sending, progress: begun })
  if (sent.state !== 'refused') return sent
  const to = { ...sending.to, channel: null }
  return send(needs, { ...sending, to, under: null, progress: { arrived, messageId: null, keep } })
}

async function send(needs: Needs, sending: Sending): Promise<Sent> {
  const { to, under, deadline } = sending
  const opened = await needs.channelOf(to, deadline)
  if (opened.kind === 'ended') return opened.outcome
  const papers = await needs.attaching.papers(sending)
  if (papers.kind === 'ended') return papers.outcome
  const pages = await pagesOf(needs, sending)
  if (pages.kind === 'ended') return pages.outcome
  const channel = opened.value
  const head = placeOf(under)
  const threadTs = head?.channel === channel ? head.ts : undefined
  const files = papers.value.map(({ file }) => file)
  const posted = await postPages(needs, sending, { channel, threadTs, pages: pages.value, files })
  if (posted.kind === 'ended') return posted.outcome
  const place = posted.value
  const thread = { channel: place.channel, threadTs: threadTs ?? place.ts }
  const refused = await shareAll(needs, papers.value, { ...thread, deadline })
  // Of several posts all but the paper are there; the next try begins with the paper.
  if (refused && pages.value.length > 1) return refused
  if (refused) return takeBack(needs, sending, { place, why: refused })
  return { state: 'sent', messageId: messageIdOf(place) }
}

async function pagesOf(
  { attaching }: Needs,
  sending: Pick<Sending, 'key' | 'message' | 'thread' | 'isAnswer' | 'deadline' | 'plainness'>,
): Promise<Step<readonly [SlackPage, ...SlackPage[]]>> {
  const { message, thread = [], plainness, isAnswer } = sending
  const shown = (each: Message, files?: ReadonlyMap<Picture, string>) =>
    renderSlack(each, files ? { files } : {})
  const all = (files?: ReadonlyMap<Picture, string>) =>
    [...shown(message, files), ...thread.flatMap((each) => shown(each, files))] as const
  // It was refused with its pictures.
  if (plainness && plainness.from !== 'composed') return done(all())
  const whole = { ...message, blocks: [message, ...thread].flatMap(({ blocks }) => blocks) }
  const drawn = await attaching.pictures({ ...sending, message: whole })
  // Somebody waits for an answer: a picture that takes long is left out.
  if (drawn.kind === 'ended' && !isAnswer) return drawn
  return done(all(drawn.kind === 'ended' ? undefined : drawn.value))
}

interface Pages {
  readonly channel: string
  readonly threadTs: string | undefined
  readonly pages: readonly SlackPage[]
  /** Ids of the papers that belong to the message. */
  readonly files: readonly string[]
}

/** Posts the pages that are not there yet, each further one in the thread of the first; returns the place of the first. */
async function postPages(
  needs: Needs,
  sending: Sending,
  { channel, threadTs, pages, files }: Pages,
): Promise<Step<MessagePlace>> {
  const { arrived = 0, messageId = null, keep } = sending.progress ?? {}
  const total = pages.length
  const { send: show } = showing(sending)
  let first = placeOf(messageId)
  for (const [index, page] of pages.entries()) {
    if (index < arrived) continue
    // What one person alone sees heads no thread.
    const head = isAside(sending.to) ? undefined : first
    const place = { channel: head?.channel ?? channel, threadTs: threadTs ?? head?.ts }
    const posted = await show(
      (plainness) => plainerPage(page, plainness),
      (shown) =>
        post(needs, sending, {
          ...place,
          key: postKey(sending.key, index),
          page: shown,
          files: index === 0 ? files : [],
          posts: total,
          isFirst: index === 0,
          onlyFor: isAside(sending.to) ? (sending.to.userId ?? undefined) : undefined,
        }),
    )
    if (posted.kind === 'ended') return posted
    first ??= posted.value
    if (total > 1) await keep?.({ arrived: index + 1, messageId: messageIdOf(first) })
  }
  return first ? done(first) : ended({ state: 'unknown' })
}

/** Changes the first page only. Further pages stay as they were sent. */
async function edit(
  needs: Needs,
  { message, messageId, key, deadline, mayPost, ...kept }: Parameters<Sender['edit']>[0],
): Promise<Sent> {
  const place = placeOf(messageId)
  if (!place) return { state: 'refused', reason: 'it was not sent by way of Slack' }
  const pages = await pagesOf(needs, { key, message, deadline, ...kept })
  if (pages.kind === 'ended') return pages.outcome
  const [page] = pages.value
  const result = await showing(kept).send(
    (plainness) => contentOf(plainerPage(page, plainness), key),
    async (content) => {
      if (deadline.aborted || !(await mayPost())) return ended({ state: 'later', seconds: null })
      // Blocks that are not named stay as they were.
      const request = { blocks: [], ...content, ...place }
      return called(() => needs.client.apiCall('chat.update', request), deadline)
    },
  )
  return result.kind === 'ended' ? result.outcome : { state: 'sent', messageId }
}

/** How the first paper that Slack did not take was refused. */
async function shareAll(
  { client }: Needs,
  papers: readonly Upload[],
  thread: Thread & { readonly deadline: AbortSignal },
): Promise<NotSent | undefined> {
  for (const paper of papers) {
    const shared = await share(client, paper, thread)
    if (shared.kind === 'ended') return shared.outcome
  }
  return undefined
}

/** Deletes a message whose paper was refused, so that the whole may be tried again. */
async function takeBack(
  { client }: Needs,
  { deadline }: Sending,
  { place, why }: { readonly place: MessagePlace; readonly why: NotSent },
): Promise<NotSent> {
  if (why.state === 'unknown') return why
  const deleted = await called(() => client.chat.delete({ ...place }), deadline)
  return deleted.kind === 'ended' ? { state: 'unknown' } : why
}
