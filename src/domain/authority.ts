import { ancestorsOf, partsOf } from './hierarchy.ts'
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
  /** They are a guest of the workspace or tenant: they have what owners and members have, and no lists of people. */
  readonly isGuest?: boolean
}

/** The roles that a guest may speak for. */
export function guestRoles<Each extends Pick<Role, 'kind'>>(roles: readonly Each[]): readonly Each[] {
  return roles.filter(({ kind }) => kind === 'officer' || kind === 'member')
}

/** The right by which someone may update an item. */
export type UpdateRight =
  /** As its owner, its lead, or their delegate. */
  | { readonly may: 'own'; readonly role: string }
  /** If a whole has no lead, any owner of a part rates it; the other owners are told. */
  | { readonly may: 'share'; readonly role: string }
  | { readonly may: 'on-behalf' }
  | { readonly may: 'not' }

/**
 * The roles that answer for an item: its own leads and owners. Without any, those of its parts; and where it has none of
 * these either, those of the nearest item around it.
 */
export function answerable(item: Item, items: readonly Item[]): readonly string[] {
  const own = ownRoles(item)
  if (own.length > 0) return own
  const ofParts = new Set(partsOf(item, items).flatMap(ownRoles))
  if (ofParts.size > 0) return [...ofParts]
  return (
    ancestorsOf(item, items)
      .map(ownRoles)
      .find((roles) => roles.length > 0) ?? []
  )
}

/** Whoever leads or owns an item itself. */
function ownRoles({ leads, owners }: Pick<Item, 'leads' | 'owners'>): readonly string[] {
  return [...new Set([...owners, ...leads])]
}

/** Whether nobody leads or owns an item itself, so that the owners of its parts share it. */
export function isShared(item: Item): boolean {
  return item.place === 'rolled-up' && ownRoles(item).length === 0
}

export function rightToUpdate(
  speaker: Pick<Speaker, 'roles' | 'isCoordinator'>,
  item: Item,
  items: readonly Item[],
): UpdateRight {
  const role = answerable(item, items).find((code) => speaker.roles.includes(code))
  if (role !== undefined) return { may: isShared(item) ? 'share' : 'own', role }
  return speaker.isCoordinator ? { may: 'on-behalf' } : { may: 'not' }
}

export function mayDelegate(speaker: Speaker, role: Role): boolean {
  return (
    speaker.isCoordinator || (speaker.roles.includes(role.code) && !speaker.delegated.includes(role.code))
  )
}

/** Whether a post's own seat is that of a role. Whoever speaks as coordinator in the shell keeps every plan of the database. */
export function isSeatOf(
  { code, roleId }: { readonly code: string; readonly roleId: number | null },
  role: Pick<Role, 'id' | 'code' | 'kind'>,
): boolean {
  return role.id === roleId || (role.kind === 'coordinator' && role.code === code)
}
