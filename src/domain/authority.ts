import type { Item, Role } from './plan.ts'

/** Who is speaking, and what they hold on the day they speak. */
export interface Speaker {
  readonly personId: number
  readonly code: string
  readonly name: string
  /** `platform:tenant:user`, for the trail. */
  readonly identity: string
  /** Codes of the roles held, delegated ones included. */
  readonly roles: readonly string[]
  /** Those of them that are held for somebody else. */
  readonly delegated: readonly string[]
  readonly isCoordinator: boolean
  /** Codes of bodies. */
  readonly chairs: readonly string[]
  readonly deputises: readonly string[]
  readonly memberOf: readonly string[]
}

/** By what right someone may update an item. */
export type UpdateRight =
  /** As its owner, its lead, or their delegate. */
  | { readonly may: 'own'; readonly role: string }
  /** Without a lead, any owner of a sub-action rates the action; the others are told. */
  | { readonly may: 'share'; readonly role: string }
  | { readonly may: 'on-behalf' }
  | { readonly may: 'not' }

/** The roles that answer for an item: its owners, its lead, or without a lead the owners of its sub-actions. */
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
