/** One kind for each sort of message that is sent by the clock or follows from a change. */
export type DeliveryKind =
  /** News of what somebody else recorded or decided. */
  | 'notice'
  /** Tells the coordinator which roles nobody can be reached for. */
  | 'roster'
  /** Asks each owner for an update. Without a person: the step that plans one message for each of them. */
  | 'collect'
  | 'chase'
  /** Stores the facts; shows the coordinator the draft and who is missing. */
  | 'cut-off'
  | 'digest'
  | 'paper'
  /** Asks the coordinator, after the meeting, what was decided. */
  | 'decisions'
  /** Replaces a message that was sent. */
  | 'amend'
  /** Answers somebody, where that takes messages of its own. */
  | 'answer'
  /** Reports that something went wrong with another delivery. */
  | 'alert'

/** What asks somebody for updates. */
export const CALLS: readonly DeliveryKind[] = ['collect', 'chase']

export const DELIVERY_STATES = [
  'planned',
  /** A process has claimed it. */
  'sending',
  'sent',
  /** It may have arrived; the next step is to look. */
  'unknown',
  /** The coordinator holds it back (no tries), or has to decide about it (tries). */
  'held',
  'failed',
  'missed',
  'withdrawn',
] as const

export type DeliveryState = (typeof DELIVERY_STATES)[number]

/** How one try ended. Anything but a definite answer is `unknown`: it may have arrived. */
export type Sent =
  /** `messageId` is the platform's, with all that editing it or answering in its thread needs. */
  | { readonly state: 'sent'; readonly messageId: string | null }
  /** Definitely not accepted; try again, after so many seconds if the platform said when. */
  | { readonly state: 'later'; readonly seconds: number | null }
  /** Definitely not accepted, and never will be: why, for the coordinator, "the channel is archived". */
  | {
      readonly state: 'refused'
      readonly reason: string
      /** How the message is built was refused: a plainer one may be taken. */
      readonly isForItsForm?: true
    }
  | { readonly state: 'unknown' }

/** How many of a message's posts are there, counted from the first, and how many it takes. */
interface Posts {
  readonly arrived: number
  readonly total: number
}

/** Whether a message of ours is there; without a word of its posts, all of it is. */
export type Found =
  | { readonly state: 'found'; readonly messageId: string; readonly posts?: Posts }
  | { readonly state: 'absent' }
  /** The platform gives no way to look, or we have no right to. */
  | { readonly state: 'cannot-look' }

/** What decides which state follows. Instants are ISO text. */
export interface Progress {
  readonly kind: DeliveryKind
  readonly state: DeliveryState
  readonly personId: number | null
  readonly tries: number
  /** Looks since the last try. */
  readonly looks: number
  /** When it was first tried since it was planned or released. */
  readonly waitingSince: string | null
  /** By the machine's clock: when a request first went out, and when one went out in the present try. */
  readonly firstTriedAt: string | null
  readonly triedAt: string | null
  readonly outcome: string | null
  readonly messageId: string | null
  readonly postsArrived: number
  readonly postsTotal: number
  readonly recheckAt: string | null
}

export type DeliveryEvent =
  | { readonly kind: 'answered'; readonly answer: Sent; readonly now: Date }
  | { readonly kind: 'looked'; readonly found: Found; readonly now: Date }
  /** Looked for before it is sent, since the database was restored; what is not there at all is simply sent. */
  | { readonly kind: 'looked-first'; readonly found: Exclude<Found, { state: 'absent' }>; readonly now: Date }
  /** Looked for once more after it was sent again. */
  | { readonly kind: 'rechecked'; readonly found: Found; readonly now: Date }
  | { readonly kind: 'lease-lost'; readonly now: Date }
  /** There was no request to make: a step that is done, or nothing to replace. */
  | {
      readonly kind: 'done'
      readonly now: Date
      readonly outcome?: string
      /** What it had to say stands in this message. */
      readonly messageId?: string | null
    }
  | { readonly kind: 'not-needed'; readonly outcome: string }
  /** The meeting changed between planning and sending. */
  | { readonly kind: 'outdated' }
  | { readonly kind: 'too-late' }
  /** A person has to put something right first. */
  | { readonly kind: 'blocked'; readonly outcome: string }
  | { readonly kind: 'impossible'; readonly outcome: string }
  | { readonly kind: 'no-address' }
  /** The calendar wants it at `dueAt`, and before `last` if it is late; without `last` it must not be late. */
  | { readonly kind: 'due'; readonly dueAt: string; readonly last?: Date | null; readonly now: Date }
  | { readonly kind: 'called-off'; readonly outcome: string }
  | { readonly kind: 'meeting-begun' }
  | HandEvent

/** What the coordinator decides. */
export type HandEvent =
  | { readonly kind: 'hold'; readonly by: string }
  | { readonly kind: 'release'; readonly now: Date }
  | { readonly kind: 'send-again'; readonly now: Date }
  | { readonly kind: 'leave'; readonly by: string }
  | { readonly kind: 'it-is-there'; readonly by: string; readonly now: Date }

/** The columns that change. */
export interface Transition {
  readonly state: DeliveryState
  readonly dueAt?: string
  readonly nextAt?: string
  readonly sentAt?: string
  readonly messageId?: string | null
  readonly tries?: number
  readonly looks?: number
  readonly outcome?: string | null
  readonly postsArrived?: number
  readonly postsTotal?: number
  readonly recheckAt?: string | null
  readonly lookFrom?: string | null
}
