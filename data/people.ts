import type { Day } from '../src/domain/plan.ts'
import type { Database, Writing } from './database.ts'

export interface Person {
  readonly id: number
  readonly code: string
  readonly name: string
  readonly email: string | null
}

/** Who holds a role, or stands in for its holder, from a day to a day (both included). */
export interface Assignment {
  readonly roleCode: string
  readonly personId: number
  readonly kind: 'holder' | 'delegate'
  readonly fromDay: Day
  readonly toDay: Day | null
}

export async function listPeople(db: Database | Writing, planId: number): Promise<readonly Person[]> {
  return db
    .selectFrom('people')
    .select(['id', 'code', 'name', 'email'])
    .where('planId', '=', planId)
    .orderBy('id')
    .execute()
}

/** The assignments that hold on a day. */
export async function listAssignments(
  db: Database | Writing,
  planId: number,
  on: Day,
): Promise<readonly Assignment[]> {
  return db
    .selectFrom('assignments')
    .innerJoin('roles', 'roles.id', 'assignments.roleId')
    .select([
      'roles.code as roleCode',
      'assignments.personId',
      'assignments.kind',
      'assignments.fromDay',
      'assignments.toDay',
    ])
    .where('assignments.planId', '=', planId)
    .where('assignments.fromDay', '<=', on)
    .where((where) =>
      where.or([where('assignments.toDay', 'is', null), where('assignments.toDay', '>=', on)]),
    )
    .orderBy('assignments.id')
    .execute()
}

export interface IdentityKey {
  readonly platform: string
  readonly tenant: string
  readonly userId: string
}

/** The person that an identity was confirmed to belong to. */
export async function findPersonByIdentity(
  db: Database | Writing,
  planId: number,
  { platform, tenant, userId }: IdentityKey,
): Promise<Person | undefined> {
  return db
    .selectFrom('identities')
    .innerJoin('people', 'people.id', 'identities.personId')
    .select(['people.id', 'people.code', 'people.name', 'people.email'])
    .where('identities.planId', '=', planId)
    .where('platform', '=', platform)
    .where('tenant', '=', tenant)
    .where('userId', '=', userId)
    .executeTakeFirst()
}

/** One of the accounts by which a person can be reached, and what they wish. */
export interface PersonAddress extends IdentityKey {
  readonly personId: number
  readonly name: string
  readonly lastUsedAt: string | null
  readonly prefers: string | null
  readonly quietUntil: Day | null
}

export async function personAddresses(
  db: Database | Writing,
  planId: number,
): Promise<readonly PersonAddress[]> {
  return db
    .selectFrom('identities')
    .innerJoin('people', 'people.id', 'identities.personId')
    .select([
      'identities.personId',
      'identities.platform',
      'identities.tenant',
      'identities.userId',
      'identities.lastUsedAt',
      'people.name',
      'people.prefers',
      'people.quietUntil',
    ])
    .where('identities.planId', '=', planId)
    .orderBy('identities.id')
    .execute()
}

export async function listIdentities(
  db: Database | Writing,
  planId: number,
): Promise<readonly (IdentityKey & { personId: number })[]> {
  return db
    .selectFrom('identities')
    .select(['personId', 'platform', 'tenant', 'userId'])
    .where('planId', '=', planId)
    .orderBy('id')
    .execute()
}

export async function savePerson(
  trx: Writing,
  planId: number,
  { code, name, email = null }: { code: string; name: string; email?: string | null },
): Promise<Person> {
  return trx
    .insertInto('people')
    .values({ planId, code, name, email })
    .returning(['id', 'code', 'name', 'email'])
    .executeTakeFirstOrThrow()
}

export async function saveIdentity(
  trx: Writing,
  planId: number,
  {
    personId,
    platform,
    tenant,
    userId,
    confirmedAt,
  }: IdentityKey & { personId: number; confirmedAt: string },
): Promise<void> {
  await trx
    .insertInto('identities')
    .values({ planId, personId, platform, tenant, userId, confirmedAt })
    .execute()
}

export async function saveAssignment(
  trx: Writing,
  planId: number,
  assignment: Omit<Assignment, 'roleCode'> & { roleId: number },
): Promise<void> {
  await trx
    .insertInto('assignments')
    .values({ planId, ...assignment })
    .execute()
}

/** Ends what holds on a day for a role (of one person, or of all), so that its last day is the day before. */
export async function endAssignments(
  trx: Writing,
  {
    roleId,
    kind,
    from,
    personId,
  }: { roleId: number; kind: 'holder' | 'delegate'; from: Day; personId?: number },
  dayBefore: Day,
): Promise<void> {
  await trx
    .updateTable('assignments')
    .set({ toDay: dayBefore })
    .where('roleId', '=', roleId)
    .where('kind', '=', kind)
    .$if(personId !== undefined, (query) => query.where('personId', '=', personId ?? 0))
    .where((where) => where.or([where('toDay', 'is', null), where('toDay', '>=', from)]))
    .execute()
}
