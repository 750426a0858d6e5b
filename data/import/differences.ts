import {
  type FoldedItems,
  factsDifferences,
  factsOf,
  type ItemChangeKind,
  type ItemFacts,
  type ItemFactsPatch,
  type PlanItem,
} from '../../src/domain/item-changes.ts'
import { type FileItem, itemKey } from './file-items.ts'
import { risingPlaces } from './places.ts'

/** One way in which a file and the plan differ about an item. */
export interface ItemDifference {
  /** `missing` is an item of the plan that the file does not have. */
  readonly kind: Exclude<ItemChangeKind, 'left'> | 'missing'
  /** Below zero it stands for an item that is still to be added; so does a parent's. */
  readonly id: number
  /** As it is in the plan; null if it was never there. */
  readonly item: PlanItem | null
  /** As the file has it; null if it does not. */
  readonly file: FileItem | null
  /** The facts that differ; null if it was never there. */
  readonly before: ItemFactsPatch | null
  readonly after: ItemFactsPatch
}

/**
 * What a file changes of a plan's items, item by item: in the order of the file, and then what is not in it any more. An item
 * is found again by its reference.
 */
export function itemDifferences(
  file: readonly FileItem[],
  { inPlan, left }: FoldedItems,
): readonly ItemDifference[] {
  const known = new Map([...left, ...inPlan].map((item) => [itemKey(item), item]))
  const ids = new Map(file.map(({ key }, index) => [key, known.get(key)?.id ?? -1 - index]))
  const parentOf = ({ parentKey }: FileItem) => (parentKey === null ? null : (ids.get(parentKey) ?? null))
  const places = placesOf(file, { known, parentOf })
  const wanted = new Set(file.map(({ key }) => key))
  return [
    ...file.flatMap((each) => {
      const facts = { ...each.facts, parent: parentOf(each), place: places.get(each.key) ?? 0, left: null }
      return known.has(each.key)
        ? differencesOf(each, known.get(each.key), facts)
        : [joined(each, ids.get(each.key) ?? 0, facts)]
    }),
    ...inPlan.filter((item) => !wanted.has(itemKey(item))).map(missing),
  ]
}

function joined(file: FileItem, id: number, { left, ...after }: ItemFacts): ItemDifference {
  return { kind: 'joined', id, item: null, file, before: null, after }
}

function missing(item: PlanItem): ItemDifference {
  const after = { left: { why: 'not-in-file' } } as const
  return { kind: 'missing', id: item.id, item, file: null, before: { left: null }, after }
}

function differencesOf(
  file: FileItem,
  item: PlanItem | undefined,
  after: ItemFacts,
): readonly ItemDifference[] {
  if (!item) return []
  const of = { id: item.id, item, file }
  return [
    ...(item.left
      ? [{ ...of, kind: 'returned', before: { left: whyOnly(item.left) }, after: { left: null } } as const]
      : []),
    ...factsDifferences(factsOf(item), after).map((difference) => ({ ...of, ...difference })),
  ]
}

function whyOnly({ why, into }: NonNullable<PlanItem['left']>): NonNullable<ItemFacts['left']> {
  return { why, into }
}

/** The place of each item of the file among those of its parent, by its key. */
function placesOf(
  file: readonly FileItem[],
  { known, parentOf }: { known: ReadonlyMap<string, PlanItem>; parentOf: (item: FileItem) => number | null },
): ReadonlyMap<string, number> {
  const families = new Map<string | null, FileItem[]>()
  for (const each of file) {
    const family = families.get(each.parentKey)
    if (family) family.push(each)
    else families.set(each.parentKey, [each])
  }
  return new Map(
    [...families.values()].flatMap((family) => {
      const places = risingPlaces(
        family.map((each) => {
          const item = known.get(each.key)
          return item && item.parentId === parentOf(each) ? item.place : undefined
        }),
      )
      return family.map(({ key }, index) => [key, places[index] ?? index] as const)
    }),
  )
}
