import type SqliteDatabase from 'better-sqlite3'
import { type DialectAdapter, type Driver, SqliteAdapter, SqliteDialect } from 'kysely'
import { GroupingDriver } from './driver.ts'
import { Shelf } from './table-cache.ts'

export { LOCK_TIMEOUT_MS } from './driver.ts'

/** The one thing that a database and all its transactions have in common: so it is where shelf and driver are found. */
export class KeepingSqliteAdapter extends SqliteAdapter {
  readonly shelf: Shelf
  readonly driver: GroupingDriver

  constructor(shelf: Shelf, driver: GroupingDriver) {
    super()
    this.shelf = shelf
    this.driver = driver
  }

  /** SQLite can change its schema in a transaction; Kysely does not use that, and a kill would leave half a schema. */
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

/** Kysely's own driver begins deferred transactions, which fail at once beside another writer, and hides a full disk. */
export class ImmediateSqliteDialect extends SqliteDialect {
  readonly #shelf: Shelf
  readonly driver: GroupingDriver

  constructor({ database }: { readonly database: SqliteDatabase.Database }) {
    super({ database })
    this.#shelf = new Shelf(database)
    this.driver = new GroupingDriver(database, this.#shelf)
  }

  override createDriver(): Driver {
    return this.driver
  }

  override createAdapter(): DialectAdapter {
    return new KeepingSqliteAdapter(this.#shelf, this.driver)
  }
}
