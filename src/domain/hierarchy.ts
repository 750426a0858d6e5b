import { memoize } from './bounded-map.ts'
import { count, listed } from './format.ts'
import type { Item, Level, Place, Plan } from './plan.ts'

/** An item before it is known which place it has in its plan. */
export type Unplaced = Omit<Item, 'place'>

/**
 * The items with their places. Counted is an item at the counted level, or outside it with no item at or outside that
 * level below it. Nothing else asks for a level.
 */
export function placed<Found extends Unplaced>(
  items: readonly Found[],
  { countedLevel }: Pick<Plan, 'countedLevel'>,
): readonly (Found & Item)[] {
  const divided = new Set(items.flatMap(({ parentId, level }) => (level <= countedLevel ? [parentId] : [])))
  const placeOf = ({ id, level }: Unplaced): Place => {
    if (level > countedLevel) return 'step'
    return level < countedLevel && divided.has(id) ? 'rolled-up' : 'counted'
  }
  return items.map((item) => inPlace(item, placeOf(item)))
}

/** The items in the place that they had last: in most plans that are compared it is the same. */
const inPlaces = new WeakMap<Unplaced, Item>()

function inPlace<Found extends Unplaced>(item: Found, place: Place): Found & Item {
  const known = inPlaces.get(item)
  // What is kept for an item was made of that item.
  if (known?.place === place) return known as Found & Item
  const made = { ...item, place }
  inPlaces.set(item, made)
  return made
}

interface Tree {
  readonly byId: ReadonlyMap<number, Item>
  readonly children: ReadonlyMap<number, readonly Item[]>
}

const treeOf = memoize((items: readonly Item[]): Tree => {
  const children = new Map<number, Item[]>()
  for (const item of items) {
    if (item.parentId === null) continue
    const others = children.get(item.parentId)
    if (others) others.push(item)
    else children.set(item.parentId, [item])
  }
  return { byId: new Map(items.map((item) => [item.id, item])), children }
})

/** The items directly below one, in the plan's order. */
export function childrenOf(item: Item, items: readonly Item[]): readonly Item[] {
  return treeOf(items).children.get(item.id) ?? []
}

export function parentOf({ parentId }: Item, items: readonly Item[]): Item | undefined {
  return parentId === null ? undefined : treeOf(items).byId.get(parentId)
}

/** An item and everything below it, in the plan's order. */
export function familyOf(item: Item, items: readonly Item[]): readonly Item[] {
  return [item, ...childrenOf(item, items).flatMap((child) => familyOf(child, items))]
}

/** What tells how an item stands that is rolled up: the counted items below it. */
export function partsOf(item: Item, items: readonly Item[]): readonly Item[] {
  if (item.place !== 'rolled-up') return []
  return familyOf(item, items).filter(({ place }) => place === 'counted')
}

/** The steps of a counted item, in the plan's order. */
export function stepsOf(item: Item, items: readonly Item[]): readonly Item[] {
  return item.place === 'counted' ? familyOf(item, items).slice(1) : []
}

/** The items around one, the nearest first. */
export function ancestorsOf(item: Item, items: readonly Item[]): readonly Item[] {
  const parent = parentOf(item, items)
  return parent ? [parent, ...ancestorsOf(parent, items)] : []
}

/** The outermost items that are rolled up: what lists are grouped by. A plan of one level has none. */
export function groupsOf(items: readonly Item[]): readonly Item[] {
  return items.filter(({ parentId, place }) => parentId === null && place === 'rolled-up')
}

export function levelOf({ level }: Pick<Item, 'level'>, { levels }: Pick<Plan, 'levels'>): Level {
  return levels[level] ?? ITEM
}

/** What some items are called together: their level's word, or "item" where they are of several. */
export function wordFor(
  items: readonly Pick<Item, 'level'>[],
  plan: Pick<Plan, 'levels' | 'countedLevel'>,
): Level {
  const [only, ...others] = new Set(items.map(({ level }) => level))
  return others.length > 0 ? ITEM : levelOf({ level: only ?? plan.countedLevel }, plan)
}

const ITEM: Level = { word: 'item', plural: 'items' }

/** "3 sub-actions"; of several levels "60 sub-actions and 3 actions without any"; with others "3 sub-actions and 1 step". */
export function countOf(
  items: readonly Pick<Item, 'level' | 'place'>[],
  plan: Pick<Plan, 'levels' | 'countedLevel'>,
): string {
  const counted = levelTexts(
    items.filter(({ place }) => place === 'counted'),
    plan,
  )
  const others = items.filter(({ place }) => place !== 'counted')
  const levels = [...new Set(others.map(({ level }) => level))].sort((one, other) => other - one)
  return listed([
    ...(counted.length > 0 || others.length > 0 ? counted : [countLevel(0, plan.countedLevel, plan)]),
    ...levels.map((level) => countLevel(others.filter((item) => item.level === level).length, level, plan)),
  ])
}

function countLevel(number: number, level: number, plan: Pick<Plan, 'levels'>): string {
  const { word, plural } = levelOf({ level }, plan)
  return count(number, word, plural)
}

/** Counted items level by level, the innermost first. */
function levelTexts(counted: readonly Pick<Item, 'level'>[], plan: Pick<Plan, 'levels'>): readonly string[] {
  const levels = [...new Set(counted.map(({ level }) => level))].sort((one, other) => other - one)
  return levels.map((level, index) => {
    const number = counted.filter((item) => item.level === level).length
    return `${countLevel(number, level, plan)}${index > 0 ? ' without any' : ''}`
  })
}

/** How many items there are at each level: "3 areas of concern", "8 actions", "60 sub-actions". */
export function sizesOf(items: readonly Pick<Item, 'level'>[], levels: readonly Level[]): readonly string[] {
  return levels.map(({ word, plural }, level) =>
    count(items.filter((item) => item.level === level).length, word, plural),
  )
}
