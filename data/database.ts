import { type Kysely, type Migration, Migrator, type Transaction } from 'kysely'
import { SetupError } from '../src/errors.ts'
import { openSqlite, sqliteExists } from './engine/sqlite/open.ts'
import { record } from './migrations/0001-record.ts'
import { editions } from './migrations/0002-editions.ts'
import { meetingClock } from './migrations/0003-meeting-clock.ts'
import { deliveryColumns } from './migrations/0004-delivery-columns.ts'
import type { Schema } from './schema.ts'

export type Database = Kysely<Schema>
/** A transaction that may write. */
export type Writing = Transaction<Schema>

/** A static list needs no file globbing after a build. Migrations only go forward and are never edited once released. */
const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-record': record,
  '0002-editions': editions,
  '0003-meeting-clock': meetingClock,
  '0004-delivery-columns': deliveryColumns,
}

interface OpenOptions {
  /** Make the database when there is none: only where the caller announces a new one. */
  readonly create: boolean
}

/**
 * Opens the database that `DATABASE_URL` names, and brings its schema up to date. Never makes one unless told to: a
 * mistyped path must not become an empty, healthy database.
 *
 * @throws SetupError for an address of another kind; StorageError when the database cannot be used.
 */
export async function openDatabase(url: string, { create }: OpenOptions): Promise<Database> {
  checkKind(url)
  const { db, isUpToDate } = await openSqlite(url, { create, migrations: Object.keys(MIGRATIONS) })
  // The migrator takes the write lock, which somebody who only reads need not wait for.
  if (isUpToDate) return db
  try {
    await migrate(db)
    return db
  } catch (error) {
    await db.destroy()
    throw error
  }
}

/** Whether `DATABASE_URL` names a database that exists already. */
export function databaseExists(url: string): boolean {
  checkKind(url)
  return sqliteExists(url)
}

function checkKind(url: string): void {
  if (/^sqlite:(?:\/\/)?.+$/.test(url)) return
  // Only the scheme is repeated: the rest may hold a password.
  const scheme = url.match(/^([a-z][a-z0-9+.-]*):/i)?.[1]
  if (scheme?.startsWith('postgres')) {
    throw new SetupError(
      'DATABASE_URL names PostgreSQL, which this version does not support yet: use sqlite:<path>.',
    )
  }
  throw new SetupError(
    `DATABASE_URL ${scheme ? `begins with "${scheme}:"` : 'names no kind of database'}: expected sqlite:<path>, for example sqlite:var/wsoa.sqlite.`,
  )
}

async function migrate(db: Database): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => MIGRATIONS } })
  const { error } = await migrator.migrateToLatest()
  if (error) throw error
}
