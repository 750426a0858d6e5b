import type { Insertable, Selectable } from 'kysely'
import type { Revision } from '../src/domain/due-date.ts'
import type { Request } from '../src/domain/request.ts'
import type { Database, Writing } from './database.ts'
import { prepared } from './engine/compiled-query.ts'
import { nextNumber } from './next-number.ts'
import type { Schema } from './schema.ts'

/** The revisions in force by item id, in the order in which they came; as at an instant when one is given. */
export async function readRevisions(
  db: Database | Writing,
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
      due: { on: row.dueOn, asGiven: row.asGiven },
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
  /** The present, when it is left out. */
  readonly at?: string | undefined
  readonly itemIds?: readonly number[] | undefined
}

const revisionsInForce = prepared((db, { planId, at, itemIds }: Wanted) =>
  db
    .selectFrom('revisions')
    .select([
      'revisions.itemId',
      'revisions.dueOn',
      'revisions.asGiven',
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
    .$if(itemIds !== undefined, (query) => query.where('revisions.itemId', 'in', itemIds ?? []))
    .orderBy('revisions.itemId')
    .orderBy('revisions.effectiveAt')
    .orderBy('revisions.id')
    .compile(),
)

export async function saveRevision(trx: Writing, revision: Insertable<Schema['revisions']>): Promise<void> {
  await trx.insertInto('revisions').values(revision).execute()
}

/** A request with who asked, and for whom. */
export interface AskedRequest extends Request {
  /** The update that asked for it. */
  readonly updateId: number | null
  readonly by: string
  readonly forWhom: string | null
}

/** Requests that nobody has decided yet, a deferred one included, oldest first; as at an instant when one is given. */
export async function listOpenRequests(
  db: Database | Writing,
  planId: number,
  { asAt, only }: { asAt?: Date | undefined; only?: ReadonlySet<number> | undefined } = {},
): Promise<readonly AskedRequest[]> {
  const wanted = { planId, at: asAt?.toISOString(), itemIds: only && [...only] }
  return (await openRequests(db, wanted)).rows
}

const openRequests = prepared((db, { planId, at, itemIds }: Wanted) =>
  requests(db, planId)
    .$if(at === undefined, (query) => query.where('requests.endedAt', 'is', null))
    .$if(at !== undefined, (query) =>
      query
        .where('requests.askedAt', '<=', at ?? '')
        .where((where) =>
          where.or([where('requests.endedAt', 'is', null), where('requests.endedAt', '>', at ?? '')]),
        ),
    )
    .$if(itemIds !== undefined, (query) => query.where('requests.itemId', 'in', itemIds ?? []))
    .orderBy('requests.number')
    .compile(),
)

/** Every request ever made, oldest first. */
export async function listRequests(db: Database | Writing, planId: number): Promise<readonly AskedRequest[]> {
  return requests(db, planId).orderBy('requests.number').execute()
}

export async function findRequest(
  db: Database | Writing,
  planId: number,
  number: number,
): Promise<AskedRequest | undefined> {
  return requests(db, planId).where('requests.number', '=', number).executeTakeFirst()
}

export async function listItemRequests(
  db: Database | Writing,
  planId: number,
  itemId: number,
): Promise<readonly AskedRequest[]> {
  return (await requestsOf(db, { planId, itemId })).rows
}

const requestsOf = prepared((db, { planId, itemId }: { planId: number; itemId: number }) =>
  requests(db, planId).where('requests.itemId', '=', itemId).orderBy('requests.number').compile(),
)

/** What a person asked for and nobody has decided, the latest first. */
export async function listMyRequests(
  db: Database | Writing,
  planId: number,
  personId: number,
  kind: Request['kind'] = 'date',
): Promise<readonly AskedRequest[]> {
  return requests(db, planId)
    .where('requests.askedBy', '=', personId)
    .where('requests.kind', '=', kind)
    .where('requests.endedAt', 'is', null)
    .orderBy('requests.number', 'desc')
    .execute()
}

export async function saveRequest(
  trx: Writing,
  request: Omit<Insertable<Schema['requests']>, 'number' | 'state'>,
): Promise<{ id: number; number: number }> {
  return trx
    .insertInto('requests')
    .values({ ...request, number: nextNumber('requests', 'planId', request.planId), state: 'pending' })
    .returning(['id', 'number'])
    .executeTakeFirstOrThrow()
}

export async function setRequestState(
  trx: Writing,
  id: number,
  {
    state,
    endedAt,
    endedBy = null,
  }: { state: Request['state']; endedAt: string | null; endedBy?: number | null },
): Promise<void> {
  await trx.updateTable('requests').set({ state, endedAt, endedBy }).where('id', '=', id).execute()
}

/** Takes back what an earlier decision on a request put in force. */
export async function endRevisions(trx: Writing, requestId: number, endedAt: string): Promise<void> {
  await trx
    .updateTable('revisions')
    .set({ endedAt })
    .where('requestId', '=', requestId)
    .where('endedAt', 'is', null)
    .execute()
}

/** Opens the requests again that some updates withdrew. */
export async function reopenRequests(trx: Writing, updateIds: readonly number[]): Promise<void> {
  await trx
    .updateTable('requests')
    .set({ state: 'pending', endedAt: null, endedBy: null })
    .where('endedBy', 'in', [...updateIds])
    .where('state', '=', 'withdrawn')
    .execute()
}

export type Decision = Selectable<Schema['decisions']>

export async function saveDecision(trx: Writing, decision: Insertable<Schema['decisions']>): Promise<void> {
  await trx.insertInto('decisions').values(decision).execute()
}

/** Every decision and recommendation of a plan, in order, by request id. */
export async function readDecisions(
  db: Database | Writing,
  planId: number,
): Promise<ReadonlyMap<number, readonly Decision[]>> {
  const rows = await db
    .selectFrom('decisions')
    .selectAll()
    .where('planId', '=', planId)
    .orderBy('id')
    .execute()
  const found = new Map<number, Decision[]>()
  for (const row of rows) found.set(row.requestId, [...(found.get(row.requestId) ?? []), row])
  return found
}

/** A decision with the request it is about and the sitting that took it. */
export interface TakenDecision extends Decision {
  readonly number: number
  readonly kind: Request['kind']
  readonly itemId: number
  readonly meetingDay: string | null
  readonly askedDay: string | null
}

/** What was decided or recommended between two instants, in order. */
export async function listDecisions(
  db: Database | Writing,
  planId: number,
  { after, until }: { after: Date | null; until: Date },
): Promise<readonly TakenDecision[]> {
  return decisions(db, planId)
    .where('decisions.decidedAt', '<=', until.toISOString())
    .$if(after !== null, (query) => query.where('decisions.decidedAt', '>', after?.toISOString() ?? ''))
    .execute()
}

/** What was recommended or decided on some requests up to an instant, in order. */
export async function listDecisionsOn(
  db: Database | Writing,
  planId: number,
  { requestIds, until }: { requestIds: readonly number[]; until: Date },
): Promise<readonly TakenDecision[]> {
  return decisions(db, planId)
    .where('decisions.requestId', 'in', [...requestIds])
    .where('decisions.decidedAt', '<=', until.toISOString())
    .execute()
}

/** When something was last asked for each item up to an instant, whatever became of it. */
export async function latestAsked(
  db: Database | Writing,
  planId: number,
  until: Date,
): Promise<ReadonlyMap<number, string>> {
  const rows = await db
    .selectFrom('requests')
    .select(['itemId', (select) => select.fn.max('askedAt').as('askedAt')])
    .where('planId', '=', planId)
    .where('askedAt', '<=', until.toISOString())
    .groupBy('itemId')
    .execute()
  return new Map(rows.map(({ itemId, askedAt }) => [itemId, askedAt]))
}

function decisions(db: Database | Writing, planId: number) {
  return db
    .selectFrom('decisions')
    .innerJoin('requests', 'requests.id', 'decisions.requestId')
    .leftJoin('meetings', 'meetings.id', 'decisions.meetingId')
    .selectAll('decisions')
    .select([
      'requests.number',
      'requests.kind',
      'requests.itemId',
      'requests.toDay as askedDay',
      'meetings.day as meetingDay',
    ])
    .where('decisions.planId', '=', planId)
    .orderBy('decisions.id')
}

function requests(db: Database | Writing, planId: number) {
  return db
    .selectFrom('requests')
    .innerJoin('people', 'people.id', 'requests.askedBy')
    .leftJoin('people as behalf', 'behalf.id', 'requests.onBehalfOf')
    .select([
      'requests.id',
      'requests.number',
      'requests.kind',
      'requests.itemId',
      'requests.state',
      'requests.fromDay',
      'requests.toDay',
      'requests.toAsGiven',
      'requests.reason',
      'requests.askedBy',
      'requests.onBehalfOf',
      'requests.askedAt',
      'requests.updateId',
      'people.name as by',
      'behalf.name as forWhom',
    ])
    .where('requests.planId', '=', planId)
}
