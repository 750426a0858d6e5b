import type { Body, Day, Item, Level, Role, Term } from './plan.ts'
import type { PlanName } from './plan-name.ts'
import type { ReferenceIndex } from './reference.ts'
import type { RequestKind } from './request.ts'
import type { Scale } from './scale.ts'

/** The names that a line can refer to: what the reader knows about the plan and the day. */
export interface Vocabulary {
  readonly today: Day
  readonly references: ReferenceIndex
  readonly scale: Scale
  /** The plan's own words for its levels, from the outside in. */
  readonly levels: readonly Level[]
  /** The outermost items, where the plan has items within them. */
  readonly groups: readonly Item[]
  readonly roles: readonly Role[]
  readonly bodies: readonly Body[]
  /** The meetings to come, by their bodies' codes, the nearest first. */
  readonly meetings: readonly { readonly body: string; readonly day: Day }[]
  /** Code of the body that decides dates: "the board". */
  readonly decides: string
  /** School terms, if the plan says when they are. */
  readonly terms: readonly Term[]
  readonly people: readonly { readonly code: string; readonly name: string }[]
  readonly commands: readonly string[]
  /** What the speaker’s plans are called. */
  readonly plans: readonly PlanName[]
}

/** What the conversation was about and what is open, for words that refer back. */
export interface Memory {
  /** The last question that was answered, in command form. */
  readonly lastLine: string | null
  /** The single item last spoken of. */
  readonly lastRef: string | null
  /** The items of the last answer, in its order, if the line may point at them. */
  readonly listed: readonly string[]
  /** What this person recorded last, if it can still be undone. */
  readonly lastSaid: readonly RecalledEntry[]
  /** Items that are complete or signed off. */
  readonly finished: ReadonlySet<string>
  /** Items of which somebody has said how they stand, and that are not finished. */
  readonly confirmable: ReadonlySet<string>
  readonly requests: readonly RecalledRequest[]
  /** Codes of the roles that this person holds. */
  readonly roles: readonly string[]
  /** Whether this person records what boards decide. */
  readonly isCoordinator: boolean
}

export interface RecalledEntry {
  readonly id: number
  readonly ref: string
  readonly rating: string | null
  readonly state: string | null
  readonly note: string | null
}

/** An undecided request. */
export interface RecalledRequest {
  readonly number: number
  readonly kind: RequestKind
  readonly ref: string
  readonly toDay: Day | null
  /** As it was given. */
  readonly reason: string | null
  /** Whether this person asked for it. */
  readonly isMine: boolean
  /** Whether this person may decide it, or record what the body decided. */
  readonly mayDecide: boolean
}

export const NOTHING_RECALLED: Memory = {
  lastLine: null,
  lastRef: null,
  listed: [],
  lastSaid: [],
  finished: new Set(),
  confirmable: new Set(),
  requests: [],
  roles: [],
  isCoordinator: false,
}
