import { setTimeout as wait } from 'node:timers/promises'
import type { RespondFn } from '@slack/bolt'
import { type KnownBlock, WebAPIPlatformError, type WebClient } from '@slack/web-api'
import type { Reply } from '../../platform.ts'
import type { SlackPage } from '../../render/slack/plainer.ts'
import { renderSlack } from '../../render/slack.ts'
import { outcomeOf } from './outcome.ts'

/** The place where somebody said something. */
export interface Where {
  readonly userId: string
  readonly channel: string
  readonly thread: string | null
}

export interface Answers {
  /** Answers the asker alone: by a message in their direct messages, elsewhere by one that only they see. */
  readonly toAsker: (where: Where, pages: readonly SlackPage[]) => Promise<void>
  /** Answers everyone there. Further pages go into the thread of the first. */
  readonly toEveryone: (where: Where, pages: readonly SlackPage[]) => Promise<void>
  /** Answers a person in their direct messages, wherever they spoke. */
  readonly toPerson: (userId: string, pages: readonly SlackPage[]) => Promise<void>
}

export function isDirect({ channel }: Pick<Where, 'channel'>): boolean {
  return channel.startsWith('D')
}

/** How a line begins in a channel and in a thread, where slash commands are not offered. In direct messages all is heard. */
export const ADDRESS = { inChannel: '/wsoa', inThread: '@WSoA' } as const

export function addressIn(where: Where | undefined): { address?: string } {
  if (where === undefined || isDirect(where)) return {}
  return { address: where.thread === null ? ADDRESS.inChannel : ADDRESS.inThread }
}

export function pagesOf({ message, thread = [] }: Reply): readonly SlackPage[] {
  return [message, ...thread].flatMap((each) => renderSlack(each))
}

/** A page as arguments of a Slack call. */
export function shown({ text, blocks }: SlackPage): { text: string; blocks: KnownBlock[] } {
  return { text, blocks: blocks as unknown as KnownBlock[] }
}

/** Slack accepts five responses to one request. One is kept for replacing or deleting the original message. */
const MOST_RESPONSES = 4

/** Sends pages to the response address of a request; by `rest` those beyond its limit, and those it does not take. */
export async function respondWith(
  pages: readonly SlackPage[],
  {
    respond,
    to,
    rest,
    failed,
  }: {
    respond: RespondFn
    to: 'ephemeral' | 'in_channel'
    rest: (pages: readonly SlackPage[]) => Promise<void>
    failed: (error: unknown) => void
  },
): Promise<void> {
  let taken = 0
  try {
    for (const page of pages.slice(0, MOST_RESPONSES)) {
      await respond({ response_type: to, replace_original: false, ...shown(page) })
      taken += 1
    }
  } catch (error) {
    failed(error)
  }
  const more = pages.slice(taken)
  if (more.length > 0) await rest(more)
}

/** The bot or the person is not in the channel, so they are answered privately instead. */
const ELSEWHERE: readonly string[] = [
  'not_in_channel',
  'channel_not_found',
  'user_not_in_channel',
  'is_archived',
  'restricted_action',
]

export function isElsewhere(error: unknown): boolean {
  return error instanceof WebAPIPlatformError && ELSEWHERE.includes(error.data.error)
}

export function createAnswers(client: WebClient): Answers {
  async function toEveryone({ channel, thread }: Where, pages: readonly SlackPage[]): Promise<void> {
    let head = thread
    for (const page of pages) {
      const { ts } = await patiently(() =>
        client.chat.postMessage({
          channel,
          ...shown(page),
          ...(head === null ? {} : { thread_ts: head }),
          unfurl_links: false,
          unfurl_media: false,
        }),
      )
      head ??= ts ?? null
    }
  }

  async function toAsker(where: Where, pages: readonly SlackPage[]): Promise<void> {
    if (isDirect(where)) return toEveryone(where, pages)
    const { channel, userId: user, thread } = where
    try {
      for (const page of pages) {
        await patiently(() =>
          client.chat.postEphemeral({
            channel,
            user,
            ...shown(page),
            ...(thread === null ? {} : { thread_ts: thread }),
          }),
        )
      }
    } catch (error) {
      if (!isElsewhere(error)) throw error
      await toPerson(user, pages)
    }
  }

  async function toPerson(userId: string, pages: readonly SlackPage[]): Promise<void> {
    const channel = await patiently(() => directChannel(client, userId))
    await toEveryone({ userId, channel, thread: null }, pages)
  }

  return { toAsker, toEveryone, toPerson }
}

async function directChannel(client: WebClient, userId: string): Promise<string> {
  const { channel } = await client.conversations.open({ users: userId })
  if (!channel?.id) throw new Error('no direct message could be opened')
  return channel.id
}

/** In seconds, unless Slack says how long. */
const PAUSES = [1, 5, 20]

/** Tries again what certainly did not arrive: what was said is on disk, and only its answer is late. */
async function patiently<Result>(call: () => Promise<Result>): Promise<Result> {
  for (const pause of PAUSES) {
    try {
      return await call()
    } catch (error) {
      const outcome = outcomeOf(error)
      if (outcome.state !== 'later') throw error
      await wait((outcome.seconds ?? pause) * 1_000)
    }
  }
  return call()
}
