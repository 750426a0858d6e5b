import { type HomeView, WebAPIPlatformError, type WebClient } from '@slack/web-api'
import { boundedMap } from '../../domain/bounded-map.ts'
import type { Message } from '../../message.ts'
import type { Reply } from '../../platform.ts'
import { renderHome } from '../../render/slack.ts'
import type { HandOn } from './hand-on.ts'

/** Stands for the conversation while the channel of the Messages tab is not known. */
const HOME = 'home'
/** A person who is forgotten sees their Home tab refreshed when they open it again. */
const MOST_REMEMBERED = 2_000

export interface Home {
  /** Shows the Home tab to a person who opened it. `channel` is their direct messages, the tab beside it. */
  readonly open: (opened: {
    readonly userId: string
    readonly channel: string | undefined
    readonly hash: string | undefined
  }) => Promise<void>
  /** The Home tab has nowhere to type, so a question that its button raises belongs to the direct messages. */
  readonly conversationOf: (userId: string) => string
  /** Shows the tab again, below the reply to a button on it. Does nothing for a person who has not opened it. */
  readonly refresh: (userId: string, reply?: Reply) => Promise<void>
}

export function createHome(client: WebClient, handOn: HandOn): Home {
  const opened = boundedMap<string, string>(MOST_REMEMBERED)
  const publishing = boundedMap<string, Promise<void>>(MOST_REMEMBERED)
  const conversationOf = (userId: string) => opened.get(userId) ?? HOME

  /** One after another, so that a view that is older does not cover a reply. */
  function publish(...[userId, shown]: Parameters<typeof publishNow>): Promise<void> {
    const now = () => publishNow(userId, shown)
    const published = (publishing.get(userId) ?? Promise.resolve()).then(now, now)
    publishing.set(userId, published)
    return published
  }

  async function publishNow(
    userId: string,
    { hash, reply }: { hash?: string; reply?: Reply },
  ): Promise<void> {
    const home = await handOn({
      userId,
      conversation: conversationOf(userId),
      isPrivate: true,
      key: null,
      said: 'home',
    })
    const pages = [...(reply ? [reply] : []), home].flatMap(({ message, thread = [] }) => [
      message,
      ...thread,
    ])
    const view = renderHome(joined(pages)) as unknown as HomeView
    await client.views.publish({ user_id: userId, view, ...(hash === undefined ? {} : { hash }) })
  }

  return {
    conversationOf,
    open: async ({ userId, channel, hash }) => {
      opened.set(userId, channel ?? HOME)
      try {
        await publish(userId, hash === undefined ? {} : { hash })
      } catch (error) {
        // A newer view was published in the meantime.
        if (!isHashConflict(error)) throw error
      }
    },
    refresh: async (userId, reply) => {
      if (reply && !opened.has(userId)) opened.set(userId, HOME)
      if (opened.has(userId)) await publish(userId, reply ? { reply } : {})
    },
  }
}

function joined(messages: readonly Message[]): Message {
  return {
    summary: messages[0]?.summary ?? '',
    blocks: messages.flatMap(({ blocks }) => blocks),
  }
}

function isHashConflict(error: unknown): boolean {
  return error instanceof WebAPIPlatformError && error.data.error === 'hash_conflict'
}
