import type { Database } from './database.ts'

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
