import type SqliteDatabase from 'better-sqlite3'
import { type DialectAdapter, type Driver, SqliteAdapter, SqliteDialect } from 'kysely'
import { GroupingDriver } from './grouping-driver.ts'

export { LOCK_TIMEOUT_MS } from './grouping-driver.ts'

/** SQLite can change its schema in a transaction; Kysely does not use that, and a kill would leave half a schema. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

/** Kysely's own driver begins deferred transactions, which fail at once beside another writer, and hides a full disk. */
export class ImmediateSqliteDialect extends SqliteDialect {
  readonly #database: SqliteDatabase.Database

  constructor({ database }: { readonly database: SqliteDatabase.Database }) {
    super({ database })
    this.#database = database
  }

  override createDriver(): Driver {
    return new GroupingDriver(this.#database)
  }

  override createAdapter(): DialectAdapter {
    return new TransactionalSqliteAdapter()
  }
}
