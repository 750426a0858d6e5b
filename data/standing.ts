import type { Day } from '../src/domain/plan.ts'
import { type Standing, standings } from '../src/domain/standing.ts'
import type { Database, Writing } from './database.ts'
import { listOpenRequests, readRevisions } from './dates.ts'
import type { PlanModel } from './plans.ts'
import { readRecords } from './updates.ts'

/** How every item (or each of a few) stands today, or stood at an instant, by item id. */
export async function readStandings(
  db: Database | Writing,
  { plan, items }: PlanModel,
  {
    today,
    asAt,
    asKnown,
    only,
  }: { today: Day; asAt?: Date | undefined; asKnown?: boolean; only?: ReadonlySet<number> },
): Promise<ReadonlyMap<number, Standing>> {
  const requests = await listOpenRequests(db, plan.id, { asAt, only })
  const proposed = new Set(requests.flatMap(({ kind, itemId }) => (kind === 'sign-off' ? [itemId] : [])))
  const records = await readRecords(db, plan.id, { asAt, asKnown, only, proposed })
  const revisions = await readRevisions(db, plan.id, { asAt, only })
  const chosen = only ? items.filter((item) => only.has(item.id)) : items
  return standings({ items: chosen, scale: plan.scale, records, revisions, requests }, today)
}
