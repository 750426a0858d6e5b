import type { ItemStatus } from './item-status.ts'
import type { Item, Link, LinkEnd, Plan } from './plan.ts'
import { plainReference } from './reference.ts'

/** A plan with how its items stand: all that it takes to show a link to one of them. */
export interface LinkedPlan {
  readonly plan: Pick<Plan, 'code' | 'short' | 'title' | 'scale' | 'links'>
  readonly statuses: ReadonlyMap<number, ItemStatus>
}

/** An item that another one is linked with. */
export interface LinkedItem {
  readonly status: ItemStatus
  /** The plan that it is in; null for the plan of the other item. */
  readonly plan: LinkedPlan['plan'] | null
}

/**
 * The items that one of `here` is linked with, each with how it stands in its own plan. `others` are the plans that whoever
 * asks may read: of a plan that is not among them nothing is told, not even that there is a link.
 */
export function linkedItems(
  item: Item,
  here: LinkedPlan,
  others: readonly LinkedPlan[] = [],
): readonly LinkedItem[] {
  const own = otherEnds(item, here.plan.links, (end) => end.plan === undefined)
  const theirs = others.flatMap(({ plan, statuses }) =>
    otherEnds(item, plan.links, (end) => isPlan(here.plan, end.plan))
      .filter((end) => end.plan === undefined)
      .flatMap((end) => linked(end, { plan, statuses })),
  )
  const found = own.flatMap((end) => {
    if (end.plan === undefined) return linked(end, here).map((each) => ({ ...each, plan: null }))
    const other = others.find(({ plan }) => isPlan(plan, end.plan))
    return other ? linked(end, other) : []
  })
  return [...found, ...theirs].filter(
    (each, index, all) => all.findIndex(({ status }) => status === each.status) === index,
  )
}

/** Whether any item of one plan may be linked with one of the other. */
export function mayBeLinked(one: LinkedPlan['plan'], other: LinkedPlan['plan']): boolean {
  const names = (from: LinkedPlan['plan'], to: LinkedPlan['plan']) =>
    from.links?.some((ends) => ends.some(({ plan }) => isPlan(to, plan))) === true
  return names(one, other) || names(other, one)
}

function otherEnds(
  { ref }: Item,
  links: readonly Link[] = [],
  isHere: (end: LinkEnd) => boolean,
): readonly LinkEnd[] {
  const isItem = (end: LinkEnd) => isHere(end) && isSame(end.ref, ref)
  return links.flatMap(([one, other]) => {
    if (isItem(one)) return [other]
    return isItem(other) ? [one] : []
  })
}

function linked({ ref }: LinkEnd, { plan, statuses }: LinkedPlan): readonly LinkedItem[] {
  const status = [...statuses.values()].find(({ item }) => isSame(item.ref, ref))
  return status ? [{ status, plan }] : []
}

function isSame(one: string, other: string): boolean {
  return plainReference(one) === plainReference(other)
}

function isPlan({ code, short }: Pick<Plan, 'code' | 'short'>, name: string | undefined): boolean {
  const wanted = name?.toLowerCase()
  return wanted !== undefined && [code, short].some((each) => each?.toLowerCase() === wanted)
}
