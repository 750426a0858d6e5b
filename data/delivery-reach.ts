import type { Expression, ExpressionBuilder, SqlBool } from 'kysely'
import type { Database } from './database.ts'
import { among } from './engine/among.ts'
import type { Schema } from './schema.ts'

/** A row of deliveries, called `due`. */
export type Due = ExpressionBuilder<Schema & { due: Schema['deliveries'] }, 'due'>

/** Everybody of a plan has an account in the terminal, where messages are shown while a plan is in no chat. */
const TERMINAL = 'terminal'

/**
 * Whether a process with these platforms may send a delivery. One that is bound to a platform, or belongs under a
 * message there, is for those who have that platform; one for a person, for those who have a platform of theirs. The
 * rest, and what is for people without an account, is for whoever has a platform that the plan is on.
 */
export function isWithinReach(due: Due, platforms: readonly string[]): Expression<SqlBool> {
  const { or, and, not, eb, exists, selectFrom } = due
  const chats = platforms.filter((platform) => platform !== TERMINAL)
  const head = selectFrom('deliveries as head')
    .select('head.key')
    .whereRef('head.key', '=', 'due.underKey')
    .where('head.platform', 'is not', null)
  const account = selectFrom('identities')
    .select('identities.id')
    .whereRef('identities.personId', '=', 'due.personId')
    .where('identities.platform', '<>', TERMINAL)
  const isUnbound = and([eb('due.platform', 'is', null), not(exists(head))])
  return or([
    among('due.platform', platforms),
    and([eb('due.platform', 'is', null), exists(head.where(among('head.platform', platforms)))]),
    and([isUnbound, exists(account.where(among('identities.platform', chats)))]),
    and([isUnbound, not(exists(account)), isOfPlan(due, chats)]),
  ])
}

/** Whether the plan is on one of these platforms, or on none. */
function isOfPlan({ or, not, exists, selectFrom }: Due, chats: readonly string[]): Expression<SqlBool> {
  const posts = selectFrom('planRoles')
    .select('planRoles.roleId')
    .whereRef('planRoles.planId', '=', 'due.planId')
  const people = selectFrom('assignments')
    .select('assignments.personId')
    .where('assignments.roleId', 'in', posts)
  const accounts = selectFrom('identities as held')
    .select('held.id')
    .where('held.platform', '<>', TERMINAL)
    .where((held) =>
      held.or([held('held.planId', '=', held.ref('due.planId')), held('held.personId', 'in', people)]),
    )
  const channels = selectFrom('channels as bound')
    .innerJoin('planBodies', 'planBodies.bodyId', 'bound.bodyId')
    .select('bound.id')
    .whereRef('planBodies.planId', '=', 'due.planId')
    .where('bound.platform', '<>', TERMINAL)
  return or([
    exists(accounts.where(among('held.platform', chats))),
    exists(channels.where(among('bound.platform', chats))),
    not(or([exists(accounts), exists(channels)])),
  ])
}

/** The chat platforms on which those who have a part in a plan have accounts, whichever process has them. */
export async function platformsOfPeople(db: Database, planId: number): Promise<readonly string[]> {
  const posts = db.selectFrom('planRoles').select('planRoles.roleId').where('planRoles.planId', '=', planId)
  const people = db
    .selectFrom('assignments')
    .select('assignments.personId')
    .where('assignments.roleId', 'in', posts)
  const rows = await db
    .selectFrom('identities')
    .select('platform')
    .distinct()
    // An account that came with the plan may not have a post yet.
    .where(({ or, eb }) => or([eb('planId', '=', planId), eb('personId', 'in', people)]))
    .where('platform', '<>', TERMINAL)
    .execute()
  return rows.map(({ platform }) => platform)
}
