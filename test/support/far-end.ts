import { pino } from 'pino'
import { type Ticked, tick } from '../../src/deliveries/tick.ts'
import type { Message } from '../../src/message.ts'
import type { Mended, Refused, Sender, Sending } from '../../src/platform.ts'
import type { TestApp } from './app.ts'

/** A message that arrived. */
interface Arrived {
  readonly at: Date
  readonly key: string
  readonly to: string
  readonly message: Message
  readonly under: string | null
  readonly isEdit: boolean
}

/** How the far end treats one request: it may take the message and lose the answer, or lose both. */
export type Mood =
  | 'well'
  | 'takes it, answer lost'
  | 'loses it, answer lost'
  | 'later'
  | 'refuses'
  | 'takes it and breaks'

/** A platform's far end that records all that arrives; tests change `mood` and `canLook` at any time. */
export interface FarEnd {
  readonly sender: Sender
  readonly arrived: Arrived[]
  mood: (sending: Pick<Sending, 'key'>) => Mood
  canLook: boolean
  /** What the platform says about a place that refused something. */
  mended: (refused: Refused) => Mended
  /** Sets the clock and runs one tick. */
  readonly tickAt: (time: string | Date) => Promise<Ticked>
}

export function createFarEnd(
  bot: Pick<TestApp, 'db' | 'commands' | 'later' | 'now'>,
  name = 'terminal',
): FarEnd {
  const arrived: Arrived[] = []
  const take = (sending: Omit<Sending, 'under'> & { under?: string | null }, isEdit: boolean): Arrived => {
    const one = {
      at: bot.now(),
      key: sending.key,
      to: sending.to.channel ?? sending.to.userId ?? '',
      message: sending.message,
      under: sending.under ?? null,
      isEdit,
    }
    arrived.push(one)
    return one
  }
  const farEnd: FarEnd = {
    arrived,
    mood: () => 'well',
    canLook: true,
    mended: () => 'not yet',
    sender: {
      name,
      send: async (sending) => {
        if (!(await sending.mayPost())) return { state: 'later', seconds: null }
        const mood = farEnd.mood(sending)
        switch (mood) {
          case 'well':
            return { state: 'sent', messageId: take(sending, false).key }
          case 'takes it, answer lost':
            take(sending, false)
            return { state: 'unknown' }
          case 'loses it, answer lost':
            return { state: 'unknown' }
          case 'later':
            return { state: 'later', seconds: 30 }
          case 'takes it and breaks':
            take(sending, false)
            throw new TypeError('cannot read the answer')
          case 'refuses':
            return { state: 'refused', reason: 'the channel is archived' }
        }
      },
      edit: async (editing) => {
        if (!(await editing.mayPost())) return { state: 'later', seconds: null }
        if (farEnd.mood(editing) === 'later') return { state: 'later', seconds: 30 }
        take(editing, true)
        return { state: 'sent', messageId: editing.messageId }
      },
      isMended: async (refused) => farEnd.mended(refused),
      find: async ({ key }) => {
        if (!farEnd.canLook) return { state: 'cannot-look' }
        const found = arrived.find((one) => one.key === key && !one.isEdit)
        return found ? { state: 'found', messageId: found.key } : { state: 'absent' }
      },
    },
    tickAt: async (time) => {
      bot.later(new Date(time))
      const log = pino({ level: 'silent' })
      return tick(
        { db: bot.db, senders: [farEnd.sender], commands: bot.commands, log, leaseNow: bot.now },
        bot.now(),
      )
    },
  }
  return farEnd
}
