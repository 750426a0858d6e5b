import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'

/** A plan's post or board as it was, and the row that the organisation has of it: its own, or that of an earlier plan. */
interface Joined<Row> {
  readonly was: Row
  readonly kept: Row
}

type Role = Tables['roles']
type Body = Tables['bodies']

/** Names each plan's posts and boards beside the plan; those of a later plan with the same code and title are the same. */
export async function joinPosts(db: Kysely<Tables>): Promise<readonly Joined<Role>[]> {
  const plans = new Map(
    (await db.selectFrom('plans').select(['id', 'code']).execute()).map(({ id, code }) => [id, code]),
  )
  const ownCode = ({ planId, code }: { planId: number; code: string }) => `${plans.get(planId)}/${code}`
  const bodies = joined(await db.selectFrom('bodies').selectAll().orderBy('id').execute(), isSameBody)
  const roles = joined(
    await db.selectFrom('roles').selectAll().orderBy('id').execute(),
    (one, other) => isSameRole(one, other) && isOfOneBody(one, other, bodies),
  )
  for (const { was, kept } of bodies) {
    const { planId, code, definition, removedAt } = was
    await db
      .insertInto('planBodies')
      .values({ planId, bodyId: kept.id, code, definition, removedAt })
      .execute()
    if (was === kept && isCodeTaken(was, bodies))
      await db
        .updateTable('bodies')
        .set({ code: ownCode(was) })
        .where('id', '=', was.id)
        .execute()
    if (was !== kept) await repointBody(db, was.id, kept.id)
  }
  for (const { was, kept } of roles) {
    const { planId, code, title, titleBasis, removedAt } = was
    await db
      .insertInto('planRoles')
      .values({ planId, roleId: kept.id, code, title, titleBasis, removedAt })
      .execute()
    if (was === kept && was.kind !== 'coordinator' && isCodeTaken(was, roles))
      await db
        .updateTable('roles')
        .set({ code: ownCode(was) })
        .where('id', '=', was.id)
        .execute()
    if (was !== kept)
      await db.updateTable('assignments').set({ roleId: kept.id }).where('roleId', '=', was.id).execute()
  }
  return roles
}

/** Pairs each row with the first of an earlier plan that is the same. */
function joined<Row extends { readonly planId: number }>(
  rows: readonly Row[],
  isSame: (one: Row, other: Row) => boolean,
): readonly Joined<Row>[] {
  return rows.map((was) => ({
    was,
    kept: rows.find((other) => other.planId < was.planId && isSame(other, was)) ?? was,
  }))
}

function isSameBody(one: Body, other: Body): boolean {
  const nameOf = ({ definition }: Body) => (JSON.parse(definition) as { readonly name: string }).name
  return one.code === other.code && nameOf(one) === nameOf(other)
}

/** Each plan has its own coordinator. */
function isSameRole(one: Role, other: Role): boolean {
  return (
    one.kind !== 'coordinator' &&
    one.kind === other.kind &&
    one.code === other.code &&
    one.title === other.title
  )
}

function isOfOneBody(one: Role, other: Role, bodies: readonly Joined<Body>[]): boolean {
  if (other.bodyCode === null) return one.bodyCode === null
  const kept = ({ planId, bodyCode }: Role) =>
    bodies.find(({ was }) => was.planId === planId && was.code === bodyCode)?.kept
  return kept(one) === kept(other)
}

function isCodeTaken<Row extends { readonly planId: number; readonly code: string }>(
  row: Row,
  all: readonly Joined<Row>[],
): boolean {
  return all.some(({ was, kept }) => was === kept && was.planId < row.planId && was.code === row.code)
}

/**
 * Channels go to the board that stays. So would meetings, were they not in the record: those that only the cadence gave are
 * the other board's too, and the others are still found by what was decided at them.
 */
async function repointBody(db: Kysely<Tables>, from: number, to: number): Promise<void> {
  const known = await db.selectFrom('channels').selectAll().where('bodyId', '=', to).execute()
  for (const channel of await db.selectFrom('channels').selectAll().where('bodyId', '=', from).execute()) {
    const isKnown = known.some(
      (each) =>
        each.platform === channel.platform &&
        each.tenant === channel.tenant &&
        each.channel === channel.channel,
    )
    if (isKnown) await db.deleteFrom('channels').where('id', '=', channel.id).execute()
    else await db.updateTable('channels').set({ bodyId: to }).where('id', '=', channel.id).execute()
  }
}

/**
 * People who speak from one account are one person; the placeholders of a post that is one are the same too. Nobody is joined by
 * name: a second person of the same code gets another. What the other person said keeps their row.
 */
export async function joinPeople(db: Kysely<Tables>, roles: readonly Joined<Role>[]): Promise<void> {
  await db.schema
    .alterTable('people')
    .addColumn('sameAsId', 'integer', (column) => column.references('people.id'))
    .execute()
  const people = await db.selectFrom('people').select(['id', 'planId', 'code']).orderBy('id').execute()
  const plans = await db.selectFrom('plans').select(['id', 'code']).execute()
  const accounts = await db.selectFrom('identities').selectAll().orderBy('id').execute()
  const isShells = ({ platform }: { platform: string }) => platform === 'terminal'
  for (const person of people) {
    const earlier = people.filter(({ planId }) => planId < person.planId)
    const namesake = earlier.find((each) => each.code === person.code)
    const isPostOfBoth = roles.some(
      ({ was, kept }) => was !== kept && was.planId === person.planId && was.code === person.code,
    )
    const shared = accounts.find(
      (account) =>
        earlier.some(({ id }) => id === account.personId) &&
        accounts.some(
          (other) =>
            other.personId === person.id && !isShells(other) && accountText(other) === accountText(account),
        ),
    )
    const isNobody = isPostOfBoth || person.code === 'plan-file'
    const same = shared?.personId ?? (isNobody ? namesake?.id : undefined)
    const code = namesake
      ? `${plans.find(({ id }) => id === person.planId)?.code}/${person.code}`
      : person.code
    if (namesake) await db.updateTable('people').set({ code }).where('id', '=', person.id).execute()
    for (const account of accounts.filter(({ personId }) => personId === person.id)) {
      const isTaken = accounts.some(
        (other) => other.id < account.id && accountText(other) === accountText(account),
      )
      if (!isTaken) {
        if (same !== undefined)
          await db.updateTable('identities').set({ personId: same }).where('id', '=', account.id).execute()
      } else if (same !== undefined) await db.deleteFrom('identities').where('id', '=', account.id).execute()
      else await db.updateTable('identities').set({ userId: code }).where('id', '=', account.id).execute()
    }
    if (same === undefined) continue
    await db.updateTable('people').set({ sameAsId: same }).where('id', '=', person.id).execute()
    await db.updateTable('assignments').set({ personId: same }).where('personId', '=', person.id).execute()
  }
  await dropDoubledAssignments(db)
}

function accountText({ platform, tenant, userId }: Tables['identities']): string {
  return JSON.stringify([platform, tenant, userId])
}

async function dropDoubledAssignments(db: Kysely<Tables>): Promise<void> {
  const seen = new Set<string>()
  for (const { id, ...row } of await db.selectFrom('assignments').selectAll().orderBy('id').execute()) {
    const { roleId, personId, kind, fromDay, toDay } = row
    const text = JSON.stringify([roleId, personId, kind, fromDay, toDay])
    if (seen.has(text)) await db.deleteFrom('assignments').where('id', '=', id).execute()
    seen.add(text)
  }
}
