import { inOrder } from '../src/domain/day.ts'
import type { Day } from '../src/domain/plan.ts'
import type { Database, Writing } from './database.ts'
import { among } from './engine/among.ts'
import { cached } from './engine/engine.ts'
import { endSessionsOf } from './sessions.ts'

export interface Person {
  readonly id: number
  readonly code: string
  readonly name: string
  readonly email: string | null
}

/** Somebody holds a role, or stands in for its holder, from one day to another (both included). */
export interface Assignment {
  readonly roleCode: string
  readonly personId: number
  readonly kind: 'holder' | 'delegate'
  readonly fromDay: Day
  readonly toDay: Day | null
}

/** Earlier than every plan, so that a role has a holder for statements about any earlier day. */
export const FROM_THE_START: Day = '1900-01-01'

/** Everybody in the organisation; the seats of posts are nobody. */
export function listPeople(db: Database): Promise<readonly Person[]> {
  return cached(db, 'people', () =>
    db
      .selectFrom('people')
      .select(['id', 'code', 'name', 'email'])
      .where('sameAsId', 'is', null)
      .where('seatOfId', 'is', null)
      .orderBy('id')
      .execute(),
  )
}

/** The seats of posts: each speaks for its post in the shell, and holds it while nobody does. */
export function listSeats(db: Database): Promise<readonly Seat[]> {
  return cached(db, 'seats', async () => {
    const rows = await db
      .selectFrom('people')
      .select(['id', 'code', 'name', 'seatOfId'])
      .orderBy('id')
      .execute()
    return rows.flatMap(({ seatOfId, ...seat }) => (seatOfId === null ? [] : [{ ...seat, roleId: seatOfId }]))
  })
}

export interface Seat {
  readonly id: number
  readonly code: string
  /** What the record calls the post. */
  readonly name: string
  readonly roleId: number
}

/** Names for the record, also of those who turned out to be somebody else. */
export function readNames(db: Database): Promise<ReadonlyMap<number, string>> {
  return cached(db, 'names', async () => {
    const people = await db.selectFrom('people').select(['id', 'name', 'sameAsId']).execute()
    const names = new Map(people.map(({ id, name }) => [id, name]))
    return new Map(people.map(({ id, name, sameAsId }) => [id, names.get(sameAsId ?? id) ?? name]))
  })
}

/** The assignments to a plan's posts that are in force on a day, by the plan's codes. */
export function listAssignments(db: Database, planId: number, on: Day): Promise<readonly Assignment[]> {
  return cached(db, `assignments ${planId} ${on}`, () =>
    assignmentsFrom(db, planId, on).where('assignments.fromDay', '<=', on).execute(),
  )
}

/** The assignments in force on a day or later, of days to come too. */
export function listHoldings(db: Database, planId: number, from: Day): Promise<readonly Assignment[]> {
  return assignmentsFrom(db, planId, from).execute()
}

function assignmentsFrom(db: Database, planId: number, day: Day) {
  return db
    .selectFrom('assignments')
    .innerJoin('planRoles', 'planRoles.roleId', 'assignments.roleId')
    .select([
      'planRoles.code as roleCode',
      'assignments.personId',
      'assignments.kind',
      'assignments.fromDay',
      'assignments.toDay',
    ])
    .where('planRoles.planId', '=', planId)
    .where(({ or, eb }) => or([eb('assignments.toDay', 'is', null), eb('assignments.toDay', '>=', day)]))
    .orderBy('assignments.id')
}

export interface IdentityKey {
  readonly platform: string
  readonly tenant: string
  readonly userId: string
}

/** Who speaks from an account: a person, or in the shell the seat of a post. */
export type Known = Person & {
  readonly lastUsedAt: string | null
  readonly seatOfId: number | null
  /** 1 where the account was linked as a guest's. */
  readonly isGuest: number
}

/** The person whom an identity was confirmed to belong to. */
export async function findPersonByIdentity(
  db: Database,
  { platform, tenant, userId }: IdentityKey,
): Promise<Known | undefined> {
  const people = await cached(db, 'people by identity', async () => {
    const rows = await db
      .selectFrom('identities')
      .innerJoin('people', 'people.id', 'identities.personId')
      .select(['people.id', 'people.code', 'people.name', 'people.email', 'people.seatOfId'])
      .select(['identities.lastUsedAt', 'identities.isGuest'])
      .select(['platform', 'tenant', 'userId'])
      .execute()
    return new Map(rows.map((row) => [identityText(row), row]))
  })
  return people.get(identityText({ platform, tenant, userId }))
}

/** An account as the trail names it. */
export function accountText({ platform, tenant, userId }: IdentityKey): string {
  return `${platform}:${tenant}:${userId}`
}

function identityText({ platform, tenant, userId }: IdentityKey): string {
  return JSON.stringify([platform, tenant, userId])
}

/** An account from which a person speaks. */
export interface Identity extends IdentityKey {
  readonly id: number
  readonly personId: number
  /** ISO instant, accurate to a day. */
  readonly lastUsedAt: string | null
  /** 1 where it was linked as a guest's. */
  readonly isGuest: number
}

export async function listIdentities(db: Database): Promise<readonly Identity[]> {
  return db
    .selectFrom('identities')
    .select(['id', 'personId', 'platform', 'tenant', 'userId', 'lastUsedAt', 'isGuest'])
    .orderBy('id')
    .execute()
}

/** Where and when somebody can be told something. */
export interface Contact {
  readonly personId: number
  readonly name: string
  /** It is the seat of a post, which no chat account is ever linked to. */
  readonly isSeat: boolean
  /** The platform on which they want to be told. */
  readonly prefers: string | null
  /** The last day of an absence. */
  readonly quietUntil: Day | null
  /** Confirmed accounts, the last used first. */
  readonly identities: readonly Identity[]
}

/** Everybody with the addresses they have, for a delivery to choose from. */
export async function personAddresses(db: Database): Promise<readonly Contact[]> {
  const people = await db
    .selectFrom('people')
    .select(['id as personId', 'name', 'prefers', 'quietUntil', 'seatOfId'])
    .where('sameAsId', 'is', null)
    .orderBy('id')
    .execute()
  const identities = await listIdentities(db)
  return people.map(({ seatOfId, ...person }) => ({
    ...person,
    isSeat: seatOfId !== null,
    identities: identities
      .filter((each) => each.personId === person.personId)
      .sort((one, other) => inOrder(other.lastUsedAt ?? '', one.lastUsedAt ?? '')),
  }))
}

export async function savePreferences(
  trx: Writing,
  personId: number,
  preferences: { prefers?: string | null; quietUntil?: Day | null },
): Promise<void> {
  await trx.updateTable('people').set(preferences).where('id', '=', personId).execute()
}

export async function touchIdentity(
  trx: Writing,
  { platform, tenant, userId, usedAt }: IdentityKey & { usedAt: string },
): Promise<void> {
  await trx
    .updateTable('identities')
    .set({ lastUsedAt: usedAt })
    .where('platform', '=', platform)
    .where('tenant', '=', tenant)
    .where('userId', '=', userId)
    .execute()
}

/** Deletes identities, and ends what they have open in a browser; what they said stays in the record. */
export async function endIdentities(trx: Writing, ids: readonly number[]): Promise<void> {
  await endSessionsOf(trx, ids)
  await trx.deleteFrom('identities').where(among('id', ids)).execute()
}

export async function savePerson(
  trx: Writing,
  planId: number,
  {
    code,
    name,
    email = null,
    seatOfId = null,
  }: { code: string; name: string; email?: string | null; seatOfId?: number | null },
): Promise<Person> {
  return trx
    .insertInto('people')
    .values({ planId, code, name, email, seatOfId })
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
    isGuest = 0,
  }: IdentityKey & { personId: number; confirmedAt: string; isGuest?: number },
): Promise<void> {
  await trx
    .insertInto('identities')
    .values({ planId, personId, platform, tenant, userId, confirmedAt, isGuest })
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

/** Ends the assignments of a role (one person's, or all) that are in force from a day on; `dayBefore` is their last day. */
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

export async function saveName(trx: Writing, personId: number, name: string): Promise<void> {
  await trx.updateTable('people').set({ name }).where('id', '=', personId).execute()
}

export async function saveEmail(trx: Writing, personId: number, email: string): Promise<void> {
  await trx.updateTable('people').set({ email }).where('id', '=', personId).execute()
}

/** Makes a person's row the seat of a post. */
export async function saveSeat(trx: Writing, personId: number, roleId: number): Promise<void> {
  await trx.updateTable('people').set({ seatOfId: roleId }).where('id', '=', personId).execute()
}

export async function moveIdentity(trx: Writing, id: number, personId: number): Promise<void> {
  await endSessionsOf(trx, [id])
  await trx.updateTable('identities').set({ personId }).where('id', '=', id).execute()
}

/**
 * Makes a person the same as another, with accounts, posts and e-mail, also of those who had turned out to be the same as
 * them.
 */
export async function joinPerson(
  trx: Writing,
  { kept, joined }: { readonly kept: number; readonly joined: number },
): Promise<void> {
  const people = await trx
    .selectFrom('people')
    .select(['id', 'email'])
    .where('id', 'in', [kept, joined])
    .execute()
  const emailOf = (wanted: number) => people.find(({ id }) => id === wanted)?.email ?? null
  await trx
    .updateTable('people')
    .set({ email: emailOf(kept) ?? emailOf(joined) })
    .where('id', '=', kept)
    .execute()
  await trx
    .updateTable('people')
    .set({ sameAsId: kept })
    .where(({ or, eb }) => or([eb('id', '=', joined), eb('sameAsId', '=', joined)]))
    .execute()
  await trx.updateTable('identities').set({ personId: kept }).where('personId', '=', joined).execute()
  await trx.updateTable('assignments').set({ personId: kept }).where('personId', '=', joined).execute()
}

/** For each person who turned out to be another: which one. */
export function readSame(db: Database): Promise<ReadonlyMap<number, number>> {
  return cached(db, 'same', async () => {
    const rows = await db
      .selectFrom('people')
      .select(['id', 'sameAsId'])
      .where('sameAsId', 'is not', null)
      .execute()
    return new Map(rows.map(({ id, sameAsId }) => [id, sameAsId ?? id]))
  })
}
