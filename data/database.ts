import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { CamelCasePlugin, type Kysely, type Migration, Migrator, sql, type Transaction } from 'kysely'
import { SetupError, StorageError } from '../src/errors.ts'
import { ImmediateSqliteDialect, LOCK_TIMEOUT_MS } from './engine/sqlite/dialect.ts'
import { QuickKysely } from './engine/transactions.ts'
import { record } from './migrations/0001-record.ts'
import { editions } from './migrations/0002-editions.ts'
import { meetingClock } from './migrations/0003-meeting-clock.ts'
import type { Schema } from './schema.ts'

export type Database = Kysely<Schema>
export type Writing = Transaction<Schema>

/** A static list: no file globbing after a build. Migrations only go forward and are never edited once released. */
const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-record': record,
  '0002-editions': editions,
  '0003-meeting-clock': meetingClock,
}

interface OpenOptions {
  /** Make the file (and the folder it is in) when there is none: only where the caller announces a new database. */
  readonly create: boolean
}

/**
 * Opens `sqlite:<path>`, sets and reads back what durability rests on, and brings the schema up to date.
 * Never makes a database unless told to: a mistyped path must not become an empty, healthy one.
 */
export async function openDatabase(url: string, { create }: OpenOptions): Promise<Database> {
  const path = pathOf(url)
  const sqlite = open(path, create)
  try {
    const done = appliedMigrations(sqlite, path, create)
    keepDurable(sqlite, path)
    const dialect = new ImmediateSqliteDialect({ database: sqlite })
    const db = new QuickKysely({ dialect, plugins: [new CamelCasePlugin()] }, dialect.driver)
    // Only when there is something to do: the migrator takes the write lock, and whoever just reads need not wait.
    if (done.length < Object.keys(MIGRATIONS).length) await migrate(db)
    // Kysely closes nothing that it has not used.
    await sql`select 1`.execute(db)
    return db
  } catch (error) {
    sqlite.close()
    throw asStorageError(error, path)
  }
}

/** Whether `DATABASE_URL` names a database that exists already. */
export function databaseExists(url: string): boolean {
  return existsSync(pathOf(url))
}

/** What is wrong inside the database's file, in SQLite's words; undefined when all of it can be read. */
export async function findDamage(db: Database): Promise<string | undefined> {
  const { rows } = await sql<Record<string, unknown>>`pragma quick_check(1)`.execute(db)
  const [found] = rows.flatMap((row) => Object.values(row))
  return found === 'ok' ? undefined : String(found)
}

/** Whether an error says that the disk or the database refused, as opposed to a mistake in the program. */
export function isStorageFailure(error: unknown): boolean {
  return error instanceof StorageError || refusalOf(error) !== undefined
}

/** One sentence for a person: what is wrong with the database and what cures it. */
export function storageSentence(error: unknown): string {
  if (error instanceof StorageError) return error.message
  return refusalOf(error) ?? 'The database refused.'
}

/** By the beginning of SQLite's code; what is not here is a mistake of ours. */
const REFUSALS: readonly (readonly [code: string, sentence: string])[] = [
  ['SQLITE_FULL', 'The disk is full. Free some space and try again.'],
  ['SQLITE_BUSY', 'The database is locked by another program. Try again in a moment.'],
  ['SQLITE_LOCKED', 'The database is locked by another program. Try again in a moment.'],
  ['SQLITE_CORRUPT', 'The database file is damaged. Restore it from a backup.'],
  ['SQLITE_NOTADB', 'The file is not a database, or is damaged. Check DATABASE_URL, or restore a backup.'],
  [
    'SQLITE_READONLY',
    'The database cannot be written. Check that the file and its folder belong to this user.',
  ],
  [
    'SQLITE_CANTOPEN',
    'The database cannot be opened. Check that the file and its folder belong to this user.',
  ],
  ['SQLITE_IOERR', 'The disk reported an error. Check the disk, then try again.'],
]

function refusalOf(error: unknown): string | undefined {
  if (error instanceof SqliteDatabase.SqliteError) {
    return REFUSALS.find(([code]) => error.code.startsWith(code))?.[1]
  }
  return isClosed(error) ? 'The database is closed. Start the service again.' : undefined
}

function pathOf(url: string): string {
  const path = url.match(/^sqlite:(?:\/\/)?(.+)$/)?.[1]
  if (path) return path
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

const IN_MEMORY = ':memory:'

function open(path: string, create: boolean): SqliteDatabase.Database {
  try {
    if (path !== IN_MEMORY) checkPlace(path, create)
    return new SqliteDatabase(path, { fileMustExist: !create, timeout: LOCK_TIMEOUT_MS })
  } catch (error) {
    throw asStorageError(error, path)
  }
}

function checkPlace(path: string, create: boolean): void {
  const folder = dirname(path)
  if (create && !existsSync(folder)) mkdirSync(folder)
  if (!existsSync(path)) {
    if (create) return
    throw new StorageError(
      `There is no database at ${path}. Check DATABASE_URL, or make one with: wsoa import <plan.yaml>`,
    )
  }
  if (statSync(path).isDirectory()) {
    throw new StorageError(`${path} is a folder, not a database file. Check DATABASE_URL.`)
  }
  // SQLite would open it all the same, and refuse the first change.
  for (const place of [path, folder]) accessSync(place, constants.R_OK | constants.W_OK)
}

/** The migrations it has been through; stops at a file that is not ours before anything is written to it. */
function appliedMigrations(
  sqlite: SqliteDatabase.Database,
  path: string,
  create: boolean,
): readonly string[] {
  const tables = names(sqlite, "select name from sqlite_master where type = 'table'")
  const isEmpty = tables.every((table) => /^(kysely|sqlite)_/.test(table))
  if (isEmpty && create) return []
  if (isEmpty) {
    throw new StorageError(
      `The database at ${path} is empty. Check DATABASE_URL, or fill it with: wsoa import <plan.yaml>`,
    )
  }
  if (!['kysely_migration', 'plans', 'trail'].every((table) => tables.includes(table))) {
    throw new StorageError(`The database at ${path} belongs to another program. Check DATABASE_URL.`)
  }
  const done = names(sqlite, 'select name from kysely_migration')
  if (done.every((name) => name in MIGRATIONS)) return done
  throw new StorageError(
    `The database at ${path} was made by a newer version of wsoa. Install that version, or restore an older backup.`,
  )
}

function names(sqlite: SqliteDatabase.Database, query: string): readonly string[] {
  return sqlite
    .prepare<[], { name: string }>(query)
    .all()
    .map(({ name }) => name)
}

function keepDurable(sqlite: SqliteDatabase.Database, path: string): void {
  sqlite.pragma('journal_mode = WAL')
  // WAL alone loses acknowledged commits in a power cut (better-sqlite3 is compiled with synchronous=NORMAL for it).
  sqlite.pragma('synchronous = FULL')
  sqlite.pragma('foreign_keys = ON')
  // What a savepoint would take back is kept in memory: on disk it is written once more, four times what is changed.
  sqlite.pragma('temp_store = MEMORY')
  const journal = sqlite.pragma('journal_mode', { simple: true })
  const synchronous = sqlite.pragma('synchronous', { simple: true })
  if ((journal === 'wal' || path === IN_MEMORY) && synchronous === 2) return
  throw new StorageError(
    `The database at ${path} would not keep its record through a power cut (journal ${journal}, synchronous ${synchronous}). Put it on a local disk.`,
  )
}

async function migrate(db: Database): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => MIGRATIONS } })
  const { error } = await migrator.migrateToLatest()
  if (error) throw error
}

function asStorageError(error: unknown, path: string): unknown {
  if (error instanceof StorageError || error instanceof SetupError) return error
  if (isMissingBinary(error)) {
    return new StorageError(
      'The SQLite library does not fit this Node version. Run: npm rebuild better-sqlite3',
      { cause: error },
    )
  }
  if (isStorageFailure(error))
    return new StorageError(`${storageSentence(error)} (${path})`, { cause: error })
  return isOfFileSystem(error)
    ? new StorageError(
        `The database at ${path} cannot be used (${error.code}). Check that it and its folder exist and belong to this user.`,
        { cause: error },
      )
    : error
}

function isOfFileSystem(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error
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
