import type { Item } from './plan.ts'
import { isNamePiece, joined, pieces, RANGE_WORDS, type ReferenceIndex, SEPARATORS } from './reference.ts'
import { asWritten, namesOf } from './reference-names.ts'

/** Longer references are found only as the plan writes them. */
const MOST_PIECES = 12
/** Longer texts are not a list that a person would type. */
const MOST_CHARACTERS = 400

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
  const { separated } = namesOf(index)
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
