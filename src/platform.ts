import type { FieldChange, ItemData } from './command.ts'
import type { Submission } from './domain/question.ts'
import type { Message } from './message.ts'

/** What a platform hands over: someone's words, or a form they filled in. */
export interface Incoming {
  readonly platform: string
  /** Workspace or tenant. */
  readonly tenant: string
  readonly userId: string
  readonly conversation: string
  /** The platform's own key of this message, the same when it is delivered again; null when it has none. */
  readonly key: string | null
  /** Of a button or a form: it counts once. */
  readonly nonce?: string
  readonly said: string | Submission
}

/** What comes back when everything that was said is on disk. */
export interface Reply {
  readonly ok: boolean
  readonly message: Message
  /** Further pages, in the message's thread where there are threads. */
  readonly thread?: readonly Message[]
  readonly changes: readonly FieldChange[]
  readonly items: readonly ItemData[]
  readonly error: { readonly code: string; readonly text: string } | null
  /** The bot asked something instead of acting. */
  readonly waits: boolean
  /** For everyone in the conversation, not for the asker alone. */
  readonly shared: boolean
}

/** Who or what a message goes to. */
interface Recipient {
  readonly personId: number | null
  readonly name: string
  readonly channel: string | null
}

/** How a try to send ended. Anything but a definite answer is `unknown`. */
export type Sent =
  | { readonly state: 'sent'; readonly messageId: string | null }
  | { readonly state: 'failed' }
  | { readonly state: 'unknown' }

/** Slack, Teams or the terminal: it translates and decides nothing. */
export interface Platform {
  readonly name: string
  readonly send: (recipient: Recipient, message: Message) => Promise<Sent>
}
