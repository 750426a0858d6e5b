import type { Insertable, Selectable } from 'kysely'
import type { Database, Writing } from './database.ts'
import type { Schema } from './schema.ts'

/** A message that changed something: what it said, the line that this came to, and the batch of updates it recorded. */
export type HeardMessage = Selectable<Schema['heardMessages']>

/** The platform's own id of a message, which stays the same when it is edited. */
export type MessageKey = Pick<HeardMessage, 'platform' | 'tenant' | 'message'>

export async function keepHeard(trx: Writing, message: Insertable<Schema['heardMessages']>): Promise<void> {
  await trx
    .insertInto('heardMessages')
    .values(message)
    .onConflict((conflict) => conflict.columns(['platform', 'tenant', 'message']).doNothing())
    .execute()
}

export async function findHeard(
  db: Database,
  { platform, tenant, message }: MessageKey,
): Promise<HeardMessage | undefined> {
  return db
    .selectFrom('heardMessages')
    .selectAll()
    .where('platform', '=', platform)
    .where('tenant', '=', tenant)
    .where('message', '=', message)
    .executeTakeFirst()
}

export async function forgetHeard(db: Database, before: Date): Promise<void> {
  await db.deleteFrom('heardMessages').where('heardAt', '<', before.toISOString()).execute()
}
