import type { Database, Writing } from './database.ts'
import { KeepingSqliteAdapter } from './dialect.ts'

/**
 * What was read before, if the tables that are kept (`shelf.ts`) still hold the same, else read anew. As good as reading
 * it: in a transaction nobody else changes it any more. What is found belongs to everybody: not to be changed.
 */
export async function kept<Read>(
  db: Database | Writing,
  key: string,
  read: () => Promise<Read>,
): Promise<Read> {
  const { adapter } = db.getExecutor()
  return adapter instanceof KeepingSqliteAdapter ? adapter.shelf.find(key, read) : read()
}
