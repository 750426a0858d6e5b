import type { FoldedItems, Left, PlanItem } from '../src/domain/item-changes.ts'
import type { Area, Item } from '../src/domain/plan.ts'

/** The items of a plan as areas, actions and sub-actions; `left` are actions and sub-actions. */
export function presentShape({ inPlan, left }: FoldedItems): {
  readonly areas: readonly Area[]
  readonly items: readonly Item[]
  readonly left: readonly LeftItem[]
} {
  const byId = new Map([...inPlan, ...left].map((item) => [item.id, item]))
  const isWithin = ({ level }: PlanItem) => level > 0
  return {
    areas: inPlan.filter(({ level }) => level === 0).map(areaOf),
    items: inPlan.filter(isWithin).map((item) => itemOf(item, byId)),
    left: left
      .filter(isWithin)
      .flatMap((item) => (item.left ? [{ ...itemOf(item, byId), left: item.left }] : [])),
  }
}

/** An item that is out of the plan, as it was when it left. */
export interface LeftItem extends Item {
  readonly left: Left
}

function areaOf({ id, ref, title, details }: PlanItem): Area {
  const { aims = [], indicators = [], method } = details
  return { id, code: ref, title, details: { aims, indicators, method } }
}

function itemOf(item: PlanItem, byId: ReadonlyMap<number, PlanItem>): Item {
  const isAction = item.level === 1
  const area = outermost(item, byId)
  return {
    id: item.id,
    ref: item.ref,
    kind: isAction ? 'action' : 'sub-action',
    areaId: area?.id ?? 0,
    areaCode: area?.ref ?? '',
    actionId: isAction ? null : item.parentId,
    title: item.title,
    sortOrder: item.sortOrder,
    owners: isAction ? item.leads : item.owners,
    start: item.start,
    due: item.due,
    ongoing: item.ongoing,
    review: item.review,
    details: item.details,
  }
}

function outermost(item: PlanItem, byId: ReadonlyMap<number, PlanItem>): PlanItem | undefined {
  const parent = item.parentId === null ? undefined : byId.get(item.parentId)
  if (parent) return outermost(parent, byId)
  return item.level === 0 ? item : undefined
}
