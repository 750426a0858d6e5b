import { findPersonByIdentity, listAssignments, listIdentities, listPeople } from '../../data/people.ts'
import { guestRoles } from '../domain/authority.ts'
import { dayIn } from '../domain/day.ts'
import { isAlike } from '../people/proposal.ts'
import type { Guest } from '../platform.ts'
import type { Services } from './request-context.ts'

/**
 * Whether a guest of the workspace or tenant is heard: their account was linked as a guest's; or the coordinator gave a post to
 * somebody of that name or e-mail who has no account there yet, so that they may ask to be linked.
 */
export async function isHeardGuest(
  { db, loadPlans }: Pick<Services, 'db' | 'loadPlans'>,
  guest: Guest,
  now: Date,
): Promise<boolean> {
  const linked = await findPersonByIdentity(db, guest)
  if (linked) return linked.isGuest === 1
  const { profile, platform } = guest
  if (!profile) return false
  const alike = (await listPeople(db)).filter((each) => isAlike(each, profile))
  if (alike.length === 0) return false
  const accounts = (await listIdentities(db)).filter((each) => each.platform === platform)
  const free = alike.filter(({ id }) => !accounts.some(({ personId }) => personId === id))
  for (const load of await loadPlans()) {
    const { plan, roles } = (await load()).model
    const codes = guestRoles(roles).map(({ code }) => code)
    const held = await listAssignments(db, plan.id, dayIn(plan.timeZone, now))
    if (held.some((each) => codes.includes(each.roleCode) && free.some(({ id }) => id === each.personId)))
      return true
  }
  return false
}
