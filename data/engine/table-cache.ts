/** What every line needs and hardly any line changes. A cached read may read these tables alone. */
export const CACHED_TABLES: ReadonlySet<string> = new Set([
  'plans',
  'roles',
  'people',
  'identities',
  'assignments',
  'meetings',
])

/** Each day brings new keys; older entries are of no more use. */
const MOST_ENTRIES = 200

interface Source {
  /** A number that another connection's commit changes. */
  readonly version: () => number
  /** Whether a transaction is open, in which no other connection can commit. */
  readonly isInTransaction: () => boolean
}

/** Results read from the cached tables. Entries are committed rows only, and go when one of the tables changes. */
export class TableCache {
  readonly #source: Source
  #entries = new Map<string, unknown>()
  #seenVersion = 0
  /** A transaction that has changed a cached table is not on disk yet. */
  #isChanging = false

  constructor(source: Source) {
    this.#source = source
  }

  /** Call before each change, with the name of the table, or `null` when the statement does not tell. */
  changing(table: string | null): void {
    if (table !== null && !CACHED_TABLES.has(table)) return
    this.#entries = new Map()
    this.#isChanging = this.#source.isInTransaction()
  }

  /** Call when the transaction has ended, either way. */
  settled(): void {
    if (!this.#isChanging) return
    this.#entries = new Map()
    this.#isChanging = false
  }

  /** Drops the entries if another connection has committed. */
  refresh(): void {
    const version = this.#source.version()
    if (version === this.#seenVersion) return
    this.#seenVersion = version
    this.#entries = new Map()
  }

  /** An object that is replaced whenever a cached table may have changed; undefined during such a change. */
  version(): object | undefined {
    if (this.#isChanging) return undefined
    if (!this.#source.isInTransaction()) this.refresh()
    return this.#entries
  }

  async find<Read>(key: string, read: () => Promise<Read>): Promise<Read> {
    const entries = this.version() as Map<string, unknown> | undefined
    if (!entries) return read()
    const known = entries.get(key)
    if (known !== undefined) return known as Read
    // A change meanwhile replaces the entries, so that the result is stored where nobody looks.
    const found = await read()
    if (entries.size >= MOST_ENTRIES) entries.clear()
    entries.set(key, found)
    return found
  }
}
