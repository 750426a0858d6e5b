import type { Item } from './plan.ts'
import {
  isNamePiece,
  joined,
  keyOf,
  pieces,
  RANGE_WORDS,
  type ReferenceIndex,
  SEPARATORS,
} from './reference.ts'
import { namesOf, squashed } from './reference-names.ts'

/** Longer references are found only as the plan writes them. */
const MOST_PIECES = 12
/** Longer texts are not a list that a person would type. */
const MOST_CHARACTERS = 400

/** Whether a text names an item with the word of its level: "area A". */
export function isWorded(text: string, index: ReferenceIndex): boolean {
  return namesOf(index).worded.has(joined(pieces(text)))
}

interface Reading {
  readonly index: ReferenceIndex
  /** Only an item can stand here: "A" is area A. */
  readonly alone: boolean
}

/**
 * The items that a text names, if it names nothing else: `A2(c)`, `B2 a, b and d`, `A1(a)-(d)`, `A1-A3`, `Rec 1 to 3`,
 * `areas A and B`. A bare letter or number belongs to the item named before it. Undefined if any part is unknown.
 */
export function readReferences(
  text: string,
  index: ReferenceIndex,
  { alone = false }: { alone?: boolean } = {},
): readonly Item[] | undefined {
  if (text.length > MOST_CHARACTERS) return undefined
  const written = namesOf(index).written.get(squashed(text))
  if (written) return [written]
  const reading = { index, alone }
  const tokens = pieces(text)
  const found: Item[] = []
  let at = 0
  let before: Named | undefined
  while (at < tokens.length) {
    const first = atom(tokens, at, before, reading)
    if (!first) return undefined
    at = first.next
    before = first
    const isRange = RANGE_WORDS.has(tokens[at] ?? '')
    const last = isRange ? atom(tokens, at + 1, before, reading) : undefined
    if (isRange && !last) return undefined
    const named = last ? between(first.item, last.item, reading) : [first.item]
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

/** An item, and the pieces by which it was named. */
interface Named {
  readonly item: Item
  readonly next: number
  readonly name: readonly string[]
}

/**
 * The longest run of tokens from `at` that names one item, alone or as short for one beside the item named before. What
 * separates two references is first tried as part of one.
 */
function atom(tokens: readonly string[], at: number, before: Named | undefined, reading: Reading) {
  for (let next = Math.min(tokens.length, at + MOST_PIECES); next > at; next -= 1) {
    const run = tokens.slice(at, next)
    const found =
      itemNamed(run, reading) ??
      (before ? beside(run, before, reading) : undefined) ??
      outer(run, reading) ??
      (isNamePiece(tokens[next] ?? ',') ? undefined : dashed(run, reading.index))
    if (found) return { ...found, next }
  }
  return undefined
}

type Found = Omit<Named, 'next'>

function itemNamed(run: readonly string[], { index }: Reading): Found | undefined {
  const { separated, worded } = namesOf(index)
  const key = joined(run)
  const plain = run.every(isNamePiece) ? index.get(key) : otherSign(run, index)
  const item = separated.get(key) ?? plain
  if (item) return { item, name: pieces(item.ref) }
  const other = worded.get(key)
  return other && { item: other, name: run }
}

/** "A" where only an item can stand. */
function outer(run: readonly string[], { index, alone }: Reading): Found | undefined {
  const item = alone ? namesOf(index).alone.get(joined(run)) : undefined
  return item && { item, name: run }
}

/** `BOD 24-18` for `BOD 24/18`: another sign than the plan writes, in a reference that has one there. */
function otherSign(run: readonly string[], index: ReferenceIndex): Item | undefined {
  const isSigned = run.some((piece) => /^[-/]$/.test(piece)) && run.every((piece) => piece !== ' ')
  const item = isSigned ? index.get(keyOf(run)) : undefined
  const own = item ? pieces(item.ref) : []
  return own.length === run.length &&
    own.every((piece, at) => isNamePiece(piece) === isNamePiece(run[at] ?? ''))
    ? item
    : undefined
}

/** `KLOE-4a`, `B2-a`: a dash between a letter and a number joins them. */
function dashed(run: readonly string[], index: ReferenceIndex): Found | undefined {
  const isJoin = (at: number) => isNumber(run[at - 1]) !== isNumber(run[at + 1]) && run.length > at + 1
  const isName = run.every((piece, at) => isNamePiece(piece) || (piece === '-' && at > 0 && isJoin(at)))
  const item = isName && run.includes('-') ? index.get(keyOf(run)) : undefined
  return item && { item, name: pieces(item.ref) }
}

/**
 * Short for an item beside the one before: `(b)` after `B2(a)` or after `B2`, `09` after `17 SRR 08`, `4b` after `KLOE 4a`,
 * `B` after `area A`.
 */
function beside(run: readonly string[], before: Named, reading: Reading): Found | undefined {
  if (!run.every(isNamePiece)) return undefined
  const parent = within(before.item, reading.index)
  const item = parent === '' ? undefined : reading.index.get(joined([parent, joined(run)]))
  if (item) return { item, name: pieces(item.ref) }
  const last = before.name.findLastIndex(isNamePiece)
  for (let end = last; end > 0; end -= 1) {
    if (isNumber(before.name[end]) !== isNumber(run[0]) || before.name[end] === ' ') continue
    // A number stands for the last one; "4b" for "4a".
    if (run.length === 1 && end < last) return undefined
    const found = itemNamed([...before.name.slice(0, end), ...run], reading)
    if (found) return found
  }
  return undefined
}

function isNumber(piece: string | undefined): boolean {
  return /^\p{N}/u.test(piece ?? '')
}

function between(first: Item, last: Item, { index }: Reading): readonly Item[] | undefined {
  if (!areSiblings(first, last) || first.sortOrder > last.sortOrder) return undefined
  return namesOf(index).present.filter(
    (item) =>
      areSiblings(item, first) && item.sortOrder >= first.sortOrder && item.sortOrder <= last.sortOrder,
  )
}

function areSiblings(one: Item, other: Item): boolean {
  return one.level === other.level && one.parentId === other.parentId
}

/** The key of the item around one, or of the item itself where it is an outermost one. */
function within(item: Item, index: ReferenceIndex): string {
  for (const [key, candidate] of index) {
    if (candidate.id === (item.parentId ?? item.id)) return key
  }
  return ''
}
