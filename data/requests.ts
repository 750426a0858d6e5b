import type { Expression, ExpressionBuilder, Insertable, Selectable } from 'kysely'
import type { AskedChange, Request } from '../src/domain/request.ts'
import { touchRows } from './audit/seals.ts'
import type { Database, Writing } from './database.ts'
import { among } from './engine/among.ts'
import { compiledQuery, type Placeholders } from './engine/compiled-query.ts'
import { nextNumber } from './next-number.ts'
import { isForAll } from './restrictions.ts'
import type { Schema } from './schema.ts'

/** A request with the names of who asked and for whom. */
export interface AskedRequest extends Request {
  /** The update that asked for it. */
  readonly updateId: number | null
  /** When it was decided or withdrawn, or ended with its item. */
  readonly endedAt: string | null
  readonly by: string
  readonly forWhom: string | null
}

/**
 * The requests that were undecided (deferred ones included) now or as at an instant, oldest first: of the items that are
 * named, or of all that everybody may read.
 */
export async function listOpenRequests(
  db: Database,
  planId: number,
  { asAt, only }: { asAt?: Date | undefined; only?: ReadonlySet<number> | undefined } = {},
): Promise<readonly AskedRequest[]> {
  const wanted = { planId, at: asAt?.toISOString(), itemIds: only && [...only] }
  return (await openRequests(db, wanted)).rows.map(asked)
}

interface Wanted {
  readonly planId: number
  /** ISO instant; the present when it is left out. */
  readonly at?: string | undefined
  readonly itemIds?: readonly number[] | undefined
}

const openRequests = compiledQuery((db: Database, { planId, at, itemIds }: Placeholders<Wanted>) =>
  requests(db, planId)
    .$if(at === undefined, (query) => query.where('requests.endedAt', 'is', null))
    .$if(at !== undefined, (query) =>
      query
        .where('requests.askedAt', '<=', at ?? '')
        .where((where) =>
          where.or([where('requests.endedAt', 'is', null), where('requests.endedAt', '>', at ?? '')]),
        ),
    )
    .where(itemIds === undefined ? isForAll('requests.itemId') : among('requests.itemId', itemIds))
    .orderBy('requests.number')
    .compile(),
)

export async function listRequests(db: Database, planId: number): Promise<readonly AskedRequest[]> {
  const rows = await requests(db, planId)
    .where(isForAll('requests.itemId'))
    .orderBy('requests.number')
    .execute()
  return rows.map(asked)
}

/** The request of a number, whatever it is about: whoever asks for it looks whether its item is in the plan that they see. */
export async function findRequest(
  db: Database,
  planId: number,
  number: number,
): Promise<AskedRequest | undefined> {
  const found = await requests(db, planId).where('requests.number', '=', number).executeTakeFirst()
  return found && asked(found)
}

export async function listItemRequests(
  db: Database,
  planId: number,
  itemId: number,
): Promise<readonly AskedRequest[]> {
  return (await requestsOf(db, { planId, itemId })).rows.map(asked)
}

const requestsOf = compiledQuery(
  (db: Database, { planId, itemId }: Placeholders<{ planId: number; itemId: number }>) =>
    requests(db, planId).where('requests.itemId', '=', itemId).orderBy('requests.number').compile(),
)

export async function listMyRequests(
  db: Database,
  planId: number,
  personId: number,
  kind: Request['kind'] = 'date',
): Promise<readonly AskedRequest[]> {
  const rows = await requests(db, planId)
    .where('requests.askedBy', '=', personId)
    .where('requests.kind', '=', kind)
    .where('requests.endedAt', 'is', null)
    .where(isForAll('requests.itemId'))
    .orderBy('requests.number', 'desc')
    .execute()
  return rows.map(asked)
}

export async function saveRequest(
  trx: Writing,
  request: Omit<Insertable<Schema['requests']>, 'number' | 'state'>,
): Promise<{ id: number; number: number }> {
  const saved = await trx
    .insertInto('requests')
    .values({ ...request, number: nextNumber('requests'), state: 'pending' })
    .returning(['id', 'number'])
    .executeTakeFirstOrThrow()
  touchRows(trx, 'requests', [saved.id])
  return saved
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
  touchRows(trx, 'requests', [id])
  await trx.updateTable('requests').set({ state, endedAt, endedBy }).where('id', '=', id).execute()
}

/** Ends the requests of items that left the plan, and returns them: nothing is left to be decided. */
export async function endRequestsOf(
  trx: Writing,
  planId: number,
  { itemIds, endedAt }: { itemIds: readonly number[]; endedAt: string },
): Promise<readonly AskedRequest[]> {
  if (itemIds.length === 0) return []
  const open = await listOpenRequests(trx, planId, { only: new Set(itemIds) })
  for (const { id } of open) await setRequestState(trx, id, { state: 'withdrawn', endedAt })
  return open
}

/** Reopens the requests that some updates withdrew. */
export async function reopenRequests(trx: Writing, updateIds: readonly number[]): Promise<void> {
  const reopened = await trx
    .updateTable('requests')
    .set({ state: 'pending', endedAt: null, endedBy: null })
    .where(among('endedBy', updateIds))
    .where('state', '=', 'withdrawn')
    .returning('id')
    .execute()
  touchRows(
    trx,
    'requests',
    reopened.map(({ id }) => id),
  )
}

/** When each item's latest request up to an instant was made, whatever became of it, by item id. */
export async function latestAsked(
  db: Database,
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

function asked<Row extends { readonly change: string | null }>({ change, ...row }: Row) {
  return { ...row, change: change === null ? null : (JSON.parse(change) as AskedChange) }
}

function taken<Row extends { readonly change: string | null; readonly approvals: number | null }>(row: Row) {
  return { ...asked(row), approvals: row.approvals ?? 0 }
}

function requests(db: Database, planId: number | Expression<number>) {
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
      'requests.exact as toExact',
      'requests.reason',
      'requests.askedBy',
      'requests.onBehalfOf',
      'requests.askedAt',
      'requests.updateId',
      'requests.endedAt',
      'requests.change',
      'people.name as by',
      'behalf.name as forWhom',
    ])
    .where('requests.planId', '=', planId)
}

export type Decision = Selectable<Schema['decisions']>

export async function saveDecision(trx: Writing, decision: Insertable<Schema['decisions']>): Promise<void> {
  const { id } = await trx.insertInto('decisions').values(decision).returning('id').executeTakeFirstOrThrow()
  touchRows(trx, 'decisions', [id])
}

export async function readDecisions(
  db: Database,
  planId: number,
): Promise<ReadonlyMap<number, readonly Decision[]>> {
  const rows = await db
    .selectFrom('decisions')
    .selectAll()
    .where('planId', '=', planId)
    .where('struckAt', 'is', null)
    .orderBy('id')
    .execute()
  const found = new Map<number, Decision[]>()
  for (const row of rows) found.set(row.requestId, [...(found.get(row.requestId) ?? []), row])
  return found
}

/** A decision with its request and the sitting that took it. */
export interface TakenDecision extends Decision {
  readonly number: number
  readonly kind: Request['kind']
  readonly itemId: number
  readonly meetingDay: string | null
  readonly meetingMet: string | null
  /** How often its minutes were approved: at most once. */
  readonly approvals: number
  readonly change: AskedChange | null
  readonly askedDay: string | null
  readonly askedBy: number
  readonly askedAt: string
}

/** What was decided or recommended between two instants, in order. */
export async function listDecisions(
  db: Database,
  planId: number,
  { after, until }: { after: Date | null; until: Date },
): Promise<readonly TakenDecision[]> {
  const rows = await decisions(db, planId)
    .where('decisions.decidedAt', '<=', until.toISOString())
    .where(isForAll('requests.itemId'))
    .where(stoodAt(until))
    .$if(after !== null, (query) => query.where('decisions.decidedAt', '>', after?.toISOString() ?? ''))
    .execute()
  return rows.map(taken)
}

/** What was decided or recommended on some requests up to an instant, in order. */
export async function listDecisionsOn(
  db: Database,
  planId: number,
  { requestIds, until }: { requestIds: readonly number[]; until: Date },
): Promise<readonly TakenDecision[]> {
  const rows = await decisions(db, planId)
    .where(among('decisions.requestId', requestIds))
    .where('decisions.decidedAt', '<=', until.toISOString())
    .where(stoodAt(until))
    .execute()
  return rows.map(taken)
}

/** Decisions of a meeting that did not take place, or was inquorate, count until that was said. */
function stoodAt(until: Date) {
  return ({ or, eb }: ExpressionBuilder<{ decisions: Schema['decisions'] }, 'decisions'>) =>
    or([eb('decisions.struckAt', 'is', null), eb('decisions.struckAt', '>', until.toISOString())])
}

/** Makes decisions not count any more, from an instant on. */
export async function strikeDecisions(trx: Writing, ids: readonly number[], at: string): Promise<void> {
  await trx.updateTable('decisions').set({ struckAt: at }).where(among('id', ids)).execute()
}

/** What was decided at a meeting and counts, in order. */
export async function listDecisionsAt(
  db: Database,
  planId: number,
  meetingId: number,
): Promise<readonly TakenDecision[]> {
  const rows = await decisions(db, planId)
    .where('decisions.meetingId', '=', meetingId)
    .where('decisions.struckAt', 'is', null)
    .execute()
  return rows.map(taken)
}

/** Whether another plan has a decision of a meeting that counts. */
export async function decisionsElsewhere(db: Database, planId: number, meetingId: number): Promise<boolean> {
  const found = await db
    .selectFrom('decisions')
    .select('id')
    .where('meetingId', '=', meetingId)
    .where('planId', '<>', planId)
    .where('struckAt', 'is', null)
    .executeTakeFirst()
  return found !== undefined
}

/** Puts the words of a minute right. */
export async function setDecisionNote(trx: Writing, id: number, note: string): Promise<void> {
  touchRows(trx, 'decisions', [id])
  await trx.updateTable('decisions').set({ note }).where('id', '=', id).execute()
}

function decisions(db: Database, planId: number) {
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
      'requests.askedBy',
      'requests.askedAt',
      'requests.change',
      'meetings.day as meetingDay',
      'meetings.met as meetingMet',
    ])
    .select((of) =>
      of
        .selectFrom('boardEntries')
        .select((inner) => inner.fn.countAll<number>().as('count'))
        .whereRef('boardEntries.meetingId', '=', 'decisions.meetingId')
        .where('boardEntries.kind', '=', 'minutes')
        .as('approvals'),
    )
    .where('decisions.planId', '=', planId)
    .orderBy('decisions.id')
}
