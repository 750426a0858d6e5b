import type { Database, Writing } from './database.ts'
import { KeepingSqliteAdapter } from './dialect.ts'
import type { Shelf } from './shelf.ts'

/**
 * What was read before, if the tables that are kept (`shelf.ts`) still hold the same, else read anew. As good as reading
 * it: in a transaction nobody else changes it any more. What is found belongs to everybody: not to be changed.
 */
export function kept<Read>(db: Database | Writing, key: string, read: () => Promise<Read>): Promise<Read> {
  const shelf = shelfOf(db)
  return shelf ? shelf.find(key, read) : read()
}

/** What an own write in this transaction, or in one before, left as the latest of something; else what is read. */
export function latest(trx: Writing, key: string, read: () => Promise<string>): Promise<string> {
  const known = shelfOf(trx)?.latest(key)
  return known === undefined ? read() : Promise.resolve(known)
}

/** Leaves what was just written as the latest of something; it is forgotten when it is taken back or others write. */
export function wrote(trx: Writing, key: string, value: string): void {
  shelfOf(trx)?.wrote(key, value)
}

function shelfOf(db: Database | Writing): Shelf | undefined {
  const { adapter } = db.getExecutor()
  return adapter instanceof KeepingSqliteAdapter ? adapter.shelf : undefined
}
