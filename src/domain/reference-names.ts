import { memoize } from './bounded-map.ts'
import type { Item, Level } from './plan.ts'
import {
  isNamePiece,
  joined,
  pieces,
  RANGE_WORDS,
  type ReferenceIndex,
  References,
  SEPARATORS,
} from './reference.ts'

interface Names {
  /** Items by their reference as the plan writes it, in lower case. */
  readonly written: ReadonlyMap<string, Item>
  /** Items whose reference holds a sign or a word that otherwise separates two, by all of its pieces: `24/18(b)`. */
  readonly separated: ReadonlyMap<string, Item>
  /** Items by the word of their level and their reference, by all pieces: `area a`, `recommendation 13`. */
  readonly worded: ReadonlyMap<string, Item>
  /** Items that are named with the word of their level, by their reference alone: for a place where only an item can stand. */
  readonly alone: ReadonlyMap<string, Item>
  /** What is in the plan, in its order. */
  readonly present: readonly Item[]
  /** The words with which a reference of several words begins, levels' words among them: `rec` of `Rec 1`. */
  readonly beginnings: ReadonlySet<string>
  /** The words that stand in references of several words, and in the names of levels. */
  readonly words: ReadonlySet<string>
  /** The most letters that stand together in any reference. */
  readonly mostLetters: number
  /** Whether any reference is of several words. */
  readonly hasSeveralWords: boolean
  /** Whether any reference is a number alone. */
  readonly hasNumbers: boolean
}

/** Computed once per plan: every word of a line is checked against it. */
export const namesOf = memoize((index: ReferenceIndex): Names => {
  const { earlier, around } =
    index instanceof References ? index : { earlier: new Map<string, Item>(), around: NOTHING_AROUND }
  const runs = [...earlier.keys(), ...index.keys()].flatMap((key) => key.match(LETTERS) ?? [])
  // What is borne today comes last, and so is found first.
  const items = [...earlier.values(), ...index.values()]
  const outer = [...around.earlierOuter, ...around.outer]
  const named = [...outer, ...items]
  const levels = around.levels.map((level) => calledSo(level))
  const several = items.flatMap(({ ref }) => squashed(ref).split(' ').slice(0, -1))
  const heads = [...index.keys()].flatMap((key) => key.match(/^\p{L}{2,}/u) ?? [])
  return {
    written: new Map(items.map((item) => [squashed(item.ref), item])),
    separated: new Map([...dashless(items), ...bracketless(items), ...separated(items)]),
    worded: new Map(
      named.flatMap((item) =>
        wordedNames(item, levels[item.level] ?? []).map((name) => [name, item] as const),
      ),
    ),
    alone: new Map(outer.map((item) => [joined(pieces(item.ref)), item])),
    present: [...around.outer, ...index.values()].sort((one, other) => one.sortOrder - other.sortOrder),
    beginnings: new Set([
      ...items.flatMap(({ ref }) => squashed(ref).split(' ').slice(0, -1).slice(0, 1)),
      ...heads,
      ...heads.map((head) => `${head}s`),
      ...levels.flat().flatMap((called) => called.split(' ').slice(0, 1)),
    ]),
    words: new Set([
      ...several,
      ...heads,
      ...outer.map(({ ref }) => squashed(ref)),
      ...levels.flat().flatMap((called) => called.split(' ')),
    ]),
    mostLetters: Math.max(0, ...runs.map((run) => run.length)),
    hasSeveralWords: several.length > 0,
    hasNumbers: [...index.keys()].some((key) => /^\p{N}+$/u.test(key)),
  }
})

const NOTHING_AROUND = { outer: [], earlierOuter: [], levels: [] }
const LETTERS = /\p{L}+/gu

function separated(items: readonly Item[]): readonly (readonly [string, Item])[] {
  return items
    .map((item) => ({ item, tokens: pieces(item.ref) }))
    .filter(({ tokens }) => !tokens.every(isNamePiece))
    .map(({ item, tokens }) => [joined(tokens), item])
}

/** `PAP205` for `PAP2-05`, where it is no other item. */
function dashless(items: readonly Item[]): readonly (readonly [string, Item])[] {
  return unique(
    items
      .filter(({ ref }) => /\p{N}-\p{N}/u.test(ref))
      .map((item) => [joined(pieces(item.ref.replaceAll('-', ''))), item] as const),
  )
}

/** `SR 25/26 01` for `SR (25/26) 01`: without brackets there is a blank between digits, as printed. */
function bracketless(items: readonly Item[]): readonly (readonly [string, Item])[] {
  return unique(
    items
      .filter(({ ref }) => /\p{N}[)\]] \p{N}|\p{N} [([]\p{N}/u.test(ref))
      .map((item) => [joined(pieces(item.ref.replace(/[()[\]]/g, ''))), item] as const),
  )
}

function unique(found: readonly (readonly [string, Item])[]): readonly (readonly [string, Item])[] {
  return found.filter(([key, item]) => found.every(([other, { id }]) => other !== key || id === item.id))
}

/** What people call the items of a level: `recommendation`, `recommendations`, `rec`, `item`. */
function calledSo({ word, plural }: Level): readonly string[] {
  const names = [word, plural].map(squashed)
  const first = names[0]?.split(' ')[0] ?? ''
  const isLong = names[0]?.includes(' ')
  const short = first === 'recommendation' ? ['rec', 'recs'] : []
  return [...new Set([...names, ...(isLong ? [first, `${first}s`] : []), ...short, 'item', 'items'])]
}

/** `area a` of A, and `recommendation 1` of 1 and of `Rec 1`, which `recs 1` may begin as well. */
function wordedNames({ ref }: Item, called: readonly string[]): readonly string[] {
  const own = pieces(ref)
  const [first = '', ...others] = own
  const isShortened = (name: string) =>
    /^\p{L}{2,}$/u.test(first) && others.length > 0 && name.startsWith(first)
  const plural = /^\p{L}{3,}$/u.test(first) && others.length > 0 ? [joined([`${first}s`, ...others])] : []
  return [
    ...plural,
    ...called.flatMap((name) => [
      joined([...pieces(name), ...own]),
      ...(isShortened(name) ? [joined([...pieces(name), ...others])] : []),
    ]),
  ]
}

export function squashed(text: string): string {
  return text.normalize('NFKC').toLowerCase().trim().replace(/\s+/g, ' ')
}

/** Whether a lower-case word could belong to a list of references: a quick check before parsing. */
export function mayBeReference(word: string, index: ReferenceIndex): boolean {
  const { mostLetters, written, words, alone } = namesOf(index)
  const runs = word.match(LETTERS) ?? []
  return (
    runs.every((run) => run.length <= mostLetters || SEPARATORS.has(run) || RANGE_WORDS.has(run)) ||
    written.has(word) ||
    words.has(word) ||
    alone.has(word)
  )
}

/** Whether a lower-case word could go on a reference of several words, or the name of a level. */
export function goesOnSeveralWords(word: string, index: ReferenceIndex): boolean {
  const { words, hasSeveralWords } = namesOf(index)
  return words.has(word) || (hasSeveralWords && mayBeReference(word, index))
}

/** Whether a lower-case word could begin a reference of several words. */
export function beginsSeveralWords(word: string, index: ReferenceIndex): boolean {
  return namesOf(index).beginnings.has(word)
}

/** Whether any reference is a number alone, which may be anything else in a sentence. */
export function hasNumbersAlone(index: ReferenceIndex): boolean {
  return namesOf(index).hasNumbers
}
