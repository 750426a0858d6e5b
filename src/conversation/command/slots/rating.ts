import { listed } from '../../../domain/format.ts'
import { ratingFromWord, type State } from '../../../domain/scale.ts'
import { phrases, plainPhrase, type Slots } from './slot.ts'

/** Phrases for each state. */
export const STATES: ReadonlyMap<string, State> = new Map(
  Object.entries({
    'not-started': [
      'not started',
      "hasn't started",
      'hasnt started',
      'has not started',
      "haven't started",
      'not yet started',
      'yet to start',
      'not begun',
    ],
    'in-progress': ['in progress', 'started', 'under way', 'underway', 'in hand', 'begun'],
    complete: ['complete', 'completed', 'done', 'finished'],
  } satisfies Record<State, string[]>).flatMap(([state, said]) =>
    said.map((phrase) => [phrase, state as State] as const),
  ),
)

export const ratingSlots = {
  rating: {
    candidates: (words, at, vocabulary) =>
      phrases(words, at, 4, (phrase, next) =>
        isArticle(phrase) && next < words.list.length
          ? undefined
          : ratingFromWord(vocabulary.scale, plainPhrase(phrase))?.code,
      ),
    expected: ({ scale }) =>
      `a rating: ${listed(
        scale.ratings.map((rating) => `${rating.label.toLowerCase()} (${rating.letter})`),
        'or',
      )}`,
    known: ({ scale }) => scale.ratings.map((rating) => rating.label.toLowerCase()),
  },
  /** As a filter: here the letter of an area means the area. */
  'rating-word': {
    candidates: (words, at, { scale, areas }) =>
      phrases(words, at, 4, (phrase) => {
        const word = plainPhrase(phrase)
        if (areas.some((area) => area.code.toLowerCase() === word)) return undefined
        return (ratingFromWord(scale, word) ?? ratingFromWord(scale, word.replace(/s$/, '')))?.code
      }),
    expected: ({ scale }) =>
      `a rating: ${listed(
        scale.ratings.map((rating) => rating.label.toLowerCase()),
        'or',
      )}`,
    known: ({ scale }) => scale.ratings.map((rating) => rating.label.toLowerCase()),
  },
  state: {
    candidates: (words, at) =>
      phrases(words, at, 3, (phrase) => STATES.get(plainPhrase(phrase).replace(/-/g, ' '))),
    expected: () => 'a state: not started, in progress or complete',
    known: () => ['not started', 'in progress', 'complete'],
  },
} satisfies Slots

/** "update C2 a delay came up" does not rate it amber. */
function isArticle(phrase: string): boolean {
  return phrase === 'a' || phrase === 'i'
}
