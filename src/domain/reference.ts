import { memoize } from './bounded-map.ts'
import { listed } from './format.ts'
import type { Item } from './plan.ts'

/**
 * Items by the normalised form of their reference. One that nobody bears any more finds the item that bore it last, by that
 * reference; to go through the index is to go through those of today.
 */
export type ReferenceIndex = ReadonlyMap<string, Item>

const SEPARATORS = new Set([',', ';', '&', '+', '/', 'and', 'or'])
const RANGE_WORDS = new Set(['-', 'to', 'through'])
/** Longer references are found only as the plan writes them. */
const MOST_PIECES = 12
/** Longer texts are not a list that a person would type. */
const MOST_CHARACTERS = 400

/** `earlier` are items under references that they bore before, the latest bearer last. */
export function indexReferences(items: readonly Item[], earlier: readonly Item[] = []): ReferenceIndex {
  const byReference = (all: readonly Item[]) =>
    new Map(all.filter((item) => !needsWord(item)).map((item) => [plainReference(item.ref), item] as const))
  const present = byReference(items)
  const gone = earlier.filter(({ ref }) => !present.has(plainReference(ref)))
  return new References(present, byReference(gone))
}

/** Whether an item is named with the word of its level, "area A": alone, its reference is a letter, a word or a number. */
export function needsWord({ place, ref }: Pick<Item, 'place' | 'ref'>): boolean {
  return place === 'rolled-up' && (/^\p{L}+$/u.test(ref) || /^\p{N}+$/u.test(ref))
}

class References extends Map<string, Item> {
  readonly earlier: ReadonlyMap<string, Item>

  constructor(present: ReadonlyMap<string, Item>, earlier: ReadonlyMap<string, Item>) {
    super(present)
    this.earlier = earlier
  }

  override get(key: string): Item | undefined {
    return super.get(key) ?? this.earlier.get(key)
  }

  override has(key: string): boolean {
    return super.has(key) || this.earlier.has(key)
  }
}

/** `A2(c)`, `a2c`, `A2.c` and `A2 c)` are the same, and so are `SRR 08` and `srr8`; `1.2.3` and `12.3` are different. */
export function plainReference(text: string): string {
  return keyOf(pieces(text))
}

function keyOf(tokens: readonly string[]): string {
  return joined(tokens.filter(isAlphanumeric))
}

function isAlphanumeric(piece: string): boolean {
  return /[\p{L}\p{N}]/u.test(piece)
}

/**
 * The items that a text names, if it names nothing else: `A2(c)`, `B2 a, b and d`, `A1(a)-(d)`, `A1-A3`. A bare letter
 * belongs to the item named before it. Undefined if any part is unknown.
 */
export function readReferences(text: string, index: ReferenceIndex): readonly Item[] | undefined {
  if (text.length > MOST_CHARACTERS) return undefined
  const written = asWritten(text, index)
  if (written) return [written]
  const tokens = pieces(text)
  const found: Item[] = []
  let at = 0
  let base = ''
  while (at < tokens.length) {
    const first = atom(tokens, at, base, index)
    if (!first) return undefined
    at = first.next
    base = baseOf(first.item, index)
    const isRange = RANGE_WORDS.has(tokens[at] ?? '')
    const last = isRange ? atom(tokens, at + 1, base, index) : undefined
    if (isRange && !last) return undefined
    const named = last ? between(first.item, last.item, index) : [first.item]
    if (!named) return undefined
    found.push(...named)
    if (last) at = last.next
    if (at === tokens.length) break
    if (!SEPARATORS.has(tokens[at] ?? '')) return undefined
    while (SEPARATORS.has(tokens[at] ?? '')) at += 1
    if (at === tokens.length) return undefined
  }
  return found.length > 0 ? [...new Set(found)] : undefined
}

/** An exact reference as the plan writes it, including hyphens. */
function asWritten(text: string, index: ReferenceIndex): Item | undefined {
  return shapeOf(index).written.get(squashed(text))
}

function squashed(text: string): string {
  return text.normalize('NFKC').toLowerCase().trim()
}

interface Shape {
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
const shapeOf = memoize((index: ReferenceIndex): Shape => {
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
  const { mostLetters, written } = shapeOf(index)
  const runs = word.match(LETTERS) ?? []
  return (
    runs.every((run) => run.length <= mostLetters || SEPARATORS.has(run) || RANGE_WORDS.has(run)) ||
    written.has(word)
  )
}

/** Whether any reference is of several words. */
export function hasSeveralWords(index: ReferenceIndex): boolean {
  return shapeOf(index).beginnings.size > 0
}

/** Whether a lower-case word could begin a reference of several words. */
export function beginsSeveralWords(word: string, index: ReferenceIndex): boolean {
  return shapeOf(index).beginnings.has(word)
}

/**
 * The longest run of tokens from `at` that names one item, alone or within the item named before. What separates two
 * references is first tried as part of one.
 */
function atom(
  tokens: readonly string[],
  at: number,
  base: string,
  index: ReferenceIndex,
): { item: Item; next: number } | undefined {
  const { separated } = shapeOf(index)
  for (let next = Math.min(tokens.length, at + MOST_PIECES); next > at; next -= 1) {
    const run = tokens.slice(at, next)
    const key = joined(run)
    const item = run.every(isNamePiece)
      ? (index.get(key) ?? (base === '' ? undefined : index.get(joined([base, key]))))
      : separated.get(key)
    if (item) return { item, next }
  }
  return undefined
}

function between(first: Item, last: Item, index: ReferenceIndex): readonly Item[] | undefined {
  if (!areSiblings(first, last) || first.sortOrder > last.sortOrder) return undefined
  return [...index.values()].filter(
    (item) =>
      areSiblings(item, first) && item.sortOrder >= first.sortOrder && item.sortOrder <= last.sortOrder,
  )
}

function areSiblings(one: Item, other: Item): boolean {
  return one.level === other.level && one.parentId === other.parentId
}

function baseOf(item: Item, index: ReferenceIndex): string {
  for (const [key, candidate] of index) {
    if (candidate.id === (item.parentId ?? item.id)) return key
  }
  return ''
}

function pieces(text: string): readonly string[] {
  const plain = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[‐‑‒–—−]/g, '-')
  // A blank between digits matters: "1.1 2 slower" is not about 1.1.2.
  const found = plain.match(/(?<=\p{N})\s+(?=\p{N})|\p{N}+|\p{L}+|[^\s()[\].]/gu) ?? []
  return found.filter((piece) => piece !== '')
}

function isNamePiece(piece: string): boolean {
  return isAlphanumeric(piece) && !SEPARATORS.has(piece) && !RANGE_WORDS.has(piece)
}

/** Separate groups of digits stay separate, without leading zeros; everything else is joined. */
function joined(parts: readonly string[]): string {
  return parts.reduce((all, part) => {
    const digitsMeet = /\p{N}$/u.test(all) && /^\p{N}/u.test(part)
    const plain = part.replace(/^0+(?=\p{N})/u, '')
    return digitsMeet ? `${all}.${plain}` : all + plain
  }, '')
}

interface Named {
  readonly ref: string
  /** The reference of the item around it. */
  readonly parent: string | null
}

/** Three or more in a row are written as a range. */
const SHORTEST_RANGE = 3

/**
 * `B2(a), B2(b) and C2(a) to C2(i)`: neighbours within one item become ranges. Beyond `most` runs, the rest is only
 * counted.
 */
export function refsText(
  named: readonly Named[],
  all: readonly Named[],
  { most = Number.POSITIVE_INFINITY }: { most?: number } = {},
): string {
  const runs = runsOf(named, all)
  if (runs.length <= most) return listed(runs.flatMap(runText))
  const shown = runs.slice(0, most - 1)
  return listed([...shown.flatMap(runText), `${named.length - shown.flat().length} more`])
}

function runsOf(named: readonly Named[], all: readonly Named[]): readonly (readonly Named[])[] {
  const place = new Map(all.map(({ ref }, index) => [ref, index]))
  const runs: Named[][] = []
  for (const each of named) {
    const run = runs.at(-1)
    const last = run?.at(-1)
    const isNext =
      last && each.parent !== null && each.parent === last.parent && follows(place, last.ref, each.ref)
    if (run && isNext) run.push(each)
    else runs.push([each])
  }
  return runs
}

function follows(place: ReadonlyMap<string, number>, one: string, other: string): boolean {
  return place.get(other) === (place.get(one) ?? -2) + 1
}

function runText(run: readonly Named[]): readonly string[] {
  const refs = run.map(({ ref }) => ref)
  return run.length < SHORTEST_RANGE ? refs : [`${refs[0]} to ${refs.at(-1)}`]
}
