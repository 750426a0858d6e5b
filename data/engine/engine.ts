import type {
  ColumnDataType,
  ColumnDefinitionBuilder,
  DialectAdapter,
  Expression,
  Kysely,
  SelectQueryBuilder,
  Transaction,
} from 'kysely'
import type { StorageError } from '../../src/errors.ts'

/**
 * What differs from one database engine to another. Each engine is a folder beside this file that exports `open`, `exists`
 * and `remove`; whatever it opens carries its `Engine`. Every engine answers counts and sums as numbers.
 */
export interface Engine {
  /**
   * Runs `work` as one transaction that no other change of the plan runs beside; waits while another process writes. What
   * was written is on disk when the result is returned. `work` may be run again, so it must change nothing but the
   * database. A `planId` of `null` is for work that makes a plan or touches several. What can be left out does not wait
   * long for another process.
   * @throws StorageError with the failure `busy` when the wait is too long, and `gone` when others would not find it
   */
  readonly write: <Schema, Result>(
    db: Kysely<Schema>,
    planId: number | null,
    work: (trx: Transaction<Schema>) => Promise<Result>,
    options?: { readonly canBeLeftOut?: boolean },
  ) => Promise<Result>
  /** Runs `work`, which only reads, on one state of the database; all of it is on disk when the result is returned. */
  readonly snapshot: <Schema, Result>(
    db: Kysely<Schema>,
    work: (trx: Transaction<Schema>) => Promise<Result>,
  ) => Promise<Result>
  /** The same for work that takes long: nothing waits for it, and it does not wait for what is not on disk yet. */
  readonly aside: Engine['snapshot']
  /**
   * Must be called in a transaction before it changes what is the organisation's and not a plan's: others may hold the
   * locks of other plans meanwhile. The work is then run again with a lock of everything, if need be.
   */
  readonly organisationWide: () => void
  readonly cache: Cache
  /** Makes a column count its rows by itself, never using a number twice. */
  readonly identity: (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder
  /** The type of a column of text that is compared byte by byte. */
  readonly text: ColumnDataType | Expression<unknown>
  /** The type of a column of bytes. */
  readonly bytes: ColumnDataType
  /** Puts a table that was rebuilt in the place of the old one; what refers to the old one refers to it. In migrations only. */
  readonly replaceTable: <Schema>(db: Kysely<Schema>, old: string, rebuilt: string) => Promise<void>
  /** Makes a query for rows to be claimed skip those that another process is claiming just now. */
  readonly claiming: <Schema, Table extends keyof Schema, Row>(
    query: SelectQueryBuilder<Schema, Table, Row>,
  ) => SelectQueryBuilder<Schema, Table, Row>
  /** What is kept beside the database, where it stays when an older copy is put in its place. */
  readonly mark: {
    readonly read: <Schema>(db: Kysely<Schema>) => Promise<string | undefined>
    readonly write: <Schema>(db: Kysely<Schema>, text: string) => Promise<void>
  }
  /** What keeps the database from working, as far as that is known without trying; undefined when nothing does. */
  readonly trouble: () => StorageError | undefined
  /**
   * What is wrong inside the database, in the engine's own words; undefined when all of it can be read. A thorough look also
   * compares each index with its table.
   */
  readonly damage: <Schema>(
    db: Kysely<Schema>,
    options?: { readonly isThorough?: boolean },
  ) => Promise<string | undefined>
  /** A row that refers to one that is not there, by their tables; undefined when every reference holds. */
  readonly orphan: <Schema>(
    db: Kysely<Schema>,
  ) => Promise<{ readonly table: string; readonly parent: string } | undefined>
  /** The highest number that a counting column of a table ever had; undefined if the engine does not tell. */
  readonly highestNumber: <Schema>(db: Kysely<Schema>, table: string) => Promise<number | undefined>
  /** How many bytes the database takes, without its log. */
  readonly size: <Schema>(db: Kysely<Schema>) => Promise<number>
  /** Whether other users of the machine may read the database, keys and all, past the program. */
  readonly isOpenToOthers: () => Promise<boolean>
  /** Lets no other user of the machine read it. */
  readonly keepPrivate: () => Promise<void>
  /** The kind of network drive that holds the database, where none should; undefined for a disk of this machine. */
  readonly networkDrive: () => string | undefined
  /** Whether the database is a server's, which other machines may use too and which is backed up there. */
  readonly isOnServer: boolean
  /** How the database keeps what was acknowledged, for people. */
  readonly durability: string
  /**
   * Copies one state of the database to a file, which nobody else may read, while others go on writing.
   * @throws StorageError
   */
  readonly copyTo: (file: string) => Promise<RowCounts>
  /** Clears the files of the bytes of what was deleted or replaced; false while others keep it from that. */
  readonly erase: () => Promise<boolean>
}

/** How many rows each table has, by its name in the database. */
export type RowCounts = Readonly<Record<string, number>>

interface Cache {
  /**
   * Returns the cached result of `read`, or runs it. Every entry is dropped when a cached table changes, so `read` may read
   * those tables alone. Do not mutate the result.
   */
  readonly find: <Found>(key: string, read: () => Promise<Found>) => Promise<Found>
  /**
   * Stands for what the cached tables hold: while it is the same object, whatever was read of them is still true.
   * Undefined while a transaction that is not on disk yet has changed one of them.
   */
  readonly version: () => object | undefined
}

/** Kysely's adapter is the one object that a database shares with all its transactions: it carries the engine. */
export interface EngineAdapter extends DialectAdapter {
  readonly engine: Engine
}

/** The engine of a database or a transaction. */
export function engineOf<Schema>(db: Kysely<Schema>): Engine {
  const { adapter } = db.getExecutor()
  if (isEngineAdapter(adapter)) return adapter.engine
  throw new Error('the database was not opened by an engine')
}

function isEngineAdapter(adapter: DialectAdapter): adapter is EngineAdapter {
  return 'engine' in adapter
}

export const write: Engine['write'] = (db, planId, work, options) =>
  engineOf(db).write(db, planId, work, options)

export const snapshot: Engine['snapshot'] = (db, work) => engineOf(db).snapshot(db, work)

export const aside: Engine['aside'] = (db, work) => engineOf(db).aside(db, work)

/** The cached result of `read`; see `Cache`. */
export function cached<Schema, Found>(
  db: Kysely<Schema>,
  key: string,
  read: () => Promise<Found>,
): Promise<Found> {
  return engineOf(db).cache.find(key, read)
}

/** The version of the cached tables; see `Cache`. */
export function cacheVersion<Schema>(db: Kysely<Schema>): object | undefined {
  return engineOf(db).cache.version()
}
