import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { CamelCasePlugin, Kysely, sql } from 'kysely'
import { SetupError, StorageError } from '../../../src/errors.ts'
import type { Schema } from '../../schema.ts'
import { WsoaSqliteDialect } from './dialect.ts'
import { LOCK_TIMEOUT_MS } from './driver.ts'
import { asStorageError } from './failures.ts'

const IN_MEMORY = ':memory:'

interface OpenOptions {
  /** Make the file, and the folder it is in, when there is none. */
  readonly create: boolean
  /** The names of all migrations that this version knows. */
  readonly migrations: readonly string[]
}

/**
 * Opens `sqlite:<path>`; sets and reads back what durability rests on.
 *
 * @throws StorageError when the file is missing, is not ours, was made by a newer version, or cannot be used.
 */
export async function openSqlite(
  url: string,
  { create, migrations }: OpenOptions,
): Promise<{ readonly db: Kysely<Schema>; readonly isUpToDate: boolean }> {
  const path = pathOf(url)
  const sqlite = openFile(path, create)
  try {
    const applied = appliedMigrations(sqlite, path, create)
    if (!applied.every((name) => migrations.includes(name))) {
      throw new StorageError(
        'refused',
        `The database at ${path} was made by a newer version of wsoa. Install that version, or restore an older backup.`,
      )
    }
    keepDurable(sqlite, path)
    const db = new Kysely<Schema>({
      dialect: new WsoaSqliteDialect(sqlite),
      plugins: [new CamelCasePlugin()],
    })
    // Kysely closes nothing that it has not used.
    await sql`select 1`.execute(db)
    return { db, isUpToDate: applied.length === migrations.length }
  } catch (error) {
    sqlite.close()
    throw openingError(error, path)
  }
}

export function sqliteExists(url: string): boolean {
  return existsSync(pathOf(url))
}

function pathOf(url: string): string {
  return url.replace(/^sqlite:(?:\/\/)?/, '')
}

function openFile(path: string, create: boolean): SqliteDatabase.Database {
  try {
    if (path !== IN_MEMORY) checkPlace(path, create)
    return new SqliteDatabase(path, { fileMustExist: !create, timeout: LOCK_TIMEOUT_MS })
  } catch (error) {
    throw openingError(error, path)
  }
}

function checkPlace(path: string, create: boolean): void {
  const folder = dirname(path)
  if (create && !existsSync(folder)) mkdirSync(folder)
  if (!existsSync(path)) {
    if (create) return
    throw new StorageError(
      'unreachable',
      `There is no database at ${path}. Check DATABASE_URL, or make one with: wsoa import <plan.yaml>`,
    )
  }
  if (statSync(path).isDirectory()) {
    throw new StorageError('unreachable', `${path} is a folder, not a database file. Check DATABASE_URL.`)
  }
  // SQLite would open it all the same, and refuse the first change.
  for (const place of [path, folder]) accessSync(place, constants.R_OK | constants.W_OK)
}

/** Which migrations the file has been through. Refuses a file that is not ours before anything is written to it. */
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
      'refused',
      `The database at ${path} is empty. Check DATABASE_URL, or fill it with: wsoa import <plan.yaml>`,
    )
  }
  if (!['kysely_migration', 'plans', 'trail'].every((table) => tables.includes(table))) {
    throw new StorageError(
      'refused',
      `The database at ${path} belongs to another program. Check DATABASE_URL.`,
    )
  }
  return names(sqlite, 'select name from kysely_migration')
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
  // A savepoint's rollback data is useless after a crash; on disk it would be four times what is changed.
  sqlite.pragma('temp_store = MEMORY')
  const journal = sqlite.pragma('journal_mode', { simple: true })
  const synchronous = sqlite.pragma('synchronous', { simple: true })
  if ((journal === 'wal' || path === IN_MEMORY) && synchronous === 2) return
  throw new StorageError(
    'refused',
    `The database at ${path} would not keep its record through a power cut (journal ${journal}, synchronous ${synchronous}). Put it on a local disk.`,
  )
}

function openingError(error: unknown, path: string): unknown {
  if (error instanceof StorageError || error instanceof SetupError) return error
  if (isMissingBinary(error)) {
    return new StorageError(
      'refused',
      'The SQLite library does not fit this Node version. Run: npm rebuild better-sqlite3',
      { cause: error },
    )
  }
  const failure = asStorageError(error)
  if (failure instanceof StorageError) {
    return new StorageError(failure.failure, `${failure.message} (${path})`, { cause: error })
  }
  return isOfFileSystem(error)
    ? new StorageError(
        'unreachable',
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
