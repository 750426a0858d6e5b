import type { ColumnDefinitionBuilder, DialectAdapter, Kysely, Transaction } from 'kysely'
import type { Schema } from '../schema.ts'
import type { TableCache } from './table-cache.ts'

type Database = Kysely<Schema>
type Writing = Transaction<Schema>

/** What a kind of database does in its own way. Each engine is a folder beside this file; nothing else knows one. */
export interface Engine {
  /** See `write` below. */
  readonly write: <Result>(
    db: Database,
    planId: number | null,
    work: (trx: Writing) => Promise<Result>,
  ) => Promise<Result>
  /** Reads in one transaction, as the database stood when it began. */
  readonly snapshot: <Result>(db: Database, work: (trx: Writing) => Promise<Result>) => Promise<Result>
  /** Makes a claim pass over rows that another process is claiming just now. */
  readonly claiming: <Query>(query: Query) => Query
  /** Makes a migration's integer column number its rows by itself. */
  readonly identity: (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder
  /** What is wrong inside the database, in the engine's words; undefined when all of it can be read. */
  readonly findDamage: (db: Database) => Promise<string | undefined>
  readonly cache: TableCache
}

/** A database and all its transactions have one adapter in common, so the engine travels on it. */
export interface EngineAdapter extends DialectAdapter {
  readonly engine: Engine
}

export function engineOf<Tables>(db: Kysely<Tables>): Engine {
  return (db.getExecutor().adapter as EngineAdapter).engine
}

/**
 * Runs a change in one transaction, and answers when it is on disk. Nobody else changes the plan meanwhile (`null`: what
 * belongs to no single plan). `work` may run again after a failure that was not its own, so it must change nothing but rows.
 *
 * @throws StorageError when the database refuses; nothing was changed then.
 */
export function write<Result>(
  db: Database,
  planId: number | null,
  work: (trx: Writing) => Promise<Result>,
): Promise<Result> {
  return engineOf(db).write(db, planId, work)
}
