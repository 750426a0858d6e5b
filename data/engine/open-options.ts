import type { Kysely, Migration } from 'kysely'

/** What an engine needs to know of a database that it opens. */
export interface OpenOptions {
  /** Make the database when there is none: only where the caller announces a new one. */
  readonly create: boolean
  readonly migrations: Readonly<Record<string, Migration>>
  /** Tables by which a database of ours is told from another program's. */
  readonly ownTables: readonly string[]
  /** The tables that cached reads may read, as the database names them. */
  readonly cachedTables: ReadonlySet<string>
}

export interface Upgrading<Schema> {
  /** Done before the schema of a database with something in it is changed; if it fails, nothing is changed. */
  readonly beforeUpgrade?: ((db: Kysely<Schema>) => Promise<void>) | undefined
}
