import { memoize } from './bounded-map.ts'

/** What a rating requires; the question is the plan's own wording. */
export interface Demand {
  readonly kind: 'note' | 'date' | 'evidence' | 'sign-off'
  readonly question: string
}

/** A colour family, from which each renderer chooses its own shade. It is never shown without the label. */
export type Tone = 'red' | 'orange' | 'amber' | 'yellow' | 'green' | 'blue' | 'purple' | 'grey'

export interface Rating {
  readonly code: string
  readonly label: string
  readonly letter: string
  /** One character with a shape unlike any other rating's. */
  readonly mark: string
  readonly tone: Tone
  /** The plan's own key. */
  readonly definition: string
  /** Other words people use for it. */
  readonly words: readonly string[]
  readonly demands: readonly Demand[]
  /** The state that this rating implies, if any. */
  readonly impliesState?: State | undefined
  /** The best there is. Given only by sign-off, if its key demands that. */
  readonly final: boolean
  /** Listed among what needs attention. */
  readonly offTrack: boolean
}

export type State = 'not-started' | 'in-progress' | 'complete'

/** How the key reads an item that has not started. `red` means the worst rating of the scale. */
export type NotStartedReading = 'red' | 'red-when-start-passed' | 'unrated'

/** The ratings of a plan. A plan that rates nothing has none, and its states alone are counted. */
export interface Scale {
  /** Worst first, in whatever order the plan prints them. */
  readonly ratings: readonly Rating[]
  readonly notStarted: NotStartedReading
  /** The plan prints the best first. */
  readonly order?: 'best-first' | undefined
}

export const STATE_WORDS: Record<State, string> = {
  'not-started': 'not started',
  'in-progress': 'in progress',
  complete: 'complete',
}

/** The ratings with those marked off track that the plan says are; if it says nothing, the worse half, rounded down. */
export function withOffTrack(
  ratings: readonly (Omit<Rating, 'offTrack'> & { readonly offTrack?: boolean | undefined })[],
): readonly Rating[] {
  const isSaid = ratings.some(({ offTrack }) => offTrack !== undefined)
  const half = Math.floor(ratings.length / 2)
  return ratings.map((rating, index) => ({
    ...rating,
    offTrack: isSaid ? rating.offTrack === true : index < half,
  }))
}

/** A rating beside a number or after "is": "red", "rated 2", "rated “Some delay”". */
export function ratingWords({ label }: Pick<Rating, 'label'>): string {
  if (isWord({ label })) return label.toLowerCase()
  return /^[\p{L}\p{N}]+$/u.test(label) ? `rated ${label}` : `rated “${label}”`
}

/** Whether a label is a word, which stands by itself; a number or a phrase needs "rated". */
export function isWord({ label }: Pick<Rating, 'label'>): boolean {
  return /^\p{L}+$/u.test(label)
}

/** Whether a rating is given by sign-off alone. */
export function needsSignOff({ final, demands }: Pick<Rating, 'final' | 'demands'>): boolean {
  return final && demands.some(({ kind }) => kind === 'sign-off')
}

export function findRating(scale: Scale, code: string): Rating {
  const rating = scale.ratings.find((candidate) => candidate.code === code)
  if (!rating) throw new Error(`no rating ${code} in this scale`)
  return rating
}

/** The rating that a word, a letter or a phrase means; undefined if none. */
export function ratingFromWord(scale: Scale, word: string): Rating | undefined {
  return ratingsByWord(scale).get(plain(word))
}

/** Indexed once: every word of a line is looked up. A word claimed by two ratings belongs to the worse one. */
const ratingsByWord = memoize(({ ratings }: Scale): ReadonlyMap<string, Rating> => {
  const bestFirst = [...ratings].reverse()
  return new Map(
    bestFirst.flatMap((rating) =>
      [rating.code, rating.label, rating.letter, ...rating.words].map(
        (word) => [plain(word), rating] as const,
      ),
    ),
  )
})

/** A rating as it is typed, for an example; in a plan without ratings a state. */
export function exampleRating({ ratings }: Scale): string {
  return (ratings[1] ?? ratings[0])?.label.toLowerCase() ?? STATE_WORDS['in-progress']
}

export function worst(scale: Scale, codes: readonly string[]): Rating | undefined {
  return scale.ratings.find((rating) => codes.includes(rating.code))
}

/** Worst is 0. */
export function rank(scale: Scale, code: string): number {
  return scale.ratings.findIndex((rating) => rating.code === code)
}

export function finalRating(scale: Scale): Rating | undefined {
  return scale.ratings.find((rating) => rating.final)
}

function plain(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s-]+/g, ' ')
    .trim()
}
