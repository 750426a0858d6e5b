import type { Kysely } from 'kysely'
import { engineOf } from './engine.ts'

/**
 * Returns the cached result of `read`, or runs it. Entries are dropped when any cached table changes. Do not change the
 * result.
 */
export function cached<Tables, Read>(
  db: Kysely<Tables>,
  key: string,
  read: () => Promise<Read>,
): Promise<Read> {
  return engineOf(db).cache.find(key, read)
}

/** An object that stays the same as long as no cached table changes; undefined during such a change. */
export function cacheVersion<Tables>(db: Kysely<Tables>): object | undefined {
  return engineOf(db).cache.version()
}
