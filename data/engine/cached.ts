import type { Database, Writing } from '../database.ts'
import { KeepingSqliteAdapter } from './sqlite/dialect.ts'
import type { Shelf } from './sqlite/table-cache.ts'

/**
 * What was read before, if the tables that are kept (`shelf.ts`) still hold the same, else read anew. As good as reading
 * it: in a transaction nobody else changes it any more. What is found belongs to everybody: not to be changed.
 */
export function kept<Read>(db: Database | Writing, key: string, read: () => Promise<Read>): Promise<Read> {
  const shelf = shelfOf(db)
  return shelf ? shelf.find(key, read) : read()
}

/**
 * Stands for what all that is kept holds just now: as long as it is the same, whatever was read of it is as it was.
 * Undefined where that cannot be told.
 */
export function keptState(db: Database | Writing): object | undefined {
  return shelfOf(db)?.state()
}

/**
 * What was left as the latest of something by this transaction, or by one before it while nobody else wrote: as good as
 * reading it. Undefined where that is not known. `key` names the thing, and alone its own module leaves anything there.
 */
export function latest<Left>(trx: Writing, key: string): Left | undefined {
  return shelfOf(trx)?.latest(key) as Left | undefined
}

/** Leaves what was just written, or read after it, as the latest; it is forgotten when it is taken back or others write. */
export function leave(trx: Writing, key: string, value: unknown): void {
  shelfOf(trx)?.leave(key, value)
}

function shelfOf(db: Database | Writing): Shelf | undefined {
  const { adapter } = db.getExecutor()
  return adapter instanceof KeepingSqliteAdapter ? adapter.shelf : undefined
}
