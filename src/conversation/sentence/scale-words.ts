import { memoize } from '../../domain/bounded-map.ts'
import { findRating, type Scale, STATE_WORDS, type State, type Tone } from '../../domain/scale.ts'
import { STATES } from '../command/slots/rating.ts'

/** A rating of the scale, or a state. */
export type Said = { readonly rating: string } | { readonly state: State }

/** The rating or state that a word, a phrase or a coloured disc stands for; single letters do not count. */
export function saidOf(phrase: string, scale: Scale): Said | undefined {
  return phrasesIn(scale).get(phrase.replace(/-/g, ' '))
}

/** Every word for a rating or a state, for "did you mean". */
export function wordsOfScale(scale: Scale): readonly string[] {
  return [...phrasesIn(scale).keys()].filter((phrase) => /^\p{L}{3,}$/u.test(phrase))
}

/** Coloured discs and squares, by the colour of the rating. */
const DISCS: Partial<Record<Tone, string>> = {
  red: '🔴🟥',
  orange: '🟠🟧',
  amber: '🟠🟡🟧🟨',
  yellow: '🟡🟨',
  green: '🟢🟩',
  blue: '🔵🟦',
  purple: '🟣🟪',
}

/** Indexed once: every word of a line is looked up. */
const phrasesIn = memoize((scale: Scale): ReadonlyMap<string, Said> => {
  const states = [...STATES].map(([phrase, state]) => [phrase, { state }] as const)
  const ratings = scale.ratings.flatMap(({ code, label, words, tone }) =>
    [code, label, ...words, ...(DISCS[tone] ?? '')].map(
      (phrase) => [phrase.toLowerCase().replace(/-/g, ' '), { rating: code }] as const,
    ),
  )
  return new Map<string, Said>([...states, ...ratings])
})

/** The word to type in an update: `amber`, `not started`. */
export function wordOf(said: Said): string {
  return 'rating' in said ? said.rating : STATE_WORDS[said.state]
}

/** The word as people read it: "Amber", "not started". */
export function labelOf(said: Said, scale: Scale): string {
  return 'rating' in said ? findRating(scale, said.rating).label : STATE_WORDS[said.state]
}

/** Without duplicates. */
export function distinct(all: readonly Said[]): readonly Said[] {
  return all.filter((each, index) => all.findIndex((other) => wordOf(other) === wordOf(each)) === index)
}
