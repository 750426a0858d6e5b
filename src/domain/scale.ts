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
  /** Given only by sign-off. */
  readonly final: boolean
}

export type State = 'not-started' | 'in-progress' | 'complete'

/** How the key reads an item that has not started. `red` means the worst rating of the scale. */
export type NotStartedReading = 'red' | 'red-when-start-passed' | 'unrated'

export interface Scale {
  /** Worst first. */
  readonly ratings: readonly Rating[]
  readonly notStarted: NotStartedReading
}

export const STATE_WORDS: Record<State, string> = {
  'not-started': 'not started',
  'in-progress': 'in progress',
  complete: 'complete',
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
