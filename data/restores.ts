import type { Database, Writing } from './database.ts'

export interface Restore {
  readonly foundAt: string
  /** What was due from then on may have been sent without the database knowing of it. */
  readonly lookFrom: string
}

/** The latest time that the database was found to be older than what was done with it. */
export async function latestRestore(db: Database | Writing): Promise<Restore | undefined> {
  return db
    .selectFrom('restores')
    .select(['foundAt', 'lookFrom'])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** Keeps it, and that whatever is not known to be sent is looked for before it is sent. */
export async function saveRestore(trx: Writing, restore: Restore): Promise<void> {
  await trx.insertInto('restores').values(restore).execute()
  await trx
    .updateTable('deliveries')
    .set(({ ref }) => ({ lookFrom: ref('dueAt') }))
    .where('state', '<>', 'sent')
    .execute()
  await trx
    .updateTable('deliveries')
    .set({ lookFrom: restore.lookFrom })
    .where('state', '<>', 'sent')
    .where('dueAt', '>', restore.lookFrom)
    .execute()
}

/** Whether anything was ever sent to a chat unasked; people may be answered before the first tick. */
export async function hasBeenSent(db: Database | Writing): Promise<boolean> {
  const row = await db
    .selectFrom('deliveries')
    .select('key')
    .where('firstTriedAt', 'is not', null)
    .where('kind', '<>', 'answer')
    .where('platform', '<>', 'terminal')
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
