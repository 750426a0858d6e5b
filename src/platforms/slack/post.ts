import { createHash } from 'node:crypto'
import type { WebClient } from '@slack/web-api'
import { done, ended, type Sending, type Step } from '../../platform.ts'
import type { SlackPage } from '../../render/slack/plainer.ts'
import { called } from './calls.ts'
import type { MessagePlace } from './message-id.ts'
import type { Pacing } from './pacing.ts'

/** The metadata type of all our messages. Its payload names the delivery. */
export const DELIVERY_EVENT = 'wsoa_delivery'

interface Posting {
  readonly channel: string
  readonly threadTs: string | undefined
  readonly key: string
  readonly page: SlackPage
  /** Ids of the papers that belong to the message. */
  readonly files?: readonly string[]
  /** How many posts the message takes; its first one says so. */
  readonly posts: number
  readonly isFirst: boolean
  /** It is for this person's eyes alone. */
  readonly onlyFor?: string | undefined
}

/** The key of a message's first post, or of a further one. */
export function postKey(key: string, index: number): string {
  return index === 0 ? key : `${key}#${index + 1}`
}

/** Posts one page when the channel's turn comes, if the delivery is still ours then. */
export async function post(
  { client, pacing }: { readonly client: WebClient; readonly pacing: Pacing },
  { deadline, mayPost, isAnswer }: Pick<Sending, 'deadline' | 'mayPost' | 'isAnswer'>,
  { channel, threadTs, key, page, files = [], posts, isFirst, onlyFor }: Posting,
): Promise<Step<MessagePlace>> {
  // Somebody waits for an answer, and Slack takes a few at once.
  const turn = isAnswer ? done('go') : await pacing.turn(channel, deadline)
  if (turn.kind === 'ended') return turn
  if (deadline.aborted || !(await mayPost(posts))) return ended({ state: 'later', seconds: null })
  const place = { channel, ...(threadTs === undefined ? {} : { thread_ts: threadTs }) }
  const { metadata, unfurl_links, unfurl_media, ...words } = contentOf(page, key, {
    files,
    posts: isFirst ? posts : 1,
  })
  const result = await called(
    () =>
      onlyFor === undefined
        ? client.apiCall('chat.postMessage', {
            ...words,
            metadata,
            unfurl_links,
            unfurl_media,
            ...place,
            client_msg_id: clientMessageId(key),
          })
        : client.apiCall('chat.postEphemeral', { ...words, ...place, user: onlyFor }),
    deadline,
  )
  if (result.kind === 'done') {
    const there = placeIn(result.value, channel)
    return there ? done(there) : ended({ state: 'unknown' })
  }
  const { outcome } = result
  if (outcome.state === 'later' && outcome.seconds !== null) pacing.hold(channel, outcome.seconds)
  return result
}

/** Tells Slack to add no links, previews or mentions of its own. */
export function contentOf(
  { blocks, text }: SlackPage,
  key: string,
  { files = [], posts = 1 }: { files?: readonly string[]; posts?: number } = {},
) {
  const payload = {
    key,
    ...(files.length === 0 ? {} : { files: files.join(' ') }),
    ...(posts === 1 ? {} : { posts }),
  }
  return {
    ...(blocks.length === 0 ? {} : { blocks }),
    text,
    parse: 'none',
    unfurl_links: false,
    unfurl_media: false,
    metadata: { event_type: DELIVERY_EVENT, event_payload: payload },
  }
}

/** The same UUID for every try of a message. Slack promises nothing for it, but it helps where Slack does look. */
function clientMessageId(key: string): string {
  const hex = createHash('sha256').update(key).digest('hex')
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}

/** Slack's answer names the conversation itself, which for a person is not the id that was asked for. */
function placeIn(answer: object, requested: string): MessagePlace | undefined {
  const {
    message_ts,
    ts = message_ts,
    channel = requested,
  } = answer as { readonly ts?: unknown; readonly message_ts?: unknown; readonly channel?: unknown }
  return typeof ts === 'string' ? { channel: String(channel), ts } : undefined
}
