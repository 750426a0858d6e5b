import type { WebClient } from '@slack/web-api'
import type { Found, Sought } from '../../platform.ts'
import { called } from './calls.ts'
import type { ChannelOf } from './direct-messages.ts'
import { messageIdOf, placeOf } from './message-id.ts'
import { DELIVERY_EVENT, postKey } from './post.ts'
import { type Wait, waited } from './waiting.ts'

interface Needs {
  readonly client: WebClient
  readonly channelOf: ChannelOf
  readonly wait: Wait
}

/** The machine's clock and Slack's may differ by this much. A key is never used twice, so looking further back is safe. */
const SKEW_MS = 300_000
/** Slack may give as few as 15 messages a page. */
const MOST_PAGES = 20
const MESSAGES = 100
const DEADLINE_MS = 90_000
/** If Slack asks for a longer wait than this, looking is given up. */
const MOST_SECONDS = 30

/**
 * Looks for a message of ours by its key. If there are two, one was posted before the other could be seen: the one that
 * is known stays, or else the first, and the others are deleted.
 */
export async function find(needs: Needs, sought: Sought): Promise<Found> {
  const { to, key, since, under, arrived = 0 } = sought
  const deadline = AbortSignal.timeout(DEADLINE_MS)
  const opened = await needs.channelOf(to, deadline)
  const head = placeOf(under)
  if (opened.kind === 'ended' || (under !== null && head === undefined)) return { state: 'cannot-look' }
  const channel = opened.value
  const threadTs = head?.channel === channel ? head.ts : undefined
  const oldest = String(Math.floor((since.getTime() - SKEW_MS) / 1_000))
  const search = { channel, threadTs, oldest, key, deadline }
  return arrived > 0 ? findFurther(needs, search, sought) : findFirst(needs, search, sought)
}

/** Looks for the first post that is in doubt of a message whose first ones are there. */
async function findFurther(
  needs: Needs,
  search: Search,
  { arrived = 0, posts: total = 1, messageId = null }: Sought,
): Promise<Found> {
  const threadTs = search.threadTs ?? placeOf(messageId)?.ts
  const ours = await messagesOf(needs, { ...search, threadTs, key: postKey(search.key, arrived) })
  if (!ours || messageId === null) return { state: 'cannot-look' }
  const post = await onlyOne(needs, search, ours)
  return post ? { state: 'found', messageId, posts: { arrived: arrived + 1, total } } : { state: 'absent' }
}

async function findFirst(
  needs: Needs,
  search: Search,
  { arrived: known, posts = 1, messageId: knownId = null }: Sought,
): Promise<Found> {
  const { channel, deadline } = search
  const ours = await messagesOf(needs, search)
  if (!ours) return { state: 'cannot-look' }
  const first = await onlyOne(needs, search, ours, placeOf(knownId)?.ts)
  if (!first) return { state: 'absent' }
  const total = Math.max(posts, first.posts)
  const messageId = messageIdOf({ channel, ts: first.ts })
  // What follows a post that is in doubt was not begun.
  const arrived =
    known === 0 ? 1 : await countPosts(needs, { ...search, threadTs: search.threadTs ?? first.ts }, total)
  if (arrived === undefined) return { state: 'cannot-look' }
  if (arrived < total) return { state: 'found', messageId, posts: { arrived, total } }
  for (const file of first.files) {
    if (!(await isShared(needs.client, { file, channel, deadline }))) return { state: 'cannot-look' }
  }
  return { state: 'found', messageId }
}

/** How many posts of a message are in its thread, counted from the first; undefined when that cannot be read. */
async function countPosts(needs: Needs, search: Search, total: number): Promise<number | undefined> {
  for (let arrived = 1; arrived < total; arrived += 1) {
    const key = postKey(search.key, arrived)
    const ours = await messagesOf(needs, { ...search, key })
    if (!ours) return undefined
    if (!(await onlyOne(needs, search, ours))) return arrived
  }
  return total
}

/** The known or else the first of several copies; deletes the others. */
async function onlyOne(
  { client }: Needs,
  { channel, deadline }: Search,
  copies: readonly Ours[],
  known?: string,
): Promise<Ours | undefined> {
  const kept = copies.find(({ ts }) => ts === known) ?? copies[0]
  for (const { ts } of copies) {
    if (ts !== kept?.ts) await called(() => client.chat.delete({ channel, ts }), deadline)
  }
  return kept
}

interface Ours {
  readonly ts: string
  /** How many posts the message takes. */
  readonly posts: number
  /** Ids of the papers that belong to the message. */
  readonly files: readonly string[]
}

interface Search {
  readonly channel: string
  readonly threadTs: string | undefined
  readonly oldest: string
  readonly key: string
  readonly deadline: AbortSignal
}

/** Our messages with the key, oldest first. Undefined when not the whole time could be read. */
async function messagesOf(needs: Needs, search: Search): Promise<readonly Ours[] | undefined> {
  const found: Ours[] = []
  let cursor: string | undefined
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const read = await readPage(needs, search, cursor)
    if (!read) return undefined
    found.push(...read.messages.flatMap((message) => oursOf(message, search.key)))
    cursor = read.response_metadata?.next_cursor
    if (!cursor) return found.sort((one, other) => Number(one.ts) - Number(other.ts))
  }
  return undefined
}

/** Slack limits reading more than posting, so the wait that it asks for is given once. */
async function readPage(
  { client, wait }: Needs,
  { channel, threadTs, oldest, deadline }: Search,
  cursor: string | undefined,
): Promise<Page | undefined> {
  const asked = {
    channel,
    oldest,
    limit: MESSAGES,
    include_all_metadata: true,
    ...(cursor === undefined ? {} : { cursor }),
    ...(threadTs === undefined ? {} : { ts: threadTs }),
  }
  const method = threadTs === undefined ? 'conversations.history' : 'conversations.replies'
  const read = () => called(() => client.apiCall(method, asked), deadline)
  const first = await read()
  if (first.kind === 'done') return pageOf(first.value)
  if (first.outcome.state !== 'later') return undefined
  const seconds = first.outcome.seconds ?? 1
  if (seconds > MOST_SECONDS || !(await waited(wait, seconds * 1_000, deadline))) return undefined
  const second = await read()
  return second.kind === 'done' ? pageOf(second.value) : undefined
}

interface Page {
  readonly messages: readonly unknown[]
  readonly response_metadata?: { readonly next_cursor?: string }
}

function pageOf(answer: object): Page | undefined {
  return 'messages' in answer && Array.isArray(answer.messages) ? (answer as Page) : undefined
}

function oursOf(message: unknown, key: string): readonly Ours[] {
  const { ts, metadata } = message as {
    readonly ts?: string
    readonly metadata?: {
      readonly event_type?: string
      readonly event_payload?: { readonly key?: string; readonly files?: string; readonly posts?: number }
    }
  }
  const payload = metadata?.event_payload
  if (ts === undefined || metadata?.event_type !== DELIVERY_EVENT || payload?.key !== key) return []
  return [{ ts, posts: payload.posts ?? 1, files: payload.files?.split(' ') ?? [] }]
}

async function isShared(
  client: WebClient,
  {
    file,
    channel,
    deadline,
  }: { readonly file: string; readonly channel: string; readonly deadline: AbortSignal },
): Promise<boolean> {
  const seen = await called(() => client.files.info({ file }), deadline)
  const shares = seen.kind === 'done' ? seen.value.file?.shares : undefined
  return [shares?.public, shares?.private].some(
    (places) => places !== undefined && Object.hasOwn(places, channel),
  )
}
