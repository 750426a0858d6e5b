import type { WebClient } from '@slack/web-api'
import { boundedMap } from '../../domain/bounded-map.ts'
import { messageIdOf } from './message-id.ts'
import { within } from './waiting.ts'

/** The place where somebody said something. */
export interface Where {
  readonly userId: string
  readonly channel: string
  readonly thread: string | null
  /**
   * Whose conversation it is: of a person and the bot alone; of others, where the bot is not, though its command can be
   * typed there; or of a channel.
   */
  readonly kind: 'own' | 'others' | 'channel'
}

export function isOwn({ kind }: Pick<Where, 'kind'>): boolean {
  return kind === 'own'
}

/** How a line begins in a channel and in a thread, where slash commands are not offered. In the bot's own conversation all is heard. */
export const ADDRESS = { inChannel: '/wsoa', inThread: '@WSoA' } as const

export function addressIn(where: Where | undefined): { address?: string } {
  if (where === undefined || isOwn(where)) return {}
  return { address: where.thread === null ? ADDRESS.inChannel : ADDRESS.inThread }
}

/** The id of the message at the head of the thread; null outside of a thread. */
export function headOf({ channel, thread }: Where): string | null {
  return thread === null ? null : messageIdOf({ channel, ts: thread })
}

/** Tells whose conversation a place is. */
export interface Places {
  readonly place: (spoken: Omit<Where, 'kind'>) => Promise<Where>
  /** Slack brings messages of no direct conversation but the bot's own. */
  readonly ownPlace: (spoken: Omit<Where, 'kind'>) => Where
}

const MOST_REMEMBERED = 5_000
/** A command has three seconds in all. Until it is known, a conversation counts as somebody else's. */
const PATIENCE_MS = 1_500

export function createPlaces(client: WebClient, failed: (error: unknown) => void): Places {
  const own = boundedMap<string, string>(MOST_REMEMBERED)

  async function ownOf(userId: string): Promise<string | undefined> {
    const known = own.get(userId)
    if (known !== undefined) return known
    try {
      const { channel } = await within(PATIENCE_MS, client.conversations.open({ users: userId }))
      if (channel?.id !== undefined) own.set(userId, channel.id)
      return channel?.id
    } catch (error) {
      failed(error)
      return undefined
    }
  }

  return {
    place: async (spoken) => {
      if (!spoken.channel.startsWith('D')) return { ...spoken, kind: 'channel' }
      return { ...spoken, kind: (await ownOf(spoken.userId)) === spoken.channel ? 'own' : 'others' }
    },
    ownPlace: (spoken) => {
      own.set(spoken.userId, spoken.channel)
      return { ...spoken, kind: 'own' }
    },
  }
}
