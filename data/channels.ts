import type { Selectable } from 'kysely'
import type { Database, Writing } from './database.ts'
import { bodiesOf } from './plans.ts'
import type { Schema } from './schema.ts'

/** A channel that receives what a body is sent; people name it by its id. */
export type Channel = Readonly<Omit<Selectable<Schema['channels']>, 'planId'>>

/** The channels of a plan's boards. */
export async function listChannels(db: Database, planId: number): Promise<readonly Channel[]> {
  return db
    .selectFrom('channels')
    .select(['id', 'bodyId', 'platform', 'tenant', 'channel', 'name', 'boundAt'])
    .where('bodyId', 'in', bodiesOf(db, planId))
    .orderBy('id')
    .execute()
}

/** Binds a channel to a body; a channel that is bound already stays as it is. */
export async function bindChannel(trx: Writing, planId: number, channel: Omit<Channel, 'id'>): Promise<void> {
  await trx
    .insertInto('channels')
    .values({ planId, ...channel })
    .onConflict((conflict) => conflict.columns(['bodyId', 'platform', 'tenant', 'channel']).doNothing())
    .execute()
}

export async function unbindChannel(trx: Writing, id: number): Promise<void> {
  await trx.deleteFrom('channels').where('id', '=', id).execute()
}
