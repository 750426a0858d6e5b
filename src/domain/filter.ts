import { answerable } from './authority.ts'
import type { Item } from './plan.ts'

/** The items that a list covers: an area, an owner, or both. */
export interface Filter {
  readonly area?: string | undefined
  readonly role?: string | undefined
  /** Any of these roles: "mine". */
  readonly roles?: readonly string[] | undefined
}

export function concerns(item: Item, items: readonly Item[], { area, role, roles }: Filter): boolean {
  const owners = answerable(item, items)
  if (area !== undefined && item.areaCode !== area) return false
  if (role !== undefined && !owners.includes(role)) return false
  return roles === undefined || owners.some((owner) => roles.includes(owner))
}

/** " in B", " owned by SLBI", " of yours" */
export function filterWords({ area, role, roles }: Filter): string {
  return [
    area === undefined ? '' : ` in ${area}`,
    role === undefined ? '' : ` owned by ${role}`,
    roles === undefined ? '' : ' of yours',
  ].join('')
}
