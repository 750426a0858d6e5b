import { AsyncLocalStorage } from 'node:async_hooks'

/** A new day makes new keys; more than this many results are of no use. */
const MOST = 200

/** What the cache asks of its connection. */
interface Connection {
  /** Another number whenever another connection has committed. */
  readonly dataVersion: () => number
  readonly inTransaction: () => boolean
}

/**
 * Results that were read from a few tables which everybody's line needs and hardly anybody changes; for as long as those
 * tables stay the same. It holds nothing that is not committed.
 */
export class TableCache {
  readonly #tables: ReadonlySet<string>
  readonly #connection: Connection
  #results = new Map<string, unknown>()
  #seen = 0
  /** Whether `refresh` has run in this tick of the event loop. One request makes many cached reads without a pause. */
  #isFresh = false
  /** A transaction that is not on disk yet has changed one of the tables. */
  #isChanging = false

  constructor(tables: ReadonlySet<string>, connection: Connection) {
    this.#tables = tables
    this.#connection = connection
  }

  /** Must be called before every change, with the table's name; `null` when that cannot be told. */
  changing(table: string | null): void {
    if (table !== null && !this.#tables.has(table)) return
    this.#results = new Map()
    this.#isChanging = this.#connection.inTransaction()
  }

  /** Must be called when what was changed is on disk, or was rolled back. */
  settled(): void {
    if (!this.#isChanging) return
    this.#results = new Map()
    this.#isChanging = false
  }

  /** Drops everything when another connection has committed; inside a transaction none can. */
  refresh(): void {
    this.#isFresh = true
    process.nextTick(() => {
      this.#isFresh = false
    })
    const version = this.#connection.dataVersion()
    if (version === this.#seen) return
    this.#seen = version
    this.#results = new Map()
  }

  version(): object | undefined {
    if (this.#isChanging) return undefined
    if (!this.#isFresh && !this.#connection.inTransaction()) this.refresh()
    return this.#results
  }

  async find<Found>(key: string, read: () => Promise<Found>): Promise<Found> {
    this.version()
    if (this.#isChanging) return read()
    // A change meanwhile puts another map in its place, and what was read is not kept.
    const results = this.#results
    if (results.has(key)) return results.get(key) as Found
    const found = await (reading ? reading.run(key, read) : read())
    if (results.size >= MOST) results.clear()
    results.set(key, found)
    return found
  }

  /** @throws when a statement inside a cached read reads another table, once `checkCachedReads` was called */
  check(statement: string): void {
    const key = reading?.getStore()
    if (key === undefined) return
    for (const [, table = ''] of statement.matchAll(/\b(?:from|join)\s+"?(\w+)"?/gi)) {
      if (!this.#tables.has(table))
        throw new Error(`the cached read "${key}" reads ${table}, which is not cached`)
    }
  }
}

let reading: AsyncLocalStorage<string> | undefined

/** Makes every cached read of this process be checked, for tests: it may read nothing but cached tables. */
export function checkCachedReads(): void {
  reading ??= new AsyncLocalStorage()
}
