import { listAssignments, listSeats } from '../../data/people.ts'
import type { PlanModel } from '../../data/plans.ts'
import type { Context } from '../command.ts'
import { isSeatOf, type Speaker } from '../domain/authority.ts'
import { withContacts } from '../domain/organisations.ts'

/** What the speaker holds in another plan. */
export async function rightsIn(
  { db, speaker: { personId }, today }: Context,
  { plan, roles }: PlanModel,
): Promise<Pick<Speaker, 'roles' | 'delegated' | 'isCoordinator'>> {
  const held = withContacts(await listAssignments(db, plan.id, today), plan)
  const seat = (await listSeats(db)).find(({ id }) => id === personId)
  const codes = seat
    ? roles.filter((role) => isSeatOf(seat, role)).map(({ code }) => code)
    : held.filter((each) => each.personId === personId).map(({ roleCode }) => roleCode)
  const isCoordinator = roles.some(({ kind, code }) => kind === 'coordinator' && codes.includes(code))
  const own = held.filter((each) => each.personId === personId && each.kind === 'holder')
  const delegated = seat ? [] : codes.filter((code) => !own.some(({ roleCode }) => roleCode === code))
  return { roles: codes, delegated, isCoordinator }
}
