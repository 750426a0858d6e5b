import type { Day } from './plan.ts'

/** Whether a meeting took place. */
export type Met = 'quorate' | 'inquorate' | 'not-met'

/** What is said of a meeting, and what a board does besides deciding requests. */
export interface BoardDetails {
  /** Whether it took place, and who took the chair. */
  readonly met: { readonly how: Met; readonly words: string | null }
  /** Its minutes were approved as a correct record, at a later meeting. */
  readonly minutes: { readonly at: Day; readonly words: string | null }
  /** A minute's number or words were put right. */
  readonly correction: { readonly request: number; readonly was: string; readonly is: string }
  /** Somebody declared an interest in an item. */
  readonly interest: {
    readonly who: string
    /** The holders at the time, whom it binds. */
    readonly personIds: readonly number[]
    readonly left: boolean
    readonly nature: string
    /** Who took the chair for the item. */
    readonly chaired: string | null
  }
  /** The board's own view of an item, beside its owner's. */
  readonly assessment: { readonly rating: string; readonly words: string }
  readonly 'assessment-lifted': { readonly words: string | null }
  /** A finished item is looked at again on a day, to see whether it held. */
  readonly monitoring: { readonly until: Day; readonly shows: string }
  readonly 'monitoring-answer': {
    readonly answer: 'held' | 'reopened' | 'not-sure'
    readonly words: string | null
    /** The day on which it is asked again. */
    readonly again: Day | null
  }
  /** How an officer judges the way an item is going, beside what the ratings say. */
  readonly direction: { readonly way: 'improving' | 'steady' | 'worsening'; readonly because: string }
  /** The plan was submitted or published, or a version of it was agreed. */
  readonly version: {
    readonly what: 'agreed' | 'submitted' | 'published'
    readonly on: Day
    readonly words: string | null
  }
  /** What it is told of a meeting was released; a committee's paper was circulated by somebody. */
  readonly release: {
    readonly how: 'released' | 'circulated' | 'tabled' | 'late' | 'urgent'
    /** The meeting's day then. */
    readonly for: Day
    readonly on: Day
    readonly words: string | null
  }
  /** A digest that was out was put right. */
  readonly 'digest-correction': { readonly for: Day; readonly words: string; readonly because: string }
  /** A completion was not accepted. */
  readonly 'not-accepted': { readonly words: string }
  /** What the board resolved, in its own words. */
  readonly resolution: {
    readonly verb: string
    readonly words: string
    readonly reasons: string | null
    readonly options: string | null
    readonly interests: string | null
  }
  /** Something for another body or the executive to answer. */
  readonly referral: { readonly to: string; readonly words: string; readonly due: Day | null }
  readonly response: {
    readonly outcome: 'accepted' | 'accepted-in-part' | 'not-accepted'
    readonly words: string
  }
  /** A judgement of an external review, in its own words, on an area. */
  readonly judgement: { readonly words: string; readonly on: Day }
  /** A report that the board is to get. */
  readonly commitment: {
    readonly topic: string
    readonly lead: string | null
    /** The meeting that it is for; null: to be confirmed. */
    readonly day: Day | null
    readonly isStanding: boolean
  }
  readonly report: { readonly isNil: boolean; readonly day: Day; readonly words: string | null }
}

export type BoardEntryKind = keyof BoardDetails

/** An entry as it stands in the record. */
export type BoardEntry = {
  [Kind in BoardEntryKind]: {
    readonly id: number
    readonly bodyId: number
    readonly meetingId: number | null
    readonly itemId: number | null
    readonly aboutId: number | null
    readonly kind: Kind
    readonly details: BoardDetails[Kind]
    readonly personId: number
    readonly recordedAt: string
    /** The day of its meeting. */
    readonly meetingDay: Day | null
  }
}[BoardEntryKind]

export type EntryOf<Kind extends BoardEntryKind> = Extract<BoardEntry, { readonly kind: Kind }>

export function ofKind<Kind extends BoardEntryKind>(
  entries: readonly BoardEntry[],
  kind: Kind,
): readonly EntryOf<Kind>[] {
  return entries.filter((entry): entry is EntryOf<Kind> => entry.kind === kind)
}
