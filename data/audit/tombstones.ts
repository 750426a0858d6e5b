import type { Database, Writing } from '../database.ts'
import { hashOfRows } from './seals.ts'
import type { Problem } from './verified.ts'

/** The action of the entry that tells of a removal. */
export const REMOVED = 'removed'

/** What an entry says of a removal: which, and the hash of its tombstones, so that none is added behind its back. */
export interface RemovalSeal {
  readonly removal: number
  readonly tombstones: string
}

/** Whether what is there may stand in the place of what was sealed, since texts were removed from it. */
export type MayStandFor = (sealed: string, found: string) => boolean

export interface Tombstones {
  readonly mayStandFor: MayStandFor
  /** In how many places texts were removed. */
  readonly places: number
  /** A removal that no entry tells of, or whose tombstones are not those that its entry sealed. */
  readonly problemIn: (told: readonly (RemovalSeal & { readonly seq: number })[]) => Problem | null
}

export async function readTombstones(db: Database): Promise<Tombstones> {
  const removals = await db.selectFrom('removals').select('id').execute()
  const rows = await db.selectFrom('tombstones').selectAll().orderBy('id').execute()
  const since = new Map<string, Set<string>>()
  for (const { was, now } of rows) since.set(was, (since.get(was) ?? new Set()).add(now))
  return {
    // What was emptied once may have been emptied again.
    mayStandFor: (sealed, found) => {
      const seen = new Set([sealed])
      for (const each of seen) for (const now of since.get(each) ?? []) seen.add(now)
      return seen.has(found)
    },
    places: new Set(rows.map(({ place }) => place)).size,
    problemIn: (told) => {
      const known = new Map(told.map((each) => [each.removal, each]))
      for (const { id } of removals) {
        const entry = known.get(id)
        if (!entry) return { seq: null, problem: `removal #${id} is in the file, and no entry tells of it` }
        if (entry.tombstones !== sealOf(rows.filter(({ removalId }) => removalId === id)))
          return {
            seq: entry.seq,
            problem: `what removal #${id} put in the place of texts was changed in the file`,
          }
      }
      const stray = rows.find(({ removalId }) => !known.has(removalId))
      return stray
        ? { seq: null, problem: `tombstone #${stray.id} belongs to no removal that an entry tells of` }
        : null
    },
  }
}

/** The same for one place, without reading all tombstones. */
export async function standsFor(db: Database | Writing, sealed: string, found: string): Promise<boolean> {
  const seen = new Set([sealed])
  for (const each of seen) {
    if (each === found) return true
    const rows = await db.selectFrom('tombstones').select('now').where('was', '=', each).execute()
    for (const { now } of rows) seen.add(now)
  }
  return false
}

/** The hash of a removal's tombstones. */
export async function sealOfRemoval(trx: Writing, removal: number): Promise<string> {
  const rows = await trx
    .selectFrom('tombstones')
    .selectAll()
    .where('removalId', '=', removal)
    .orderBy('id')
    .execute()
  return sealOf(rows)
}

function sealOf(rows: readonly { readonly was: string; readonly now: string }[]): string {
  return hashOfRows(rows.map(({ was, now }) => [was, now]))
}
