import { join } from 'node:path'
import { sql } from 'kysely'
import { type Database, openDatabase, type Writing } from '../../data/database.ts'
import { checkCachedReads } from '../../data/engine/sqlite/table-cache.ts'
import { temporaryFolder } from './folder.ts'

checkCachedReads()

/** The URL of a database that does not exist yet; a second engine becomes a parameter here. */
export function newDatabaseUrl(): string {
  return `sqlite:${join(temporaryFolder(), 'wsoa.sqlite')}`
}

/** A new database; or, with the URL of one that exists, another connection to it, such as another process has. */
export function openTestDatabase(url = newDatabaseUrl()): Promise<Database> {
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
