import type { Item, Role } from './plan.ts'

/** The person speaking, and what they hold on that day. */
export interface Speaker {
  readonly personId: number
  readonly code: string
  readonly name: string
  /** `platform:tenant:user`, for the trail. */
  readonly identity: string
  /** Codes of the roles held, including delegated ones. */
  readonly roles: readonly string[]
  /** The roles held for somebody else. */
  readonly delegated: readonly string[]
  readonly isCoordinator: boolean
  /** Codes of bodies. */
  readonly chairs: readonly string[]
  readonly deputises: readonly string[]
  readonly memberOf: readonly string[]
}

/** The right by which someone may update an item. */
export type UpdateRight =
  /** As its owner, its lead, or their delegate. */
  | { readonly may: 'own'; readonly role: string }
  /** If an action has no lead, any owner of a sub-action rates it; the other owners are told. */
  | { readonly may: 'share'; readonly role: string }
  | { readonly may: 'on-behalf' }
  | { readonly may: 'not' }

/** The roles that answer for an item: its owners or its lead; without a lead, the owners of its sub-actions. */
export function answerable(item: Item, items: readonly Item[]): readonly string[] {
  if (item.owners.length > 0 || item.kind === 'sub-action') return item.owners
  const parts = items.filter((part) => part.actionId === item.id)
  return [...new Set(parts.flatMap((part) => part.owners))]
}

export function rightToUpdate(speaker: Speaker, item: Item, items: readonly Item[]): UpdateRight {
  const role = answerable(item, items).find((code) => speaker.roles.includes(code))
  if (role !== undefined) return { may: item.owners.includes(role) ? 'own' : 'share', role }
  return speaker.isCoordinator ? { may: 'on-behalf' } : { may: 'not' }
}

export function mayDelegate(speaker: Speaker, role: Role): boolean {
  return (
    speaker.isCoordinator || (speaker.roles.includes(role.code) && !speaker.delegated.includes(role.code))
  )
}
