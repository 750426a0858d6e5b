import { memoize } from './bounded-map.ts'
import type { Item } from './plan.ts'
import {
  isNamePiece,
  joined,
  pieces,
  RANGE_WORDS,
  type ReferenceIndex,
  References,
  SEPARATORS,
} from './reference.ts'

/** An exact reference as the plan writes it, including hyphens. */
export function asWritten(text: string, index: ReferenceIndex): Item | undefined {
  return namesOf(index).written.get(squashed(text))
}

function squashed(text: string): string {
  return text.normalize('NFKC').toLowerCase().trim()
}

interface Names {
  /** Items by their reference as the plan writes it, in lower case. */
  readonly written: ReadonlyMap<string, Item>
  /** Items whose reference holds a sign or a word that otherwise separates two, by all of its pieces: `24/18(b)`. */
  readonly separated: ReadonlyMap<string, Item>
  /** The first words of references of several words: `Rec 1`. */
  readonly beginnings: ReadonlySet<string>
  /** The most letters that stand together in any reference. */
  readonly mostLetters: number
}

/** Computed once per plan: every word of a line is checked against it. */
export const namesOf = memoize((index: ReferenceIndex): Names => {
  const earlier = index instanceof References ? index.earlier : new Map<string, Item>()
  const runs = [...earlier.keys(), ...index.keys()].flatMap((key) => key.match(LETTERS) ?? [])
  // What is borne today comes last, and so is found first.
  const items = [...earlier.values(), ...index.values()]
  return {
    written: new Map(items.map((item) => [squashed(item.ref), item])),
    separated: new Map(
      items
        .map((item) => ({ item, tokens: pieces(item.ref) }))
        .filter(({ tokens }) => !tokens.every(isNamePiece))
        .map(({ item, tokens }) => [joined(tokens), item]),
    ),
    beginnings: new Set(items.flatMap(({ ref }) => squashed(ref).split(' ').slice(0, -1).slice(0, 1))),
    mostLetters: Math.max(0, ...runs.map((run) => run.length)),
  }
})

const LETTERS = /\p{L}+/gu

/** Whether a lower-case word could belong to a list of references: a quick check before parsing. */
export function mayBeReference(word: string, index: ReferenceIndex): boolean {
  const { mostLetters, written } = namesOf(index)
  const runs = word.match(LETTERS) ?? []
  return (
    runs.every((run) => run.length <= mostLetters || SEPARATORS.has(run) || RANGE_WORDS.has(run)) ||
    written.has(word)
  )
}

/** Whether any reference is of several words. */
export function hasSeveralWords(index: ReferenceIndex): boolean {
  return namesOf(index).beginnings.size > 0
}

/** Whether a lower-case word could begin a reference of several words. */
export function beginsSeveralWords(word: string, index: ReferenceIndex): boolean {
  return namesOf(index).beginnings.has(word)
}
