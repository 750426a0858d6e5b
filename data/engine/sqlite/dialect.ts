import type SqliteDatabase from 'better-sqlite3'
import { type DialectAdapter, type Driver, SqliteAdapter, SqliteDialect, sql } from 'kysely'
import type { Engine, EngineAdapter } from '../engine.ts'
import { TableCache } from '../table-cache.ts'
import { SqliteDriver } from './driver.ts'
import { asStorageError } from './failures.ts'

class WsoaSqliteAdapter extends SqliteAdapter implements EngineAdapter {
  readonly engine: Engine

  constructor(engine: Engine) {
    super()
    this.engine = engine
  }

  /** SQLite can change its schema in a transaction. Kysely does not use that, and a kill would leave half a schema. */
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

export class WsoaSqliteDialect extends SqliteDialect {
  readonly #driver: SqliteDriver
  readonly #engine: Engine

  constructor(database: SqliteDatabase.Database) {
    super({ database })
    const version = database.prepare<[], number>('pragma data_version').pluck()
    const cache = new TableCache({
      version: () => read(version),
      isInTransaction: () => database.inTransaction,
    })
    this.#driver = new SqliteDriver(database, cache)
    this.#engine = engineWith(cache)
  }

  override createDriver(): Driver {
    return this.#driver
  }

  override createAdapter(): DialectAdapter {
    return new WsoaSqliteAdapter(this.#engine)
  }
}

function read(version: SqliteDatabase.Statement<[], number>): number {
  try {
    return version.get() ?? 0
  } catch (error) {
    throw asStorageError(error)
  }
}

function engineWith(cache: TableCache): Engine {
  return {
    // There is one writer at a time for the whole file, so also for each plan.
    write: (db, _planId, work) => db.transaction().execute(work),
    snapshot: (db, work) => db.transaction().execute(work),
    claiming: (query) => query,
    identity: (column) => column.autoIncrement(),
    findDamage: async (db) => {
      const { rows } = await sql<Record<string, unknown>>`pragma quick_check(1)`.execute(db)
      const [found] = rows.flatMap((row) => Object.values(row))
      return found === 'ok' ? undefined : String(found)
    },
    cache,
  }
}
