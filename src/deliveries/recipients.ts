import type { Database, Writing } from '../../data/database.ts'
import { type Assignment, listAssignments, personAddresses, type Reachable } from '../../data/people.ts'
import type { PlanModel } from '../../data/plans.ts'
import { dayIn } from '../domain/day.ts'
import { shortDay } from '../domain/format.ts'
import type { Day, Role } from '../domain/plan.ts'
import type { Address } from '../platform.ts'

/** Who can be told something today, and where. */
export interface Reach {
  readonly today: Day
  readonly everybody: readonly Reachable[]
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
    everybody: await personAddresses(db, plan.id),
    assignments: await listAssignments(db, plan.id, today),
    platforms,
  }
}

/** Where a person is told: on the platform they chose, else on the one they used last. */
export function addressOf(
  { everybody, platforms }: Pick<Reach, 'everybody' | 'platforms'>,
  personId: number,
): Address | undefined {
  const person = everybody.find((each) => each.personId === personId)
  const open = person?.identities.filter(({ platform }) => platforms.includes(platform)) ?? []
  const chosen = open.find(({ platform }) => platform === person?.prefers) ?? open[0]
  if (!person || !chosen) return undefined
  const { platform, tenant, userId } = chosen
  return { platform, tenant, channel: null, userId, name: person.name }
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

function isQuiet({ everybody, today }: Pick<Reach, 'everybody' | 'today'>, personId: number): boolean {
  return (everybody.find((each) => each.personId === personId)?.quietUntil ?? '') >= today
}

function whyNobody(
  reach: Reach,
  { holders, present }: { holders: readonly number[]; present: readonly number[] },
): string {
  if (holders.length === 0) return 'nobody holds it'
  if (present.length > 0) return 'no account is linked'
  const away = reach.everybody.find(({ personId }) => holders.includes(personId) && isQuiet(reach, personId))
  return `away until ${shortDay(away?.quietUntil ?? '')}, and nobody stands in`
}
