import { answerable } from './authority.ts'
import { ancestorsOf } from './hierarchy.ts'
import type { Item } from './plan.ts'

/** The items that a list covers: those within one item, those of an owner, or both. */
export interface Filter {
  /** The reference of an item that is rolled up. */
  readonly within?: string | undefined
  readonly role?: string | undefined
  /** Any of these roles: "mine". */
  readonly roles?: readonly string[] | undefined
}

export function concerns(item: Item, items: readonly Item[], { within, role, roles }: Filter): boolean {
  const owners = answerable(item, items)
  if (within !== undefined && !isWithin(item, items, within)) return false
  if (role !== undefined && !owners.includes(role)) return false
  return roles === undefined || owners.some((owner) => roles.includes(owner))
}

function isWithin(item: Item, items: readonly Item[], ref: string): boolean {
  return [item, ...ancestorsOf(item, items)].some((each) => each.ref === ref)
}

/** " in B", " owned by SLBI", " of yours" */
export function filterWords({ within, role, roles }: Filter): string {
  return [
    within === undefined ? '' : ` in ${within}`,
    role === undefined ? '' : ` owned by ${role}`,
    roles === undefined ? '' : ' of yours',
  ].join('')
}
