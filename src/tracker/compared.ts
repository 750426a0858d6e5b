import type { ImportQuestion } from '../../data/import/questions.ts'
import type { GivenDay } from '../domain/plan.ts'
import type { State } from '../domain/scale.ts'

type QuestionKind =
  | 'plan'
  | 'year'
  | 'date'
  | 'date-request'
  | 'final-rating'
  | 'conflict'
  | 'rating'
  | 'complete'
  | 'missing-row'
  | 'reference'
  | 'row'
  | 'new-item'
  | 'owner'
  | 'wording'
  | 'formula'
  | 'child-detail'

/** What a tracker leaves open. */
export interface TrackerQuestion extends ImportQuestion {
  readonly kind: QuestionKind
  readonly place: string
}

/** What a row does, once nothing about it is open. */
export type TrackerAct =
  | {
      readonly kind: 'update'
      readonly itemId: number
      readonly ref: string
      readonly rating?: string
      readonly state?: State
      readonly completedOn?: string
      readonly note?: string
      /** Whether it holds from the export, or from now. */
      readonly holds: 'from-export' | 'from-now'
    }
  | {
      readonly kind: 'date-request'
      readonly ref: string
      readonly to: GivenDay
      readonly reason: string
    }
  | {
      readonly kind: 'date-decided'
      readonly ref: string
      readonly to: GivenDay
      /** As it was typed. */
      readonly body: string
      readonly day: string
      readonly minute: string
    }
  | {
      readonly kind: 'owners'
      readonly ref: string
      readonly owners: readonly string[]
      readonly reason: string
    }
  | { readonly kind: 'wording'; readonly ref: string; readonly title: string }
  | { readonly kind: 'leaves'; readonly ref: string; readonly reason: string }
  | {
      readonly kind: 'joins'
      readonly ref: string
      readonly within: string | null
      readonly title: string
      readonly owner: string | null
      readonly due: GivenDay | null
    }

/** One field of one item, for whoever looks at it before it is recorded. */
export interface TrackerChange {
  readonly ref: string
  readonly field:
    | 'rating'
    | 'state'
    | 'completed-on'
    | 'note'
    | 'due'
    | 'owner'
    | 'wording'
    | 'leaves'
    | 'joins'
  readonly from: string | null
  readonly to: string | null
  readonly place: string
  readonly note?: string
}

/** What one row of the file says that the export did not. */
export interface ComparedRow {
  readonly place: string
  /** What the row says: it counts once. */
  readonly key: string
  readonly changes: readonly TrackerChange[]
  readonly acts: readonly TrackerAct[]
  readonly questions: readonly TrackerQuestion[]
}

export interface Compared {
  readonly plan: string
  /** ISO instant of the export. */
  readonly exported: string
  /** "tracker of 24 November 2020" */
  readonly source: string
  readonly rows: readonly ComparedRow[]
  readonly unchanged: number
  /** Rows of which everything was recorded from this file or another copy of it. */
  readonly recordedBefore: number
  readonly notices: readonly string[]
}
