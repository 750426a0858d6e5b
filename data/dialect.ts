import { setTimeout as pause } from 'node:timers/promises'
import SqliteDatabase from 'better-sqlite3'
import {
  CompiledQuery,
  type DatabaseConnection,
  type DialectAdapter,
  type Driver,
  type SqliteDatabase as KyselyDatabase,
  SqliteAdapter,
  SqliteDialect,
  type SqliteDialectConfig,
  SqliteDriver,
} from 'kysely'

/** How long a transaction waits for another process's; the event loop runs on meanwhile. */
const MOST_WAITING_MS = 5_000

/** Between two tries: often enough to meet the moment between a busy neighbour's transactions. */
const PAUSE_MS = { least: 1, most: 8 }

/**
 * Kysely begins deferred transactions, which fail at once beside another writer, and its rollback hides
 * the error when SQLite has already rolled back (a full disk).
 */
class ImmediateSqliteDriver extends SqliteDriver {
  /**
   * SQLite's own waiting stops the event loop and soon asks only every 100 ms: beside a writer that never rests,
   * it may ask in vain until its time is up.
   */
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    const end = performance.now() + MOST_WAITING_MS
    while (!(await this.#begun(connection, performance.now() > end))) {
      await pause(PAUSE_MS.least + Math.random() * (PAUSE_MS.most - PAUSE_MS.least))
    }
  }

  async #begun(connection: DatabaseConnection, isLastTry: boolean): Promise<boolean> {
    await connection.executeQuery(AT_ONCE)
    try {
      await connection.executeQuery(BEGIN)
      return true
    } catch (error) {
      if (isLastTry || !isBusy(error)) throw error
      return false
    } finally {
      await connection.executeQuery(PATIENT)
    }
  }

  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    try {
      await connection.executeQuery(CompiledQuery.raw('rollback'))
    } catch (error) {
      if (!String(error).includes('no transaction is active')) throw error
    }
  }
}

/** How long a single statement waits for another process's lock; the event loop stands still meanwhile. */
export const LOCK_TIMEOUT_MS = 2_000

const BEGIN = CompiledQuery.raw('begin immediate')
const AT_ONCE = CompiledQuery.raw('pragma busy_timeout = 0')
const PATIENT = CompiledQuery.raw(`pragma busy_timeout = ${LOCK_TIMEOUT_MS}`)

function isBusy(error: unknown): boolean {
  return error instanceof SqliteDatabase.SqliteError && error.code.startsWith('SQLITE_BUSY')
}

/** SQLite can change its schema in a transaction; Kysely does not use that, and a kill would leave half a schema. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

export class ImmediateSqliteDialect extends SqliteDialect {
  readonly #config: SqliteDialectConfig

  constructor({ database }: { readonly database: SqliteDatabase.Database }) {
    const config = { database: rememberingStatements(database) }
    super(config)
    this.#config = config
  }

  override createDriver(): Driver {
    return new ImmediateSqliteDriver(this.#config)
  }

  override createAdapter(): DialectAdapter {
    return new TransactionalSqliteAdapter()
  }
}

/** More than the program has; lists of ids make them differ by length. */
const MOST_STATEMENTS = 500

/** Turning a statement's text into a program costs SQLite more than running it: the latest programs are kept. */
function rememberingStatements(database: SqliteDatabase.Database): KyselyDatabase {
  const kept = new Map<string, SqliteDatabase.Statement>()
  return {
    close: () => void database.close(),
    prepare: (text) => {
      const known = kept.get(text)
      if (known) return known
      const statement = database.prepare(text)
      const [oldest] = kept.keys()
      if (kept.size >= MOST_STATEMENTS && oldest !== undefined) kept.delete(oldest)
      kept.set(text, statement)
      return statement
    },
  }
}
