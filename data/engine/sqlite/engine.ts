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
import { IN_MEMORY, UNWATCHED } from './database-file.ts'
import { SqliteDriver } from './driver.ts'
import { markBeside } from './mark.ts'
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
  return {
    // Every transaction holds the lock of the whole database: the driver begins it immediately.
    write: (db, _planId, work, { canBeLeftOut = false } = {}) => {
      const written = () => db.transaction().execute(work)
      return canBeLeftOut ? driver.impatiently(written) : written()
    },
    // A reader on the same connection also sees what waits for the shared commit: as a member it waits for it too.
    snapshot,
    aside: (db, work) => (path === IN_MEMORY ? snapshot(db, work) : aside(path, work)),
    organisationWide: () => {},
    identity: (column) => column.autoIncrement(),
    text: 'text',
    // References go by name, and are not enforced while migrations run.
    replaceTable: async (db, old, rebuilt) => {
      await db.schema.dropTable(old).execute()
      await db.schema.alterTable(rebuilt).renameTo(old).execute()
    },
    // Only one process writes at a time, so nobody meets a row that another is claiming.
    claiming: (query) => query,
    cache: driver.cache,
    mark: markBeside(path),
    trouble: () => driver.trouble(),
    damage: async (db) => {
      const found = await damage(db)
      if (found !== undefined) driver.foundDamaged()
      return found
    },
    orphan,
    highestNumber,
    isOpenToOthers: () => isOpenToOthers(path),
    keepPrivate: () => keepPrivate(path),
    durability: 'write-ahead log, every commit flushed',
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
  work: (trx: Transaction<Schema>) => Promise<Result>,
): Promise<Result> {
  const sqlite = refusing(() => new SqliteDatabase(path, { readonly: true, fileMustExist: true }))
  const driver = new SqliteDriver(sqlite, { file: UNWATCHED, cachedTables: new Set() })
  const db = new Kysely<Schema>({ dialect: createDialect(driver, path), plugins: [new CamelCasePlugin()] })
  try {
    return await snapshot(db, work)
  } finally {
    await db.destroy()
  }
}

async function highestNumber<Schema>(db: Kysely<Schema>, table: string): Promise<number | undefined> {
  const { rows } = await sql<{ seq: number }>`select seq from sqlite_sequence where name = ${table}`.execute(
    db,
  )
  return rows[0]?.seq
}

async function damage<Schema>(db: Kysely<Schema>): Promise<string | undefined> {
  const { rows } = await sql<Record<string, unknown>>`pragma quick_check(1)`.execute(db)
  const [found] = rows.flatMap((row) => Object.values(row))
  return found === 'ok' ? undefined : String(found)
}
