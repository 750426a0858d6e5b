import type { Subject } from '../src/domain/delivery.ts'
import type { Database } from './database.ts'
import { compiledQuery, type Placeholders } from './engine/compiled-query.ts'

/** What people name by a number that is counted over all plans. */
export type Counted = 'requests' | 'actionsArising' | 'deliveries'

/** The plan of what has a number; undefined if there is none, and for a message that speaks of several plans. */
export async function planOfNumber(
  db: Database,
  table: Counted,
  number: number,
): Promise<number | undefined> {
  const row = await db.selectFrom(table).select('planId').where('number', '=', number).executeTakeFirst()
  return row?.planId ?? undefined
}

/** The plan in which somebody recorded or asked for something last, of what still stands. */
export async function planOfLatestEntry(db: Database, personId: number): Promise<number | undefined> {
  const update = await db
    .selectFrom('updates')
    .leftJoin('updates as undo', 'undo.undoesId', 'updates.id')
    .select(['updates.planId', 'updates.recordedAt as at'])
    .where('updates.personId', '=', personId)
    .where('updates.kind', 'in', ['update', 'confirm'])
    .where('undo.id', 'is', null)
    .orderBy('updates.id', 'desc')
    .limit(1)
    .executeTakeFirst()
  const request = await db
    .selectFrom('requests')
    .select(['planId', 'askedAt as at'])
    .where('askedBy', '=', personId)
    .where('state', '=', 'pending')
    .orderBy('askedAt', 'desc')
    .limit(1)
    .executeTakeFirst()
  const change = await db
    .selectFrom('itemChanges')
    .select(['planId', 'recordedAt as at'])
    .where('personId', '=', personId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  const [latest] = [update, request, change]
    .filter((each) => each !== undefined)
    .sort((one, other) => other.at.localeCompare(one.at))
  return latest?.planId
}

/** The plans that are heard by the boards that a channel is bound to. */
export async function plansOfChannel(
  db: Database,
  { platform, tenant, channel }: { platform: string; tenant: string; channel: string },
): Promise<readonly number[]> {
  const { rows } = await heardIn(db, { platform, tenant, channel })
  return rows.map(({ planId }) => planId)
}

const heardIn = compiledQuery(
  (
    db: Database,
    { platform, tenant, channel }: Placeholders<{ platform: string; tenant: string; channel: string }>,
  ) =>
    db
      .selectFrom('channels')
      .innerJoin('planBodies', 'planBodies.bodyId', 'channels.bodyId')
      .select('planBodies.planId')
      .where('channels.platform', '=', platform)
      .where('channels.tenant', '=', tenant)
      .where('channels.channel', '=', channel)
      .where('planBodies.removedAt', 'is', null)
      .distinct()
      .compile(),
)

/** The plan that a message of ours spoke of; undefined for what speaks of several, and for what is not ours. */
export async function planOfMessage(
  db: Database,
  { platform, tenant, messageId }: { platform: string; tenant: string; messageId: string },
): Promise<number | undefined> {
  const row = await db
    .selectFrom('deliveries')
    .select(['planId', 'subject'])
    .where('messageId', '=', messageId)
    .where('platform', '=', platform)
    .where('tenant', '=', tenant)
    .executeTakeFirst()
  const { plans } = row ? (JSON.parse(row.subject ?? '{}') as Subject) : {}
  return plans ? undefined : (row?.planId ?? undefined)
}
