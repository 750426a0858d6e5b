import { listIdentities, type Person } from '../../data/people.ts'
import type { Context } from '../command.ts'
import { guestRoles } from '../domain/authority.ts'
import { listed } from '../domain/format.ts'
import type { Role } from '../domain/plan.ts'
import { UserError } from '../errors.ts'
import { SHELL } from './powers.ts'

/**
 * A guest of the workspace or tenant speaks as an owner or a member.
 * @throws UserError for another role
 */
export function checkGuestRole(role: Role): void {
  if (guestRoles([role]).length > 0) return
  throw new UserError(
    'refused',
    `A guest may speak for an officer’s role or as a member, not as ${role.code}. Nothing was changed. ${INSTEAD}`,
  )
}

/** @throws UserError if the person holds a role that no guest may speak for */
export function checkGuest({ model, assignments }: Context, person: Person): void {
  const held = assignments.filter(({ personId }) => personId === person.id).map(({ roleCode }) => roleCode)
  const roles = model.roles.filter(({ code }) => held.includes(code))
  const high = roles.filter((role) => guestRoles([role]).length === 0)
  if (high.length === 0) return
  throw new UserError(
    'refused',
    `${person.name} holds ${listed(high.map(({ code }) => code))}, and a guest may speak for an officer’s role or as a member only. Nothing was changed. ${INSTEAD}`,
  )
}

/** @throws UserError if the role is none for a guest, and the person speaks as one */
export async function checkNoGuest(
  { db }: Context,
  { role, person }: { readonly role: Role; readonly person: Person },
): Promise<void> {
  if (guestRoles([role]).length > 0) return
  const chats = (await listIdentities(db)).filter(
    ({ personId, platform }) => personId === person.id && platform !== SHELL,
  )
  if (chats.length === 0 || chats.some(({ isGuest }) => isGuest === 0)) return
  throw new UserError(
    'refused',
    `${person.name} speaks as a guest, so they cannot hold ${role.code}. Nothing was changed. ${INSTEAD}`,
  )
}

const INSTEAD = 'Somebody who belongs to the organisation has to hold it.'
