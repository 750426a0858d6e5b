import type { Database, Writing } from '../../data/database.ts'
import { type Assignment, listAssignments, type PersonAddress, personAddresses } from '../../data/people.ts'
import type { PlanModel } from '../../data/plans.ts'
import { dayIn } from '../domain/day.ts'
import type { Day, Role } from '../domain/plan.ts'
import type { Address } from '../platform.ts'

/** Who can be told something today, and where. */
export interface Reach {
  readonly today: Day
  readonly addresses: readonly PersonAddress[]
  readonly assignments: readonly Assignment[]
  readonly platforms: readonly string[]
}

/** A role, and who is told what concerns it: its holders, their delegates while they are away, or nobody. */
export interface Reached {
  readonly role: Role
  readonly people: readonly number[]
  /** Why nobody: "vacant", "no account on Slack". */
  readonly why: string | null
}

export async function readReach(
  db: Database | Writing,
  { plan }: PlanModel,
  { now, platforms }: { now: Date; platforms: readonly string[] },
): Promise<Reach> {
  const today = dayIn(plan.timeZone, now)
  return {
    today,
    addresses: await personAddresses(db, plan.id),
    assignments: await listAssignments(db, plan.id, today),
    platforms,
  }
}

/** Where a person is told: on the platform they chose, else on the one they used last. */
export function addressOf(
  { addresses, platforms }: Pick<Reach, 'addresses' | 'platforms'>,
  personId: number,
): Address | undefined {
  const own = addresses.filter((each) => each.personId === personId && platforms.includes(each.platform))
  const latest = [...own].sort((one, other) => (other.lastUsedAt ?? '').localeCompare(one.lastUsedAt ?? ''))
  const chosen = own.find(({ platform, prefers }) => platform === prefers) ?? latest[0]
  if (!chosen) return undefined
  const { platform, tenant, userId, name } = chosen
  return { platform, tenant, channel: null, userId, name }
}

export function reachedFor(reach: Reach, role: Role): Reached {
  const held = reach.assignments.filter(({ roleCode }) => roleCode === role.code)
  const holders = held.filter(({ kind }) => kind === 'holder').map(({ personId }) => personId)
  const delegates = held.filter(({ kind }) => kind === 'delegate').map(({ personId }) => personId)
  const present = holders.filter((id) => !isQuiet(reach, id))
  const people = reachable(reach, present)
  const instead =
    people.length > 0
      ? people
      : reachable(
          reach,
          delegates.filter((id) => !isQuiet(reach, id)),
        )
  return { role, people: instead, why: instead.length > 0 ? null : whyNobody(reach, { holders, present }) }
}

/** The people who hold the coordinator's role. */
export function coordinators(reach: Reach, { roles }: Pick<PlanModel, 'roles'>): readonly number[] {
  const role = roles.find(({ kind }) => kind === 'coordinator')
  if (!role) return []
  const held = reach.assignments.filter(({ roleCode }) => roleCode === role.code)
  return [...new Set(held.map(({ personId }) => personId))]
}

/** An officer's role owns something, or leads it. */
export function owningRoles({ roles, items }: Pick<PlanModel, 'roles' | 'items'>): readonly Role[] {
  return roles.filter(({ code }) => items.some(({ owners }) => owners.includes(code)))
}

function reachable(reach: Reach, people: readonly number[]): readonly number[] {
  return people.filter((id) => addressOf(reach, id) !== undefined)
}

function isQuiet({ addresses, today }: Reach, personId: number): boolean {
  return addresses.some((each) => each.personId === personId && (each.quietUntil ?? '') >= today)
}

function whyNobody(
  { addresses, today }: Reach,
  { holders, present }: { holders: readonly number[]; present: readonly number[] },
): string {
  if (holders.length === 0) return 'nobody holds it'
  if (present.length > 0) return 'no account is linked'
  const until = addresses.find(
    ({ personId, quietUntil }) => holders.includes(personId) && (quietUntil ?? '') >= today,
  )?.quietUntil
  return `away until ${until}, and nobody stands in`
}
