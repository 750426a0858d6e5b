import type SqliteDatabase from 'better-sqlite3'

/** What everybody's line needs and hardly anybody changes. What is kept may be read from these tables alone. */
const KEPT_TABLES: ReadonlySet<string> = new Set([
  'plans',
  'roles',
  'people',
  'identities',
  'assignments',
  'meetings',
])

/** A new day makes new keys; more than this is no longer of use. */
const MOST = 200

/** Conversations and items that were spoken of lately. */
const MOST_LATEST = 2_000

/** What was read of the kept tables, for as long as they hold the same. It holds nothing that is not committed. */
export class Shelf {
  readonly #sqlite: SqliteDatabase.Database
  readonly #othersCommits: SqliteDatabase.Statement<[], number>
  #read = new Map<string, unknown>()
  readonly #latest = new Map<string, unknown>()
  #seen = 0
  /** A transaction that is not on disk yet has changed them. */
  #isChanging = false

  constructor(sqlite: SqliteDatabase.Database) {
    this.#sqlite = sqlite
    this.#othersCommits = sqlite.prepare<[], number>('pragma data_version').pluck()
  }

  /** To be told of every change before it is made: of which table, `null` when that cannot be told. */
  changing(table: string | null): void {
    if (table !== null && !KEPT_TABLES.has(table)) return
    this.#read = new Map()
    this.#isChanging = this.#sqlite.inTransaction
  }

  /** What was changed is on disk, or taken back. */
  settled(): void {
    if (!this.#isChanging) return
    this.#read = new Map()
    this.#isChanging = false
  }

  /** A transaction has begun: until it ends nobody else can commit. */
  began(): void {
    this.#look()
  }

  /** Something that was written was taken back. */
  takenBack(): void {
    this.#latest.clear()
  }

  /** Another one whenever what is kept may have changed; undefined while it is being changed. */
  state(): object | undefined {
    if (this.#isChanging) return undefined
    if (!this.#sqlite.inTransaction) this.#look()
    return this.#read
  }

  find<Read>(key: string, read: () => Promise<Read>): Promise<Read> {
    if (this.#isChanging) return read()
    if (!this.#sqlite.inTransaction) this.#look()
    const known = this.#read.get(key)
    return known === undefined ? this.#readAndKeep(key, read) : Promise.resolve(known as Read)
  }

  async #readAndKeep<Read>(key: string, read: () => Promise<Read>): Promise<Read> {
    // Whatever changes while it is read puts another in its place, and what was read is not kept.
    const shelf = this.#read
    const found = await read()
    if (shelf.size >= MOST) shelf.clear()
    shelf.set(key, found)
    return found
  }

  /** What this connection left as the latest of something, on disk or not: for transactions alone. */
  latest(key: string): unknown {
    return this.#latest.get(key)
  }

  /** Remembers what was just written, or read after it; undefined forgets it. */
  leave(key: string, value: unknown): void {
    if (this.#latest.size >= MOST_LATEST) this.#latest.clear()
    if (value === undefined) this.#latest.delete(key)
    else this.#latest.set(key, value)
  }

  /** Forgets what others may have changed since. */
  #look(): void {
    const commits = this.#othersCommits.get() ?? 0
    if (commits === this.#seen) return
    this.#seen = commits
    this.#read = new Map()
    this.#latest.clear()
  }
}
