/** What a document says of a plan, before it is one: the form of `wsoa read --json`. */
export interface Extracted {
  readonly title: string | null
  readonly levels: readonly string[]
  readonly positionAt: WrittenDate | null
  readonly tables: readonly { readonly place: string; readonly role: 'actions' | 'key' }[]
  readonly scale: readonly ScaleRating[]
  readonly bodies: readonly string[]
  readonly counts: Readonly<Record<string, number>>
  readonly items: readonly ExtractedItem[]
}

export interface ScaleRating {
  readonly rating: string
  readonly words: string | null
  readonly colour?: string
  readonly place: string
}

export type Exactness = 'day' | 'month' | 'quarter' | 'term' | 'range' | 'ongoing' | 'none'

export interface WrittenDate {
  /** A day, a month, a term, or null. */
  readonly on: string | null
  readonly exact: Exactness
  readonly printed: string | null
  readonly range?: { readonly from: string; readonly to: string }
}

export interface ExtractedRating {
  readonly value: string | null
  readonly basis: Basis
  readonly at?: string
  readonly place: string
  readonly asked?: true
}

export type Basis = 'cell colour' | 'score' | 'letter' | 'words'

export interface Checkpoint {
  readonly at: string
  readonly printed: string
  readonly rating: string | null
  readonly basis: Basis
  readonly colour?: string
  readonly place: string
  readonly asked?: true
}

export interface ExtractedItem {
  readonly ref: string | null
  readonly title: string
  readonly level: string
  readonly parent: string | null
  readonly place: string
  readonly owners: readonly string[]
  readonly accountable?: string | null
  readonly due: WrittenDate | null
  readonly revisions: readonly WrittenDate[]
  readonly rating: ExtractedRating | null
  readonly checkpoints: readonly Checkpoint[]
  readonly narrative: readonly string[]
  readonly outcomes: readonly string[]
  readonly measures: readonly string[]
  readonly steps: readonly string[]
  readonly evidence: readonly string[]
  readonly directionTyped?: string
  readonly reviewOn?: string
  readonly completeOn?: WrittenDate
  /** The fields that stay open until their question is answered. */
  readonly asked: readonly string[]
}

export type QuestionKind =
  | 'plan'
  | 'year'
  | 'which-column'
  | 'scale'
  | 'colour'
  | 'colour-key'
  | 'rating'
  | 'final-rating'
  | 'contradiction'
  | 'date'
  | 'no-date'
  | 'pairing'
  | 'reference'
  | 'level'
  | 'owner'
  | 'no-owner'
  | 'post'
  | 'lead'
  | 'narrative'
  | 'complete'
  | 'row'
  | 'hidden'
  | 'comment'
  | 'tracked-change'
  | 'formula'
  | 'child-detail'

export interface Question {
  /** Kind and subject, and never a place: a corrected file asks only what is new. */
  readonly key: string
  readonly kind: QuestionKind
  readonly place: string
  readonly about: string
  readonly offers: readonly string[]
  readonly ref?: string
  readonly refs?: readonly string[]
  readonly posts?: readonly string[]
  /** How many cells it is about. */
  readonly seen?: number
  readonly nearest?: string
}

/** Choices by the keys of their questions. */
export type Answers = ReadonlyMap<string, string>
