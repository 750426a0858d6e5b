import type { Database } from './database.ts'
import { write } from './engine/engine.ts'

/** When any process last ran the minute tick, by the machine's clock. */
export async function lastTick(db: Database): Promise<Date | undefined> {
  const row = await db.selectFrom('ticks').select('tickedAt').where('id', '=', 1).executeTakeFirst()
  return row && new Date(row.tickedAt)
}

export async function saveTick(db: Database, at: Date): Promise<void> {
  const values = { id: 1, tickedAt: at.toISOString() }
  await db
    .insertInto('ticks')
    .values(values)
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ tickedAt: values.tickedAt }))
    .execute()
}

/**
 * Changes nothing, by writing what is there already, to find out whether changes are taken.
 * @throws StorageError
 */
export async function tryWriting(db: Database): Promise<void> {
  await write(db, null, (trx) =>
    trx
      .updateTable('ticks')
      .set(({ ref }) => ({ tickedAt: ref('tickedAt') }))
      .execute(),
  )
}

/** The demo's clock, which stands still until somebody moves it. */
export async function readClock(db: Database): Promise<Date | undefined> {
  const row = await db.selectFrom('clock').select('now').where('id', '=', 1).executeTakeFirst()
  return row && new Date(row.now)
}

export async function setClock(db: Database, now: Date): Promise<void> {
  const values = { id: 1, now: now.toISOString() }
  await db
    .insertInto('clock')
    .values(values)
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ now: values.now }))
    .execute()
}
