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

/** What was read of the kept tables, for as long as they hold the same. It holds nothing that is not committed. */
export class Shelf {
  readonly #sqlite: SqliteDatabase.Database
  readonly #othersCommits: SqliteDatabase.Statement<[], number>
  #read = new Map<string, unknown>()
  #seen = 0
  /** A transaction that is not on disk yet has changed them. */
  #isChanging = false

  constructor(sqlite: SqliteDatabase.Database) {
    this.#sqlite = sqlite
    this.#othersCommits = sqlite.prepare<[], number>('pragma data_version').pluck()
  }

  /** To be told of every statement that changes something, before it runs. */
  changing(sql: string): void {
    const [, table] = sql.match(CHANGED_TABLE) ?? []
    if (table !== undefined && !KEPT_TABLES.has(table)) return
    this.#read = new Map()
    this.#isChanging = this.#sqlite.inTransaction
  }

  /** What was changed is on disk, or taken back. */
  settled(): void {
    if (!this.#isChanging) return
    this.#read = new Map()
    this.#isChanging = false
  }

  async find<Read>(key: string, read: () => Promise<Read>): Promise<Read> {
    if (this.#isChanging) return read()
    if (this.#isChangedByOthers()) this.#read = new Map()
    // Whatever changes while it is read puts another in its place, and what was read is not kept.
    const shelf = this.#read
    const known = shelf.get(key)
    if (known !== undefined) return known as Read
    const found = await read()
    if (shelf.size >= MOST) shelf.clear()
    shelf.set(key, found)
    return found
  }

  #isChangedByOthers(): boolean {
    const commits = this.#othersCommits.get() ?? 0
    const isChanged = commits !== this.#seen
    this.#seen = commits
    return isChanged
  }
}

/** A statement that cannot be told is taken to change any table. */
const CHANGED_TABLE = /^\s*(?:insert into|update|delete from)\s+"?(\w+)"?/i
