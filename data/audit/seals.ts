import { createHash } from 'node:crypto'
import type { Database, Writing } from '../database.ts'
import { among } from '../engine/among.ts'
import { compiledQuery, type Placeholders } from '../engine/compiled-query.ts'

/** What an entry of the trail says of the rows that stood beside it, so that none can be changed behind its back. */
export interface Seals {
  /** Updates are only ever added: the last one's id, and the hash of those that came since the entry before. */
  readonly updates: { readonly upTo: number; readonly hash?: string }
  readonly rows?: Readonly<Partial<Record<SealedTable, SealedRows>>>
  /** Which tables the plan was in; missing in entries of before its items and its settings were rows of changes. */
  readonly shape?: typeof SHAPE
  /** The hash of the tables of the plan that are no rows of changes, which only an import alters. */
  readonly plan?: string
}

const SHAPE = 2

interface SealedRows {
  /** These are all the rows there are, whatever was sealed before. */
  readonly all?: true
  /** The hash of each row that was changed since the entry before, by its id. */
  readonly hashes: Readonly<Record<string, string>>
}

/** Which rows: those with an id, all that an entry should have told of, or every one there is. */
type Which = readonly number[] | 'all' | 'every'

/**
 * The rows that an entry can speak of, apart from the updates, each with the columns of this version. A column that is
 * added later must not be added here: that would break the seals there are.
 */
const READERS = {
  requests: (db: Database | Writing, which: Which) =>
    db
      .selectFrom('requests')
      .select([
        'id',
        'planId',
        'number',
        'kind',
        'itemId',
        'state',
        'fromDay',
        'toDay',
        'toAsGiven',
        'reason',
      ])
      .select(['askedBy', 'onBehalfOf', 'askedAt', 'endedAt', 'endedBy', 'updateId'])
      .$if(typeof which !== 'string', (query) => query.where(among('id', idsIn(which))))
      .execute(),
  decisions: (db: Database | Writing, which: Which) =>
    db
      .selectFrom('decisions')
      .select(['id', 'planId', 'requestId', 'outcome', 'toDay', 'bodyCode', 'meetingId', 'personId'])
      .select(['chairsAction', 'deputyReason', 'note', 'decidedAt'])
      .$if(typeof which !== 'string', (query) => query.where(among('id', idsIn(which))))
      .execute(),
  revisions: (db: Database | Writing, which: Which) =>
    db
      .selectFrom('revisions')
      .select(['id', 'planId', 'itemId', 'requestId', 'dueOn', 'asGiven', 'basis', 'approvedBy', 'note'])
      .select(['ambiguous', 'effectiveAt', 'endedAt'])
      .$if(typeof which !== 'string', (query) => query.where(among('id', idsIn(which))))
      .execute(),
  actionsArising: (db: Database | Writing, which: Which) =>
    db
      .selectFrom('actionsArising')
      .select(['id', 'planId', 'number', 'bodyId', 'meetingId', 'text', 'owner', 'dueOn', 'dueAsGiven'])
      .select(['recordedBy', 'recordedAt', 'doneAt', 'doneBy', 'doneNote'])
      .$if(typeof which !== 'string', (query) => query.where(among('id', idsIn(which))))
      .execute(),
  itemChanges: (db: Database | Writing, which: Which) =>
    db
      .selectFrom('itemChanges')
      .select(['id', 'planId', 'itemId', 'kind', 'facts', 'holdsFrom', 'recordedAt', 'personId', 'source'])
      .select(['basis', 'reason', 'correctsId'])
      .$if(typeof which !== 'string', (query) => query.where(among('id', idsIn(which))))
      .execute(),
  planVersions: (db: Database | Writing, which: Which) =>
    db
      .selectFrom('planVersions')
      .select(['id', 'planId', 'settings', 'holdsFrom', 'recordedAt'])
      .$if(typeof which !== 'string', (query) => query.where(among('id', idsIn(which))))
      .execute(),
  /** All but those that are simply where the cadence put them, which needs no entry. */
  meetings: (db: Database | Writing, which: Which) =>
    db
      .selectFrom('meetings')
      .select(['id', 'planId', 'bodyId', 'scheduledOn', 'day', 'time', 'state', 'origin', 'factsDay'])
      .$if(typeof which !== 'string', (query) => query.where(among('id', idsIn(which))))
      .$if(which === 'all', (query) =>
        query.where(({ or, eb }) =>
          or([
            eb('state', '<>', 'planned'),
            eb('origin', '=', 'extra'),
            eb('day', '<>', eb.ref('scheduledOn')),
          ]),
        ),
      )
      .execute(),
} as const satisfies Readonly<
  Record<string, (db: Database | Writing, which: Which) => Promise<readonly { readonly id: number }[]>>
>

function idsIn(which: Which): readonly number[] {
  return typeof which === 'string' ? [] : which
}

export type SealedTable = keyof typeof READERS

/** What no entry of before the present shape sealed. */
const OF_THIS_SHAPE: ReadonlySet<SealedTable> = new Set(['itemChanges', 'planVersions'])

export const SEALED_TABLES = Object.keys(READERS) as readonly SealedTable[]

type Touched = Partial<Record<SealedTable, Set<number> | 'all'>> & { updates?: true; plan?: true }

/** What each transaction has changed since its latest entry. */
const touched = new WeakMap<Writing, Touched>()

/** Notes that a transaction adds updates, which its next entry seals. */
export function touchUpdates(trx: Writing): void {
  touched.set(trx, { ...touched.get(trx), updates: true })
}

/** Notes that a transaction adds or changes rows of a table, which its next entry seals. */
export function touchRows(trx: Writing, table: SealedTable, ids: readonly number[]): void {
  const before = touched.get(trx)?.[table]
  if (before === 'all') return
  touched.set(trx, { ...touched.get(trx), [table]: new Set([...(before ?? []), ...ids]) })
}

/** Notes that an import may have changed the plan and what hangs off it. */
export function touchPlan(trx: Writing): void {
  touched.set(trx, { ...touched.get(trx), updates: true, plan: true, revisions: 'all', meetings: 'all' })
}

/**
 * The seals of the next entry. The first entry of a version that seals rows seals all there are; and the first that finds the
 * plan in other tables seals all of those, as nothing before it speaks of them.
 */
export async function seal(trx: Writing, before: Seals | undefined): Promise<Seals> {
  const now = touched.get(trx) ?? {}
  touched.delete(trx)
  const isFirst = before === undefined
  const isReshaped = before?.shape !== SHAPE
  const rows: Partial<Record<SealedTable, SealedRows>> = {}
  for (const table of SEALED_TABLES) {
    const which = isFirst || (isReshaped && OF_THIS_SHAPE.has(table)) ? 'all' : now[table]
    if (which === 'all') rows[table] = { all: true, hashes: await hashesOf(trx, table, 'all') }
    else if (which && which.size > 0) rows[table] = { hashes: await hashesOf(trx, table, [...which]) }
  }
  return {
    updates:
      isFirst || now.updates ? await sealUpdates(trx, before?.updates.upTo) : { upTo: before.updates.upTo },
    ...(Object.keys(rows).length > 0 ? { rows } : {}),
    shape: SHAPE,
    ...(isReshaped || now.plan ? { plan: await hashOfPlan(trx) } : {}),
  }
}

/** The hashes of rows by their ids. Half of a hash is enough: nobody finds another row with the same one. */
export async function hashesOf(
  db: Database | Writing,
  table: SealedTable,
  which: Which,
): Promise<Record<string, string>> {
  const rows = await READERS[table](db, which)
  return Object.fromEntries(rows.map((row) => [String(row.id), hashOfRows([row]).slice(0, 32)]))
}

/** The hash of what a plan file brings and no row of changes holds. */
export async function hashOfPlan(db: Database | Writing): Promise<string> {
  return hashOfRows([
    await db.selectFrom('plans').select(['id', 'code']).orderBy('id').execute(),
    await db
      .selectFrom('roles')
      .select(['id', 'planId', 'code', 'kind', 'title', 'titleBasis', 'bodyCode', 'removedAt'])
      .orderBy('id')
      .execute(),
    await db
      .selectFrom('bodies')
      .select(['id', 'planId', 'code', 'definition', 'removedAt'])
      .orderBy('id')
      .execute(),
    await db
      .selectFrom('measures')
      .select(['id', 'planId', 'code', 'definition', 'sortOrder', 'removedAt'])
      .orderBy('id')
      .execute(),
  ])
}

async function sealUpdates(trx: Writing, after: number | undefined): Promise<Seals['updates']> {
  const rows = await updatesAfter(trx, after)
  return { upTo: rows.at(-1)?.id ?? after ?? 0, hash: hashOfRows(rows) }
}

/** The updates with an id above `after`, in order; without it all, also those slipped in before the first. */
export async function updatesAfter(db: Database | Writing, after: number | undefined, upTo?: number) {
  return (await updatesBetween(db, { after, upTo })).rows
}

const updatesBetween = compiledQuery(
  (db: Database, { after, upTo }: Placeholders<{ after?: number | undefined; upTo?: number | undefined }>) =>
    db
      .selectFrom('updates')
      .select(['id', 'planId', 'itemId', 'batchId', 'kind', 'rating', 'ratingBasis', 'ratingSince'])
      .select(['finalProposed', 'state', 'stateFrom', 'completedOn', 'note', 'evidence', 'personId'])
      .select(['onBehalfOf', 'source', 'recordedAt', 'effectiveAt', 'undoesId', 'correctsId'])
      .$if(after !== undefined, (query) => query.where('id', '>', after ?? 0))
      .$if(upTo !== undefined, (query) => query.where('id', '<=', upTo ?? 0))
      .orderBy('id')
      .compile(),
)

export function hashOfRows(rows: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(rows)).digest('hex')
}
