import type { Database } from '../database.ts'
import { type KeptSince, retentionOf } from './periods.ts'
import { eraseRemains, type Found, findRows, removeIn } from './remove.ts'
import type { Removal } from './rewrite.ts'

/** As many rows are emptied in one transaction: a fraction of a second, so that nobody waits long. */
const PAGE = 100

/** What goes of one kind: how many rows, and since when the oldest of them is there. */
export interface Going {
  readonly says: string
  readonly rows: number
  readonly texts: number
  readonly oldest: string | null
}

/** What would go, by kind. */
export async function wouldGo(db: Database, keptSince: KeptSince): Promise<readonly Going[]> {
  return byKind(await findRows(db, await retentionOf(db, keptSince)))
}

/**
 * Removes what was kept long enough, and clears the file of it; says what went. What a kill leaves is removed the next time, and
 * doing it again changes nothing.
 */
export async function applyRetention(
  db: Database,
  { keptSince, now, by }: { keptSince: KeptSince; now: Date; by: Removal['entry']['by'] },
): Promise<{ readonly gone: readonly Going[]; readonly isErased: boolean }> {
  const edit = await retentionOf(db, keptSince)
  const found = await findRows(db, edit)
  const removal: Removal = {
    kind: 'retention',
    planId: null,
    now,
    entry: { by, identity: 'service', told: { keptSince } },
  }
  const gone = await removeIn(db, removal, { found, edit, page: PAGE })
  return { gone: byKind(gone), isErased: await eraseRemains(db, now, { always: gone.length > 0 }) }
}

export function byKind(found: readonly Found[]): readonly Going[] {
  const kinds = new Map<string, Going>()
  for (const { stored, row, edit } of found) {
    const { rows, texts, oldest } = kinds.get(stored.says) ?? { rows: 0, texts: 0, oldest: null }
    const since = stored.kept === undefined ? writtenAt(row.payload) : row[stored.kept.since]
    kinds.set(stored.says, {
      says: stored.says,
      rows: rows + 1,
      texts: texts + (edit === 'delete' ? 1 : Object.keys(edit).length),
      oldest: earlier(oldest, typeof since === 'string' ? since : null),
    })
  }
  return [...kinds.values()]
}

/** An entry of the trail says itself when it was written. */
function writtenAt(payload: unknown): string | null {
  return typeof payload === 'string' ? (JSON.parse(payload) as { readonly at: string }).at : null
}

function earlier(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other
  return one < other ? one : other
}
