import { sql } from 'kysely'
import { onTestFinished } from 'vitest'
import { type Database, openDatabase, type Writing } from '../../data/database.ts'
import { checkCachedReads } from '../../data/engine/sqlite/table-cache.ts'
import { testEngine } from './engines.ts'

checkCachedReads()

/** The URL of a database that does not exist yet, and is gone when the test is over. */
export function newDatabaseUrl(): string {
  const { url, drop } = testEngine.place()
  onTestFinished(drop)
  return url
}

/** A new database; or, with the URL of one that exists, another connection to it, such as another process has. */
export async function openTestDatabase(url = newDatabaseUrl()): Promise<Database> {
  await testEngine.prepare(url)
  return openDatabase(url, { create: true })
}

/** A full disk leaves the database no more room than it has. */
export async function setDisk(db: Database | Writing, disk: 'full' | 'free'): Promise<void> {
  await sql`pragma max_page_count = ${sql.raw(disk === 'full' ? '1' : '1073741823')}`.execute(db)
}

/** Makes the commit find a broken reference that the statement itself is not refused for. */
export async function breakReference(trx: Writing, itemId = 0): Promise<void> {
  await sql`pragma defer_foreign_keys = on`.execute(trx)
  await sql`insert into positions (item_id, plan_id) values (${itemId}, 0)`.execute(trx)
}
