import { type HomeView, WebAPIPlatformError, type WebClient } from '@slack/web-api'
import type { Message } from '../../message.ts'
import type { Reply } from '../../platform.ts'
import { renderHome } from '../../render/slack.ts'
import type { HandOn } from './hand-on.ts'

/** The conversation of the Home tab, as long as that of its Messages tab is not known. */
const HOME = 'home'

export interface Home {
  /** Shows the Home tab to somebody who opened it; `channel` is their direct messages, the tab beside it. */
  readonly open: (opened: {
    readonly userId: string
    readonly channel: string | undefined
    readonly hash: string | undefined
  }) => Promise<void>
  /** A question that a button on it led to is answered in the direct messages: it has no place to type. */
  readonly conversationOf: (userId: string) => string
  /** Shows it anew, below what a button on it came to; only to somebody who has opened it. */
  readonly refresh: (userId: string, reply?: Reply) => Promise<void>
}

export function createHome(client: WebClient, handOn: HandOn): Home {
  const opened = new Map<string, string>()
  const conversationOf = (userId: string) => opened.get(userId) ?? HOME

  async function publish(userId: string, { hash, reply }: { hash?: string; reply?: Reply }): Promise<void> {
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
        // Something newer was published in the meantime.
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
