import { type HomeView, WebAPIPlatformError, type WebClient } from '@slack/web-api'
import type { Message } from '../../message.ts'
import type { Reply } from '../../platform.ts'
import { renderHome } from '../../render/slack.ts'
import type { Hear } from './hearing.ts'

/** The conversation that buttons on the Home tab belong to. */
export const HOME = 'home'

export interface Home {
  /** Shows the Home tab to somebody who opened it. */
  readonly open: (userId: string, hash: string | undefined) => Promise<void>
  /** Shows it anew, below what a button on it came to; only to somebody who has opened it. */
  readonly refresh: (userId: string, reply?: Reply) => Promise<void>
}

export function createHome(client: WebClient, hear: Hear): Home {
  const opened = new Set<string>()

  async function publish(userId: string, { hash, reply }: { hash?: string; reply?: Reply }): Promise<void> {
    const home = await hear({ userId, conversation: HOME, isPrivate: true, key: null, said: 'home' })
    const pages = [...(reply ? [reply] : []), home].flatMap(({ message, thread = [] }) => [
      message,
      ...thread,
    ])
    const view = renderHome(joined(pages)) as unknown as HomeView
    await client.views.publish({ user_id: userId, view, ...(hash === undefined ? {} : { hash }) })
  }

  return {
    open: async (userId, hash) => {
      opened.add(userId)
      try {
        await publish(userId, hash === undefined ? {} : { hash })
      } catch (error) {
        // Something newer was published in the meantime.
        if (!isHashConflict(error)) throw error
      }
    },
    refresh: async (userId, reply) => {
      if (reply) opened.add(userId)
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
