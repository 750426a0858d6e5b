import { isCounted, isWhole } from './counts.ts'
import type { Facts, ItemFacts } from './facts.ts'

/** A part in which a whole plan is told: an outermost item that is rolled up, with all that is below it. */
export interface Group {
  /** Null for the items that are within no such item. */
  readonly whole: ItemFacts | null
  /** Without the whole itself, in the plan's order. */
  readonly items: readonly ItemFacts[]
}

/** The parts in which a plan is told. A plan of one level is told in one. */
export function groupsOf({ items }: Pick<Facts, 'items'>): readonly Group[] {
  const byRef = new Map(items.map((item) => [item.ref, item]))
  const rootOf = (item: ItemFacts): ItemFacts => {
    const parent = item.parent === null ? undefined : byRef.get(item.parent)
    return parent ? rootOf(parent) : item
  }
  const wholes = items.filter((item) => item.parent === null && isWhole(item))
  const within = new Map<ItemFacts | null, ItemFacts[]>([...wholes, null].map((whole) => [whole, []]))
  for (const item of items) {
    const root = rootOf(item)
    if (root === item && isWhole(item)) continue
    within.get(isWhole(root) ? root : null)?.push(item)
  }
  return [...within].map(([whole, own]) => ({ whole, items: own })).filter((group) => group.items.length > 0)
}

/** Counted items that are told together: those directly within an item that is rolled up, or a single one. */
export interface Row {
  readonly whole: ItemFacts
  readonly parts: readonly ItemFacts[]
}

/** A group in rows: one for each of its innermost wholes, and one for each counted item beside them. */
export function rowsOf({ whole, items }: Group): readonly Row[] {
  const wholes = [...(whole ? [whole] : []), ...items.filter(isWhole)]
  const divided = new Set(wholes.map(({ parent }) => parent))
  const innermost = wholes.filter(({ ref }) => !divided.has(ref))
  const partsOf = ({ ref }: ItemFacts) => items.filter((item) => isCounted(item) && item.parent === ref)
  const together = new Set(innermost.flatMap(partsOf))
  const rows = [...innermost, ...items.filter((item) => isCounted(item) && !together.has(item))]
  return [...(whole ? [whole] : []), ...items]
    .filter((item) => rows.includes(item))
    .map((item) => ({ whole: item, parts: isCounted(item) ? [item] : partsOf(item) }))
}

/** Everything within an item, in the plan's order; of a counted one, these are its steps. */
export function itemsWithin(item: ItemFacts, items: readonly ItemFacts[]): readonly ItemFacts[] {
  return items
    .filter(({ parent }) => parent === item.ref)
    .flatMap((part) => [part, ...itemsWithin(part, items)])
}
