import type { Database, Writing } from '../../data/database.ts'
import { type Assignment, findPersonByIdentity, type IdentityKey, type Person } from '../../data/people.ts'
import type { PlanModel } from '../../data/plans.ts'
import type { Speaker } from '../domain/authority.ts'

/**
 * Finds the person behind an identity and what they hold; undefined for a stranger, and for somebody without a role.
 * `lastUsedAt` is at most a day old.
 */
export async function findSpeaker(
  db: Database | Writing,
  model: PlanModel,
  { identity, assignments }: { identity: IdentityKey; assignments: readonly Assignment[] },
): Promise<{ speaker: Speaker | undefined; lastUsedAt: string | null }> {
  const person = await findPersonByIdentity(db, model.plan.id, identity)
  const speaker = person && knownSpeaker(person, model, { identity, assignments })
  return {
    speaker: speaker && speaker.roles.length > 0 ? speaker : undefined,
    lastUsedAt: person?.lastUsedAt ?? null,
  }
}

interface Known {
  readonly speaker: Speaker
  readonly model: PlanModel
  readonly assignments: readonly Assignment[]
}

/** Speakers by account row; valid while plan and assignments are the same objects. */
const speakers = new WeakMap<Person, Known>()

function knownSpeaker(
  person: Person,
  model: PlanModel,
  given: { identity: IdentityKey; assignments: readonly Assignment[] },
): Speaker {
  const { assignments } = given
  const known = speakers.get(person)
  if (known?.model === model && known.assignments === assignments) return known.speaker
  const speaker = speakerOf(person, model, given)
  speakers.set(person, { speaker, model, assignments })
  return speaker
}

function speakerOf(
  person: Person,
  { roles }: PlanModel,
  { identity, assignments }: { identity: IdentityKey; assignments: readonly Assignment[] },
): Speaker {
  const held = assignments.filter((assignment) => assignment.personId === person.id)
  const heldRoles = roles.filter((role) => held.some((assignment) => assignment.roleCode === role.code))
  const bodiesAs = (kind: string) =>
    heldRoles.flatMap((role) => (role.kind === kind && role.bodyCode ? [role.bodyCode] : []))
  return {
    personId: person.id,
    code: person.code,
    name: person.name,
    identity: `${identity.platform}:${identity.tenant}:${identity.userId}`,
    roles: heldRoles.map((role) => role.code),
    delegated: held.filter(({ kind }) => kind === 'delegate').map(({ roleCode }) => roleCode),
    isCoordinator: heldRoles.some((role) => role.kind === 'coordinator'),
    chairs: bodiesAs('chair'),
    deputises: bodiesAs('deputy'),
    memberOf: bodiesAs('member'),
  }
}
