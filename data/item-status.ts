import type { Insertable } from 'kysely'
import { type ItemStatus, itemStatuses, type OnRecord, type Revision } from '../src/domain/item-status.ts'
import type { Day } from '../src/domain/plan.ts'
import { reckonedOn } from '../src/domain/plan-end.ts'
import { touchRows } from './audit/seals.ts'
import type { Database, Writing } from './database.ts'
import { among } from './engine/among.ts'
import { compiledQuery, type Placeholders } from './engine/compiled-query.ts'
import type { PlanModel } from './plans.ts'
import { readRecords } from './positions.ts'
import { listOpenRequests } from './requests.ts'
import type { Schema } from './schema.ts'

/** The status of every item (or of a few) today or as at an instant, by item id. */
export async function readItemStatuses(
  db: Database,
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
  const onRecord = { items: chosen, scale: plan.scale, records, revisions, requests }
  return itemStatuses(onRecord, reckonedOn(plan, today))
}

export type Dates = Pick<OnRecord, 'requests' | 'revisions'>

export async function readDates(
  db: Database,
  planId: number,
  { asAt, only }: { asAt?: Date | undefined; only?: ReadonlySet<number> | undefined },
): Promise<Dates> {
  return {
    requests: await listOpenRequests(db, planId, { asAt, only }),
    revisions: await readRevisions(db, planId, { asAt, only }),
  }
}

/** The revisions in force now or as at an instant, by item id, in the order in which they came. */
export async function readRevisions(
  db: Database,
  planId: number,
  { asAt, only }: { asAt?: Date | undefined; only?: ReadonlySet<number> | undefined } = {},
): Promise<ReadonlyMap<number, readonly Revision[]>> {
  const { rows } = await revisionsInForce(db, {
    planId,
    at: asAt?.toISOString(),
    itemIds: only && [...only],
  })
  const found = new Map<number, Revision[]>()
  for (const row of rows) {
    const revision: Revision = {
      itemId: row.itemId,
      due: { on: row.dueOn, asGiven: row.asGiven, ...(row.exact ? { exact: row.exact } : {}) },
      basis: row.basis,
      approvedBy: row.approvedBy,
      note: row.note,
      ambiguous: row.ambiguous === 1,
      effectiveAt: row.effectiveAt,
    }
    const others = found.get(row.itemId)
    if (others) others.push(revision)
    else found.set(row.itemId, [revision])
  }
  return found
}

interface Wanted {
  readonly planId: number
  /** ISO instant; the present when it is left out. */
  readonly at?: string | undefined
  readonly itemIds?: readonly number[] | undefined
}

const revisionsInForce = compiledQuery((db: Database, { planId, at, itemIds }: Placeholders<Wanted>) =>
  db
    .selectFrom('revisions')
    .select([
      'revisions.itemId',
      'revisions.dueOn',
      'revisions.asGiven',
      'revisions.exact',
      'revisions.basis',
      'revisions.approvedBy',
      'revisions.note',
      'revisions.ambiguous',
      'revisions.effectiveAt',
    ])
    .where('revisions.planId', '=', planId)
    .$if(at === undefined, (query) => query.where('revisions.endedAt', 'is', null))
    .$if(at !== undefined, (query) =>
      query
        .where('revisions.effectiveAt', '<=', at ?? '')
        .where((where) =>
          where.or([where('revisions.endedAt', 'is', null), where('revisions.endedAt', '>', at ?? '')]),
        ),
    )
    .$if(itemIds !== undefined, (query) => query.where(among('revisions.itemId', itemIds ?? [])))
    .orderBy('revisions.itemId')
    .orderBy('revisions.effectiveAt')
    .orderBy('revisions.id')
    .compile(),
)

export async function saveRevision(trx: Writing, revision: Insertable<Schema['revisions']>): Promise<void> {
  const { id } = await trx.insertInto('revisions').values(revision).returning('id').executeTakeFirstOrThrow()
  touchRows(trx, 'revisions', [id])
}

/** Ends the revisions that an earlier decision on a request put in force. */
export async function endRevisions(trx: Writing, requestId: number, endedAt: string): Promise<void> {
  const ended = await trx
    .updateTable('revisions')
    .set({ endedAt })
    .where('requestId', '=', requestId)
    .where('endedAt', 'is', null)
    .returning('id')
    .execute()
  touchRows(
    trx,
    'revisions',
    ended.map(({ id }) => id),
  )
}

/** Ends one revision, which stays on record for the days before. */
export async function endRevision(trx: Writing, id: number, endedAt: string): Promise<void> {
  touchRows(trx, 'revisions', [id])
  await trx.updateTable('revisions').set({ endedAt }).where('id', '=', id).execute()
}
