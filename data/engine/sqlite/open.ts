import { accessSync, constants, existsSync, mkdirSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { CamelCasePlugin, Kysely, Migrator, sql } from 'kysely'
import { SetupError, StorageError } from '../../../src/errors.ts'
import { failureOf } from '../failure.ts'
import type { OpenOptions, Upgrading } from '../open-options.ts'
import { IN_MEMORY, isDiskFull, watchFile } from './database-file.ts'
import { SqliteDriver } from './driver.ts'
import { createDialect } from './engine.ts'
import { MARK_SUFFIX, type Mark, markBeside } from './mark.ts'
import { fullError, refusing } from './refusal.ts'
import { makePrivate, PRIVATE_FOLDER } from './rights.ts'

/**
 * Opens `sqlite:<path>`, sets and reads back what durability rests on, and brings the schema up to date.
 * @throws StorageError when the file is missing, is not ours or cannot be used; SetupError when the URL has no path. None
 * of them repeats the path: it is the value of a setting.
 */
export async function open<Schema>(
  url: string,
  options: OpenOptions & Upgrading<Schema>,
): Promise<Kysely<Schema>> {
  const path = pathOf(url)
  try {
    const sqlite = openFile(path, options)
    try {
      return await prepared<Schema>(sqlite, path, options)
    } catch (error) {
      sqlite.close()
      throw error
    }
  } catch (error) {
    throw asStorageError(error, path)
  }
}

export { rowCountsOf } from './copy.ts'
export { openToRead } from './engine.ts'
export { bringBeside, isInUse, putInPlace, removeBeside } from './replace.ts'

export async function exists(url: string): Promise<boolean> {
  return existsSync(pathOf(url))
}

/** The log goes first: left behind by a kill in between, it would bring the old state into a new file. */
export async function remove(url: string): Promise<void> {
  for (const suffix of ['-wal', '-shm', '', MARK_SUFFIX]) rmSync(pathOf(url) + suffix, { force: true })
}

export function markOf(url: string): Mark {
  return markBeside(pathOf(url))
}

export function pathOf(url: string): string {
  const path = url.match(/^sqlite:(?:\/\/)?(.+)$/)?.[1]
  if (path) return path
  throw new SetupError(
    'DATABASE_URL begins with "sqlite:": expected sqlite:<path>, for example sqlite:var/wsoa.sqlite.',
  )
}

/** How long opening waits for another process. */
const LOCK_TIMEOUT_MS = 2_000

function openFile(path: string, { create }: OpenOptions): SqliteDatabase.Database {
  if (path !== IN_MEMORY) checkPlace(path, create)
  if (path !== IN_MEMORY && !existsSync(path)) makePrivate(path)
  return refusing(() => new SqliteDatabase(path, { fileMustExist: !create, timeout: LOCK_TIMEOUT_MS }))
}

function checkPlace(path: string, create: boolean): void {
  const folder = dirname(path)
  if (create && !existsSync(folder)) mkdirSync(folder, { mode: PRIVATE_FOLDER })
  if (!existsSync(path)) {
    if (create) return
    throw new StorageError(
      'There is no database where DATABASE_URL says. Correct its path, or make one with: wsoa import <plan.yaml>',
    )
  }
  if (statSync(path).isDirectory()) {
    throw new StorageError('DATABASE_URL names a folder, not a database file. Correct its path.')
  }
  // SQLite would open it all the same, and refuse the first change.
  for (const place of [path, folder]) accessSync(place, constants.R_OK | constants.W_OK)
}

async function prepared<Schema>(
  sqlite: SqliteDatabase.Database,
  path: string,
  options: OpenOptions & Upgrading<Schema>,
): Promise<Kysely<Schema>> {
  const { migrations, cachedTables, beforeUpgrade } = options
  const done = refusing(() => appliedMigrations(sqlite, options))
  refusing(() => keepDurable(sqlite, path))
  const file = watchFile(sqlite, path)
  const dialect = createDialect(new SqliteDriver(sqlite, { file, cachedTables }), path)
  const db = new Kysely<Schema>({ dialect, plugins: [new CamelCasePlugin()] })
  // The migrator takes the write lock, which those who only read need not wait for.
  if (done.length < Object.keys(migrations).length) {
    if (done.length > 0 && path !== IN_MEMORY) await beforeUpgrade?.(db)
    await migrate(db, sqlite, { migrations, done })
  }
  // Kysely closes only what it has used.
  await sql`select 1`.execute(db)
  return db
}

/**
 * Runs what it has not been through, in one transaction. A table that others refer to can only be rebuilt while references
 * are not enforced, which SQLite switches outside of a transaction alone: so all of them are checked before the commit.
 */
async function migrate<Schema>(
  db: Kysely<Schema>,
  sqlite: SqliteDatabase.Database,
  { migrations, done }: Pick<OpenOptions, 'migrations'> & { readonly done: readonly string[] },
): Promise<void> {
  const last = Object.keys(migrations)
    .filter((name) => !done.includes(name))
    .sort()
    .at(-1)
  const checked = Object.fromEntries(
    Object.entries(migrations).map(([name, { up }]) => [
      name,
      {
        up: async (trx: Kysely<unknown>) => {
          await up(trx)
          if (name === last) await checkReferences(trx)
        },
      },
    ]),
  )
  sqlite.pragma('foreign_keys = OFF')
  try {
    // Two that were written side by side may have come in another order than their numbers say.
    const migrator = new Migrator({
      db,
      provider: { getMigrations: async () => checked },
      allowUnorderedMigrations: true,
    })
    const { error } = await migrator.migrateToLatest()
    if (error) throw error
  } finally {
    sqlite.pragma('foreign_keys = ON')
  }
}

async function checkReferences(trx: Kysely<unknown>): Promise<void> {
  const { rows } = await sql`pragma foreign_key_check`.execute(trx)
  if (rows.length > 0) throw new Error('after the migrations a row refers to one that is not there')
}

/** The migrations it has been through. @throws StorageError before anything is written to a file that is not ours */
function appliedMigrations(
  sqlite: SqliteDatabase.Database,
  { create, migrations, ownTables }: OpenOptions,
): readonly string[] {
  const tables = names(sqlite, "select name from sqlite_master where type = 'table'")
  const isEmpty = tables.every((table) => /^(kysely|sqlite)_/.test(table))
  if (isEmpty && create) return []
  if (isEmpty) {
    throw new StorageError(
      'The database is empty. Check DATABASE_URL, or fill it with: wsoa import <plan.yaml>',
    )
  }
  if (!['kysely_migration', ...ownTables].every((table) => tables.includes(table))) {
    throw new StorageError('The database belongs to another program. Check DATABASE_URL.')
  }
  const done = names(sqlite, 'select name from kysely_migration')
  if (done.every((name) => name in migrations)) return done
  throw new StorageError(
    'The database was made by a newer version of wsoa. Install that version, or restore an older backup.',
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
  // better-sqlite3 sets NORMAL for WAL, which loses acknowledged commits in a power cut.
  sqlite.pragma('synchronous = FULL')
  sqlite.pragma('foreign_keys = ON')
  // Savepoints keep what they may have to restore in memory: on disk it would be four times what is changed.
  sqlite.pragma('temp_store = MEMORY')
  // A past day of 600 items deep in a long record rests on 25 MB of pages. A small database takes no more than its size.
  sqlite.pragma('cache_size = -32000')
  const journal = sqlite.pragma('journal_mode', { simple: true })
  const synchronous = sqlite.pragma('synchronous', { simple: true })
  if ((journal === 'wal' || path === IN_MEMORY) && synchronous === 2) return
  throw new StorageError(
    `The database would not keep its record through a power cut (journal ${journal}, synchronous ${synchronous}). Put it on a local disk.`,
  )
}

function asStorageError(error: unknown, path: string): unknown {
  // Without room for its log, SQLite cannot even read.
  if (failureOf(error) === 'unreachable' && isDiskFull(path)) return fullError()
  if (isMissingBinary(error)) {
    return new StorageError(
      'The SQLite library does not fit this Node version. Run: npm rebuild better-sqlite3',
      { cause: error },
    )
  }
  return isOfFileSystem(error)
    ? new StorageError(
        `The database cannot be used (${error.code}). Check DATABASE_URL, and that the file and its folder exist and belong to this user.`,
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
