import { setTimeout as pause } from 'node:timers/promises'
import type SqliteDatabase from 'better-sqlite3'
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely'
import type { TableCache } from '../table-cache.ts'
import { asStorageError, isBusy } from './failures.ts'
import { createGroup, type Group, gathered } from './group.ts'
import { createLock } from './lock.ts'
import { createStatements, type Statement } from './statements.ts'

/** How long a transaction waits for another process, in milliseconds; the event loop runs on. Slack waits three seconds. */
const LONGEST_WAIT_MS = 2_500

/** The pause between two tries: short enough to meet the gap between a busy neighbour's transactions. */
const PAUSE_MS = { least: 1, most: 8 }

/** How long a single statement waits for another process; the event loop stands still meanwhile. */
export const LOCK_TIMEOUT_MS = 2_000

/**
 * One connection. Kysely's own driver begins deferred transactions, which fail at once beside another writer, and hides a
 * full disk. Here transactions that come together share one commit, the dearest part of a durable change: each is a
 * savepoint in the same SQLite transaction, and each is answered only when that transaction is on disk.
 */
export class SqliteDriver implements Driver {
  readonly #sqlite: SqliteDatabase.Database
  readonly #statement: (sql: string) => Statement
  readonly #lock = createLock()
  readonly #cache: TableCache
  #group: Group | undefined

  constructor(sqlite: SqliteDatabase.Database, cache: TableCache) {
    this.#sqlite = sqlite
    this.#statement = createStatements(sqlite)
    this.#cache = cache
  }

  async init(): Promise<void> {}

  async destroy(): Promise<void> {
    this.#sqlite.close()
  }

  async acquireConnection(): Promise<Connection> {
    await this.#lock.take()
    return new Connection((query, connection) => this.#execute(query, connection))
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    this.#release(connection as Connection)
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    if (!this.#group) {
      await this.#begin()
      // From here on no other connection can commit.
      this.#cache.refresh()
      this.#group = createGroup()
    }
    this.#run('savepoint member')
    this.#group.members += 1
    ;(connection as Connection).isInTransaction = true
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    const member = connection as Connection
    this.#run('release member')
    member.isInTransaction = false
    const committed = this.#commitSoon()
    this.#release(member)
    await committed
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    const member = connection as Connection
    // SQLite has rolled back the whole already (a full disk), or the shared commit failed.
    if (!member.isInTransaction) return
    member.isInTransaction = false
    this.#run('rollback to member')
    this.#run('release member')
    this.#commitSoon().catch(() => {})
  }

  #release(connection: Connection): void {
    if (connection.isReleased) return
    connection.isReleased = true
    this.#lock.give()
  }

  /** Commits when nobody else joins any more. */
  #commitSoon(): Promise<void> {
    const group = this.#group
    if (!group) throw new Error('nothing to commit')
    if (!group.isEnding) {
      group.isEnding = true
      void gathered(group).then(() => this.#commit(group))
    }
    return group.done
  }

  async #commit(group: Group): Promise<void> {
    await this.#lock.take()
    try {
      if (this.#group === group) this.#end(group)
    } finally {
      this.#lock.give()
    }
  }

  #end(group: Group): void {
    this.#group = undefined
    try {
      this.#run('commit')
      group.succeed()
    } catch (error) {
      if (this.#sqlite.inTransaction) this.#run('rollback')
      group.fail(error)
    } finally {
      this.#cache.settled()
    }
  }

  #execute({ sql, parameters }: CompiledQuery, connection: Connection): QueryResult<unknown> {
    try {
      const { changes, run } = this.#statement(sql)
      if (changes !== undefined) {
        // A change outside a transaction is on disk when it is answered.
        if (this.#group && !connection.isInTransaction) this.#end(this.#group)
        this.#cache.changing(changes)
      }
      return run(parameters)
    } catch (error) {
      const failure = asStorageError(error)
      this.#giveUpIfRolledBack(connection, failure)
      throw failure
    }
  }

  /** A full disk makes SQLite roll back the whole, and every member with it. */
  #giveUpIfRolledBack(connection: Connection, failure: unknown): void {
    const group = this.#group
    if (!group || this.#sqlite.inTransaction) return
    connection.isInTransaction = false
    this.#group = undefined
    this.#cache.settled()
    group.fail(failure)
  }

  /** SQLite's own waiting stops the event loop, and soon asks only every 100 ms. */
  async #begin(): Promise<void> {
    const end = performance.now() + LONGEST_WAIT_MS
    while (!this.#hasBegun(performance.now() > end)) {
      await pause(PAUSE_MS.least + Math.random() * (PAUSE_MS.most - PAUSE_MS.least))
    }
  }

  #hasBegun(isLastTry: boolean): boolean {
    this.#sqlite.pragma('busy_timeout = 0')
    try {
      this.#statement('begin immediate').run([])
      return true
    } catch (error) {
      if (isLastTry || !isBusy(error)) throw asStorageError(error)
      return false
    } finally {
      this.#sqlite.pragma(`busy_timeout = ${LOCK_TIMEOUT_MS}`)
    }
  }

  #run(sql: string): void {
    try {
      this.#statement(sql).run([])
    } catch (error) {
      throw asStorageError(error)
    }
  }
}

/** The connection from when it is acquired until it is released. */
export class Connection implements DatabaseConnection {
  isInTransaction = false
  isReleased = false
  readonly #execute: (query: CompiledQuery, connection: Connection) => QueryResult<unknown>

  constructor(execute: (query: CompiledQuery, connection: Connection) => QueryResult<unknown>) {
    this.#execute = execute
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    return this.#execute(query, this) as QueryResult<Row>
  }

  // biome-ignore lint/correctness/useYield: nothing is streamed.
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('nothing is streamed')
  }
}
