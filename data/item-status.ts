import { type ItemStatus, itemStatuses, type OnRecord } from '../src/domain/item-status.ts'
import type { Day } from '../src/domain/plan.ts'
import type { Database, Writing } from './database.ts'
import type { PlanModel } from './plans.ts'
import { readRecords } from './positions.ts'
import { listOpenRequests } from './requests.ts'
import { readRevisions } from './revisions.ts'

/** The status of every item (or of a few) today or as at an instant, by item id. */
export async function readItemStatuses(
  db: Database | Writing,
  { plan, items }: PlanModel,
  {
    today,
    asAt,
    asKnown,
    only,
    dates,
  }: {
    today: Day
    asAt?: Date | undefined
    asKnown?: boolean
    only?: ReadonlySet<number>
    /** Passed by a caller that has read them already and changed nothing since. */
    dates?: Dates | undefined
  },
): Promise<ReadonlyMap<number, ItemStatus>> {
  const { requests, revisions } = dates ?? (await readDates(db, plan.id, { asAt, only }))
  const proposed = new Set(requests.flatMap(({ kind, itemId }) => (kind === 'sign-off' ? [itemId] : [])))
  const records = await readRecords(db, plan.id, { asAt, asKnown, only, proposed })
  const chosen = only ? items.filter((item) => only.has(item.id)) : items
  return itemStatuses({ items: chosen, scale: plan.scale, records, revisions, requests }, today)
}

/** The undecided requests and the revised dates in force. */
export type Dates = Pick<OnRecord, 'requests' | 'revisions'>

export async function readDates(
  db: Database | Writing,
  planId: number,
  { asAt, only }: { asAt?: Date | undefined; only?: ReadonlySet<number> | undefined },
): Promise<Dates> {
  return {
    requests: await listOpenRequests(db, planId, { asAt, only }),
    revisions: await readRevisions(db, planId, { asAt, only }),
  }
}
