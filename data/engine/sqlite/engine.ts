import SqliteDatabase from 'better-sqlite3'
import {
  CamelCasePlugin,
  type Dialect,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  sql,
  type Transaction,
} from 'kysely'
import type { Engine, EngineAdapter } from '../engine.ts'
import { copyTo } from './copy.ts'
import { IN_MEMORY, UNWATCHED } from './database-file.ts'
import { SqliteDriver } from './driver.ts'
import { erase } from './erase.ts'
import { markBeside } from './mark.ts'
import { networkDriveUnder } from './network-drive.ts'
import { refusing } from './refusal.ts'
import { isOpenToOthers, keepPrivate } from './rights.ts'

export function createDialect(driver: SqliteDriver, path: string): Dialect {
  const engine = createEngine(driver, path)
  return {
    createDriver: () => driver,
    createAdapter: () => new SqliteEngineAdapter(engine),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createIntrospector: (db) => new SqliteIntrospector(db),
  }
}

class SqliteEngineAdapter extends SqliteAdapter implements EngineAdapter {
  readonly engine: Engine

  constructor(engine: Engine) {
    super()
    this.engine = engine
  }

  /** SQLite can change its schema in a transaction; Kysely does not use that, and a kill would leave half a schema. */
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

function createEngine(driver: SqliteDriver, path: string): Engine {
  const mark = markBeside(path)
  return {
    // Every transaction holds the lock of the whole database: the driver begins it immediately.
    write: (db, _planId, work, { canBeLeftOut = false } = {}) => {
      const written = () => db.transaction().execute(work)
      return canBeLeftOut ? driver.impatiently(written) : written()
    },
    // A reader on the same connection also sees what waits for the shared commit: as a member it waits for it too.
    snapshot,
    aside: (db, work) => (path === IN_MEMORY ? snapshot(db, work) : aside(path, driver.cachedTables, work)),
    organisationWide: () => {},
    identity: (column) => column.autoIncrement(),
    text: 'text',
    bytes: 'blob',
    // References go by name, and are not enforced while migrations run.
    replaceTable: async (db, old, rebuilt) => {
      await db.schema.dropTable(old).execute()
      await db.schema.alterTable(rebuilt).renameTo(old).execute()
    },
    // Only one process writes at a time, so nobody meets a row that another is claiming.
    claiming: (query) => query,
    cache: driver.cache,
    mark: { read: async () => mark.read(), write: async (_db, text) => mark.write(text) },
    trouble: () => driver.trouble(),
    damage: async (db, options) => {
      const found = await damage(db, options)
      if (found !== undefined) driver.foundDamaged()
      return found
    },
    orphan,
    highestNumber,
    size,
    isOpenToOthers: () => isOpenToOthers(path),
    keepPrivate: () => keepPrivate(path),
    durability: 'write-ahead log, every commit flushed',
    networkDrive: () => networkDriveUnder(path),
    isOnServer: false,
    copyTo: (file) => copyTo(path, file),
    erase: () => erase(path),
  }
}

const orphan: Engine['orphan'] = async (db) => {
  const { rows } = await sql<{ table: string; parent: string }>`pragma foreign_key_check`.execute(db)
  return rows[0]
}

const snapshot: Engine['snapshot'] = (db, work) => db.transaction().setAccessMode('read only').execute(work)

/** On a connection of its own, which sees the database as it was when its first statement ran. */
async function aside<Schema, Result>(
  path: string,
  cachedTables: ReadonlySet<string>,
  work: (trx: Transaction<Schema>) => Promise<Result>,
): Promise<Result> {
  const db = openToRead<Schema>(path, cachedTables)
  try {
    return await snapshot(db, work)
  } finally {
    await db.destroy()
  }
}

/** On a connection of its own by which nothing can be changed. */
export function openToRead<Schema>(
  path: string,
  cachedTables: ReadonlySet<string> = new Set(),
): Kysely<Schema> {
  const sqlite = refusing(() => new SqliteDatabase(path, { readonly: true, fileMustExist: true }))
  const driver = new SqliteDriver(sqlite, { file: UNWATCHED, cachedTables })
  return new Kysely<Schema>({ dialect: createDialect(driver, path), plugins: [new CamelCasePlugin()] })
}

async function highestNumber<Schema>(db: Kysely<Schema>, table: string): Promise<number | undefined> {
  const { rows } = await sql<{ seq: number }>`select seq from sqlite_sequence where name = ${table}`.execute(
    db,
  )
  return rows[0]?.seq
}

async function size<Schema>(db: Kysely<Schema>): Promise<number> {
  const { rows } = await sql<{
    bytes: number
  }>`select page_count * page_size as bytes from pragma_page_count(), pragma_page_size()`.execute(db)
  return rows[0]?.bytes ?? 0
}

async function damage<Schema>(
  db: Kysely<Schema>,
  { isThorough = false }: { readonly isThorough?: boolean } = {},
): Promise<string | undefined> {
  const look = isThorough
    ? sql<Record<string, unknown>>`pragma integrity_check(1)`
    : sql<Record<string, unknown>>`pragma quick_check(1)`
  const { rows } = await look.execute(db)
  const [found] = rows.flatMap((row) => Object.values(row))
  return found === 'ok' ? undefined : String(found)
}
