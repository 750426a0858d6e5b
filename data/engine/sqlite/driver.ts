import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises'
import SqliteDatabase from 'better-sqlite3'
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely'
import { createPrograms, type Program } from './statements.ts'
import type { Shelf } from './table-cache.ts'

/** How long a transaction waits for another process's; the event loop runs on meanwhile. Slack waits three seconds. */
const MOST_WAITING_MS = 2_500

/** Between two tries: often enough to meet the moment between a busy neighbour's transactions. */
const PAUSE_MS = { least: 1, most: 8 }

/** How long a single statement waits for another process's lock; the event loop stands still meanwhile. */
export const LOCK_TIMEOUT_MS = 2_000

/**
 * One connection. Transactions that come together share one commit, which is what a durable change costs most: each is
 * a savepoint in the same transaction of SQLite, and each is answered only when that is on disk.
 */
export class GroupingDriver implements Driver {
  readonly #sqlite: SqliteDatabase.Database
  readonly #program: (sql: string) => Program
  readonly #lock = createLock()
  readonly #shelf: Shelf
  /** Whoever runs a query outside all transactions. */
  readonly #nobody = new Turn(({ sql, parameters }, own) => this.#execute(sql, parameters, own))
  #group: Group | undefined

  constructor(sqlite: SqliteDatabase.Database, shelf: Shelf) {
    this.#sqlite = sqlite
    this.#program = createPrograms(sqlite)
    this.#shelf = shelf
  }

  async init(): Promise<void> {}

  async destroy(): Promise<void> {
    this.#sqlite.close()
  }

  async acquireConnection(): Promise<Turn> {
    await this.#lock.take()
    return new Turn(({ sql, parameters }, own) => this.#execute(sql, parameters, own))
  }

  /**
   * Runs a query at once, with its columns named in camel case: in a transaction whose turn it is, or in none (`null`) while
   * nobody has a turn. Undefined when it has to wait.
   */
  runNow(sql: string, parameters: readonly unknown[], turn: Turn | null): QueryResult<unknown> | undefined {
    if (turn ? !turn.inTransaction : this.#lock.isTaken()) return undefined
    return this.#execute(sql, parameters, turn ?? this.#nobody, true)
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    this.#leave(connection as Turn)
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    if (!this.#group) {
      // Whoever came with it has its say read first: alike work side by side costs a processor a third less.
      await turn()
      await this.#begin()
      this.#shelf.began()
      this.#group = createGroup()
    }
    this.#run('savepoint member')
    this.#group.members += 1
    const own = connection as Turn
    own.inTransaction = true
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    const own = connection as Turn
    this.#run('release member')
    own.inTransaction = false
    const done = this.#committing()
    this.#leave(own)
    await done
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    const own = connection as Turn
    this.#shelf.takenBack()
    // SQLite has rolled back the whole already (a full disk), or the shared commit failed.
    if (!own.inTransaction) return
    own.inTransaction = false
    this.#run('rollback to member')
    this.#run('release member')
    this.#committing().catch(() => {})
  }

  #leave(own: Turn): void {
    if (own.hasLeft) return
    own.hasLeft = true
    this.#lock.give()
  }

  /** The commit that everything done so far waits for; it comes when whoever can go on has gone on. */
  #committing(): Promise<void> {
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
      this.#shelf.takenBack()
      group.fail(error)
    } finally {
      this.#shelf.settled()
    }
  }

  #execute(sql: string, parameters: readonly unknown[], own: Turn, isNamed = false): QueryResult<unknown> {
    const { changes, run, runNamed } = this.#program(sql)
    if (changes !== undefined) {
      // Outside a transaction a change is on disk when it is answered.
      if (this.#group && !own.inTransaction) this.#end(this.#group)
      this.#shelf.changing(changes)
    }
    try {
      return isNamed ? runNamed(parameters) : run(parameters)
    } catch (error) {
      if (this.#group && !this.#sqlite.inTransaction) {
        own.inTransaction = false
        const group = this.#group
        this.#group = undefined
        this.#shelf.takenBack()
        this.#shelf.settled()
        group.fail(error)
      }
      throw error
    }
  }

  /** SQLite's own waiting stops the event loop and soon asks only every 100 ms. */
  async #begin(): Promise<void> {
    const end = performance.now() + MOST_WAITING_MS
    while (!this.#begun(performance.now() > end)) {
      await pause(PAUSE_MS.least + Math.random() * (PAUSE_MS.most - PAUSE_MS.least))
    }
  }

  #begun(isLastTry: boolean): boolean {
    this.#sqlite.pragma('busy_timeout = 0')
    try {
      this.#run('begin immediate')
      return true
    } catch (error) {
      if (isLastTry || !isBusy(error)) throw error
      return false
    } finally {
      this.#sqlite.pragma(`busy_timeout = ${LOCK_TIMEOUT_MS}`)
    }
  }

  #run(sql: string): void {
    this.#program(sql).run([])
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof SqliteDatabase.SqliteError && error.code.startsWith('SQLITE_BUSY')
}

/** The connection, from when it is taken until it is given back. */
export class Turn implements DatabaseConnection {
  inTransaction = false
  hasLeft = false
  readonly #execute: (query: CompiledQuery, own: Turn) => QueryResult<unknown>

  constructor(execute: (query: CompiledQuery, own: Turn) => QueryResult<unknown>) {
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

interface Group {
  members: number
  isEnding: boolean
  readonly done: Promise<void>
  readonly succeed: () => void
  readonly fail: (error: unknown) => void
}

function createGroup(): Group {
  let succeed = () => {}
  let fail: (error: unknown) => void = () => {}
  const done = new Promise<void>((resolve, reject) => {
    succeed = resolve
    fail = reject
  })
  // Whoever waits for it hears of a failure; with nobody waiting there is nobody to hear.
  done.catch(() => {})
  return { members: 0, isEnding: false, done, succeed, fail }
}

/** However many come, nobody waits longer for the others. */
const MOST_GATHERING_MS = 20

/** Who came while the first ones were at work is heard in the next turn of the event loop: until one brings nobody. */
async function gathered(group: Group): Promise<void> {
  const end = performance.now() + MOST_GATHERING_MS
  await turn()
  for (let before = 0; before < group.members && performance.now() < end; ) {
    before = group.members
    await turn()
  }
}

/** One at a time, in the order in which they came. */
function createLock(): { isTaken: () => boolean; take: () => Promise<void>; give: () => void } {
  const waiting: (() => void)[] = []
  let isTaken = false
  return {
    isTaken: () => isTaken,
    take: async () => {
      if (!isTaken) {
        isTaken = true
        return
      }
      await new Promise<void>((resolve) => waiting.push(resolve))
    },
    give: () => {
      const next = waiting.shift()
      if (next) next()
      else isTaken = false
    },
  }
}
