import { endOfDay } from '../../src/domain/day.ts'
import type { PlanFile, PlanFileItem } from '../../src/plan-file/arranged.ts'
import type { Database, Writing } from '../database.ts'
import { saveRevision } from '../item-status.ts'
import type { KnownRevision } from './dates.ts'
import { effectiveFrom } from './openings.ts'

/** The revisions in force, by item id, in the order in which they came. */
export async function knownRevisions(
  db: Database | Writing,
  planId: number,
): Promise<ReadonlyMap<number, readonly KnownRevision[]>> {
  const rows = await db
    .selectFrom('revisions')
    .select(['id', 'itemId', 'basis', 'dueOn', 'asGiven'])
    .where('planId', '=', planId)
    .where('endedAt', 'is', null)
    .orderBy('effectiveAt')
    .orderBy('id')
    .execute()
  const found = new Map<number, KnownRevision[]>()
  for (const { id, itemId, basis, dueOn, asGiven } of rows) {
    const revision = { id, basis, due: { on: dueOn, asGiven } }
    const others = found.get(itemId)
    if (others) others.push(revision)
    else found.set(itemId, [revision])
  }
  return found
}

/** Saves the revisions that the file prints for a new item. Those of a known item are a body's to decide. */
export async function savePrinted(
  trx: Writing,
  planId: number,
  { itemId, part, file, now }: { itemId: number; part: PlanFileItem; file: PlanFile; now: Date },
): Promise<void> {
  for (const { due, approvedBy, note, ambiguous, effective } of part.revisions) {
    await saveRevision(trx, {
      planId,
      itemId,
      dueOn: due.on,
      asGiven: due.asGiven,
      exact: due.exact ?? null,
      basis: 'printed',
      approvedBy,
      note,
      ambiguous: ambiguous ? 1 : 0,
      effectiveAt: effective
        ? endOfDay(effective.on, file.timeZone).toISOString()
        : effectiveFrom(file.positionAt?.on, file.timeZone, now),
    })
  }
}
