import { existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { CamelCasePlugin, Kysely, Migrator, type Transaction } from 'kysely'
import { SetupError, StorageError } from '../src/errors.ts'
import { ImmediateSqliteDialect } from './dialect.ts'
import { record } from './migrations/0001-record.ts'
import type { Schema } from './schema.ts'

export type Database = Kysely<Schema>
export type Writing = Transaction<Schema>

/** How long a statement waits for another process's lock; the event loop stands still meanwhile. */
const LOCK_TIMEOUT_MS = 2_000

interface OpenOptions {
  /** Make the file (and its folder) when there is none: only where the caller announces a new database. */
  readonly create: boolean
}

/**
 * Opens `sqlite:<path>`, sets and reads back what durability rests on, and brings the schema up to date.
 * Never creates a file unless told to: a mistyped path must not become an empty, healthy database.
 */
export async function openDatabase(url: string, { create }: OpenOptions): Promise<Database> {
  const path = pathOf(url)
  if (create && path !== ':memory:') mkdirSync(dirname(path), { recursive: true })
  const sqlite = open(path, create)
  const db = new Kysely<Schema>({
    dialect: new ImmediateSqliteDialect({ database: sqlite }),
    plugins: [new CamelCasePlugin()],
  })
  try {
    prepare(sqlite, path)
    await migrate(db)
    return db
  } catch (error) {
    await db.destroy()
    throw asStorageError(error, path)
  }
}

/** Whether `DATABASE_URL` names a database that exists already. */
export function databaseExists(url: string): boolean {
  return existsSync(pathOf(url))
}

/** Whether an error says that the disk or the database refused, as opposed to a mistake in the program. */
export function isStorageFailure(error: unknown): boolean {
  return error instanceof SqliteDatabase.SqliteError || error instanceof StorageError || isClosed(error)
}

/** One sentence for a person: what is wrong with the database and what cures it. */
export function storageSentence(error: unknown): string {
  if (error instanceof StorageError) return error.message
  const code = error instanceof SqliteDatabase.SqliteError ? error.code : 'closed'
  if (code.startsWith('SQLITE_FULL')) return 'The disk is full. Free some space and try again.'
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return 'The database is locked by another program. Try again in a moment.'
  }
  if (code.startsWith('SQLITE_CORRUPT') || code.startsWith('SQLITE_NOTADB')) {
    return 'The database file is damaged. Restore it from a backup.'
  }
  if (code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_CANTOPEN')) {
    return 'The database cannot be written. Check that the file and its folder belong to this user.'
  }
  if (code.startsWith('SQLITE_IOERR')) return 'The disk reported an error. Check the disk, then try again.'
  return 'The database is closed. Start the service again.'
}

function pathOf(url: string): string {
  const path = url.match(/^sqlite:(?:\/\/)?(.+)$/)?.[1]
  if (path) return path
  if (url.startsWith('postgres')) {
    throw new SetupError(
      'DATABASE_URL names PostgreSQL, which this version does not support yet: use sqlite:<path>.',
    )
  }
  throw new SetupError(
    `DATABASE_URL is "${url}": expected sqlite:<path>, for example sqlite:var/wsoa.sqlite.`,
  )
}

function open(path: string, create: boolean): SqliteDatabase.Database {
  if (!create && path !== ':memory:' && !existsSync(path)) {
    throw new StorageError(
      `There is no database at ${path}. Check DATABASE_URL, or make one with: wsoa import <plan.yaml>`,
    )
  }
  try {
    return new SqliteDatabase(path, { fileMustExist: !create, timeout: LOCK_TIMEOUT_MS })
  } catch (error) {
    throw asStorageError(error, path)
  }
}

function prepare(sqlite: SqliteDatabase.Database, path: string): void {
  sqlite.pragma('journal_mode = WAL')
  // WAL alone loses acknowledged commits in a power cut (better-sqlite3 is compiled with synchronous=NORMAL for it).
  sqlite.pragma('synchronous = FULL')
  sqlite.pragma('foreign_keys = ON')
  const journal = sqlite.pragma('journal_mode', { simple: true })
  const synchronous = sqlite.pragma('synchronous', { simple: true })
  if ((journal !== 'wal' && path !== ':memory:') || synchronous !== 2) {
    throw new StorageError(
      `The database at ${path} would not keep its record through a power cut (journal ${journal}, synchronous ${synchronous}). Put it on a local disk.`,
    )
  }
}

/** A static list: no file globbing after a build. Migrations only go forward and are never edited once released. */
async function migrate(db: Database): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ '0001-record': record }) } })
  const { error } = await migrator.migrateToLatest()
  if (!error) return
  if (String(error).includes('corrupted migrations')) {
    throw new StorageError(
      'The database was made by a newer version of wsoa. Install that version, or restore an older backup.',
    )
  }
  throw error
}

function asStorageError(error: unknown, path: string): unknown {
  if (error instanceof StorageError || error instanceof SetupError) return error
  if (isMissingBinary(error)) {
    return new StorageError(
      'The SQLite library does not fit this Node version. Run: npm rebuild better-sqlite3',
      {
        cause: error,
      },
    )
  }
  if (!isStorageFailure(error) && !(error instanceof TypeError)) return error
  return new StorageError(`${storageSentence(error)} (${path})`, { cause: error })
}

function isMissingBinary(error: unknown): boolean {
  const text = String(error)
  return text.includes('NODE_MODULE_VERSION') || text.includes('Could not locate the bindings file')
}

function isClosed(error: unknown): boolean {
  return (
    error instanceof Error &&
    /database connection is not open|driver has already been destroyed/.test(error.message)
  )
}
