import {
  type FactsDifference,
  type FoldedItems,
  factsDifferences,
  factsOf,
  type ItemFacts,
  type PlanItem,
} from '../../src/domain/item-changes.ts'
import { type FileItem, itemKey } from './file-items.ts'
import { risingPlaces } from './places.ts'

/** One way in which a file and the plan differ about an item. Ids below zero stand for items that are still to be added. */
export type ItemDifference =
  | { readonly kind: 'joined'; readonly id: number; readonly file: FileItem; readonly after: ItemFacts }
  | {
      readonly kind: 'returned'
      readonly item: PlanItem
      readonly file: FileItem
      readonly before: ItemFacts
      readonly after: ItemFacts
    }
  | { readonly kind: 'missing'; readonly item: PlanItem }
  | (FactsDifference & { readonly item: PlanItem; readonly file: FileItem })

/** What a file changes of a plan's items: in the order of the file, and then what is not in it any more. */
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
    ...file.flatMap((each): readonly ItemDifference[] => {
      const item = known.get(each.key)
      const after: ItemFacts = {
        ...each.facts,
        parent: parentOf(each),
        order: places.get(each.key) ?? 0,
        left: null,
      }
      if (!item) return [{ kind: 'joined', id: ids.get(each.key) ?? 0, file: each, after }]
      const before = factsOf(item)
      if (item.left) return [{ kind: 'returned', item, file: each, before, after }]
      return factsDifferences(before, after).map((difference) => ({ ...difference, item, file: each }))
    }),
    ...inPlan
      .filter((item) => !wanted.has(itemKey(item)))
      .map((item) => ({ kind: 'missing', item }) as const),
  ]
}

/** The place of each item of the file among those of its parent, by its key. */
function placesOf(
  file: readonly FileItem[],
  { known, parentOf }: { known: ReadonlyMap<string, PlanItem>; parentOf: (item: FileItem) => number | null },
): ReadonlyMap<string, number> {
  const families = new Map<string | null, FileItem[]>()
  for (const each of file) families.set(each.parentKey, [...(families.get(each.parentKey) ?? []), each])
  return new Map(
    [...families.values()].flatMap((family) => {
      const places = risingPlaces(
        family.map((each) => {
          const item = known.get(each.key)
          return item && item.parentId === parentOf(each) ? item.order : undefined
        }),
      )
      return family.map(({ key }, index) => [key, places[index] ?? index] as const)
    }),
  )
}
