import { createHash } from 'node:crypto'
import type { Database, Writing } from '../database.ts'
import { among } from '../engine/among.ts'
import { compiledQuery, type Placeholders } from '../engine/compiled-query.ts'

/**
 * Whose chain of the trail: a plan's by its id, the organisation's, or the one joint chain of before each had its own, which
 * takes no entries any more.
 */
export type Scope = number | 'organisation' | 'joint'

/** What an entry of the trail says of the rows that stood beside it, so that none can be changed behind its back. */
export interface Seals {
  /** Updates are only ever added: the last one's id, and the hash of those that came since the entry before. */
  readonly updates?: { readonly upTo: number; readonly hash?: string }
  readonly rows?: Readonly<Partial<Record<SealedTable, SealedRows>>>
  /** In the joint chain: which tables the plan was in; missing before its items and its settings were rows of changes. */
  readonly shape?: 2
  /** The hash of the tables that are no rows of changes, which only an import alters. */
  readonly plan?: string
}

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
const PLAN_READERS = {
  requests: (db: Database | Writing, which: Which, planId: number | undefined) =>
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
      .$if(planId !== undefined, (query) => query.where('planId', '=', planId ?? 0))
      .$if(typeof which !== 'string', (query) => query.where(among('id', idsIn(which))))
      .execute(),
  decisions: (db: Database | Writing, which: Which, planId: number | undefined) =>
    db
      .selectFrom('decisions')
      .select(['id', 'planId', 'requestId', 'outcome', 'toDay', 'bodyCode', 'meetingId', 'personId'])
      .select(['chairsAction', 'deputyReason', 'note', 'decidedAt'])
      .$if(planId !== undefined, (query) => query.where('planId', '=', planId ?? 0))
      .$if(typeof which !== 'string', (query) => query.where(among('id', idsIn(which))))
      .execute(),
  revisions: (db: Database | Writing, which: Which, planId: number | undefined) =>
    db
      .selectFrom('revisions')
      .select(['id', 'planId', 'itemId', 'requestId', 'dueOn', 'asGiven', 'basis', 'approvedBy', 'note'])
      .select(['ambiguous', 'effectiveAt', 'endedAt'])
      .$if(planId !== undefined, (query) => query.where('planId', '=', planId ?? 0))
      .$if(typeof which !== 'string', (query) => query.where(among('id', idsIn(which))))
      .execute(),
  actionsArising: (db: Database | Writing, which: Which, planId: number | undefined) =>
    db
      .selectFrom('actionsArising')
      .select(['id', 'planId', 'number', 'bodyId', 'meetingId', 'text', 'owner', 'dueOn', 'dueAsGiven'])
      .select(['recordedBy', 'recordedAt', 'doneAt', 'doneBy', 'doneNote'])
      .$if(planId !== undefined, (query) => query.where('planId', '=', planId ?? 0))
      .$if(typeof which !== 'string', (query) => query.where(among('id', idsIn(which))))
      .execute(),
  boardEntries: (db: Database | Writing, which: Which, planId: number | undefined) =>
    db
      .selectFrom('boardEntries')
      .select(['id', 'planId', 'bodyId', 'meetingId', 'itemId', 'aboutId', 'kind', 'details'])
      .select(['personId', 'recordedAt'])
      .$if(planId !== undefined, (query) => query.where('planId', '=', planId ?? 0))
      .$if(typeof which !== 'string', (query) => query.where(among('id', idsIn(which))))
      .execute(),
  itemChanges: (db: Database | Writing, which: Which, planId: number | undefined) =>
    db
      .selectFrom('itemChanges')
      .select(['id', 'planId', 'itemId', 'kind', 'facts', 'holdsFrom', 'recordedAt', 'personId', 'source'])
      .select(['basis', 'reason', 'correctsId'])
      .$if(planId !== undefined, (query) => query.where('planId', '=', planId ?? 0))
      .$if(typeof which !== 'string', (query) => query.where(among('id', idsIn(which))))
      .execute(),
  planVersions: (db: Database | Writing, which: Which, planId: number | undefined) =>
    db
      .selectFrom('planVersions')
      .select(['id', 'planId', 'settings', 'holdsFrom', 'recordedAt'])
      .$if(planId !== undefined, (query) => query.where('planId', '=', planId ?? 0))
      .$if(typeof which !== 'string', (query) => query.where(among('id', idsIn(which))))
      .execute(),
} as const satisfies Readonly<Record<string, Reader>>

/** The rows of the organisation. */
const ORGANISATION_READERS = {
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
} as const satisfies Readonly<Record<string, Reader>>

function idsIn(which: Which): readonly number[] {
  return typeof which === 'string' ? [] : which
}

type Reader = (
  db: Database | Writing,
  which: Which,
  planId: number | undefined,
) => Promise<readonly { readonly id: number }[]>

const READERS = { ...PLAN_READERS, ...ORGANISATION_READERS }

export type SealedTable = keyof typeof READERS

const PLAN_TABLES = Object.keys(PLAN_READERS) as readonly SealedTable[]
const ORGANISATION_TABLES = Object.keys(ORGANISATION_READERS) as readonly SealedTable[]

export const SEALED_TABLES = [...PLAN_TABLES, ...ORGANISATION_TABLES]

type Touched = Partial<Record<SealedTable, Set<number> | 'all'>> & {
  readonly plansWithUpdates?: ReadonlySet<number>
  /** The plans that an import changed, and the organisation. */
  readonly imported?: ReadonlySet<Scope>
}

/** What each transaction has changed and no entry of it has sealed yet. */
const touched = new WeakMap<Writing, Touched>()

/** Notes that a transaction adds updates, which the plan's next entry seals. */
export function touchUpdates(trx: Writing, planId: number): void {
  const before = touched.get(trx)
  touched.set(trx, { ...before, plansWithUpdates: new Set([...(before?.plansWithUpdates ?? []), planId]) })
}

/** Notes that a transaction adds or changes rows of a table, which the next entry about them seals. */
export function touchRows(trx: Writing, table: SealedTable, ids: readonly number[]): void {
  const before = touched.get(trx)?.[table]
  if (before === 'all') return
  touched.set(trx, { ...touched.get(trx), [table]: new Set([...(before ?? []), ...ids]) })
}

/** Notes that an import may have changed a plan and what hangs off it. */
export function touchPlan(trx: Writing, planId: number): void {
  touchUpdates(trx, planId)
  touchImported(trx, planId)
  touched.set(trx, { ...touched.get(trx), revisions: 'all' })
}

/** Notes that an import may have changed the organisation's posts, boards and calendar. */
export function touchOrganisation(trx: Writing): void {
  touchImported(trx, 'organisation')
  touched.set(trx, { ...touched.get(trx), meetings: 'all' })
}

function touchImported(trx: Writing, scope: Scope): void {
  const before = touched.get(trx)
  touched.set(trx, { ...before, imported: new Set([...(before?.imported ?? []), scope]) })
}

/**
 * The seals of a chain's next entry. The first entry of a chain seals all there is; of the updates those after `sealedUpTo`,
 * where the joint chain sealed the others.
 */
export async function seal(
  trx: Writing,
  scope: Scope,
  { before, sealedUpTo }: { readonly before: Seals | undefined; readonly sealedUpTo?: number | undefined },
): Promise<Seals> {
  const now = touched.get(trx) ?? {}
  const isFirst = before === undefined
  const rows: Partial<Record<SealedTable, SealedRows>> = {}
  for (const table of scope === 'organisation' ? ORGANISATION_TABLES : PLAN_TABLES) {
    const which = isFirst ? 'all' : now[table]
    if (which === 'all') rows[table] = { all: true, hashes: await hashesOf(trx, table, 'all', scope) }
    else if (which && which.size > 0) {
      const hashes = await hashesOf(trx, table, [...which], scope)
      if (Object.keys(hashes).length > 0) rows[table] = { hashes }
    }
  }
  forget(trx, scope, rows)
  return {
    ...(typeof scope === 'number'
      ? { updates: await updatesSeal(trx, scope, { before, now, sealedUpTo }) }
      : {}),
    ...(Object.keys(rows).length > 0 ? { rows } : {}),
    ...(isFirst || now.imported?.has(scope) ? { plan: await hashOfPlan(trx, scope) } : {}),
  }
}

/** What an entry has sealed no other needs to. */
function forget(trx: Writing, scope: Scope, sealed: Seals['rows'] & object): void {
  const { plansWithUpdates, imported, ...tables } = touched.get(trx) ?? {}
  const without = <Of>(set: ReadonlySet<Of> | undefined) =>
    new Set([...(set ?? [])].filter((each) => each !== scope))
  const left: Touched = { plansWithUpdates: without(plansWithUpdates), imported: without(imported) }
  for (const [table, which] of Object.entries(tables) as [SealedTable, Set<number> | 'all'][]) {
    const { hashes = {} } = sealed[table] ?? {}
    if (which === 'all') {
      if (!sealed[table]) left[table] = which
      continue
    }
    const others = [...which].filter((id) => !(String(id) in hashes))
    if (others.length > 0) left[table] = new Set(others)
  }
  touched.set(trx, left)
}

async function updatesSeal(
  trx: Writing,
  planId: number,
  { before, now, sealedUpTo }: { before: Seals | undefined; now: Touched; sealedUpTo: number | undefined },
): Promise<NonNullable<Seals['updates']>> {
  if (before && !now.plansWithUpdates?.has(planId)) return { upTo: before.updates?.upTo ?? 0 }
  const after = before?.updates?.upTo ?? sealedUpTo
  const rows = await updatesAfter(trx, after, { planId })
  return { upTo: rows.at(-1)?.id ?? after ?? 0, hash: hashOfRows(rows) }
}

/** The hashes of rows by their ids. Half of a hash is enough: nobody finds another row with the same one. */
export async function hashesOf(
  db: Database | Writing,
  table: SealedTable,
  which: Which,
  scope: Scope,
): Promise<Record<string, string>> {
  const rows = await READERS[table](db, which, typeof scope === 'number' ? scope : undefined)
  return Object.fromEntries(rows.map((row) => [String(row.id), hashOfRows([row]).slice(0, 32)]))
}

/** The hash of what a plan file brings and no row of changes holds. */
export async function hashOfPlan(db: Database | Writing, scope: Scope): Promise<string> {
  if (typeof scope === 'number') return hashOfOnePlan(db, scope)
  const roles = await db
    .selectFrom('roles')
    .select(['id', 'planId', 'code', 'kind', 'title', 'titleBasis', 'bodyCode', 'removedAt'])
    .orderBy('id')
    .execute()
  const bodies = await db
    .selectFrom('bodies')
    .select(['id', 'planId', 'code', 'definition', 'removedAt'])
    .orderBy('id')
    .execute()
  if (scope === 'organisation')
    return hashOfRows([await db.selectFrom('organisation').selectAll().execute(), roles, bodies])
  return hashOfRows([
    await db.selectFrom('plans').select(['id', 'code']).orderBy('id').execute(),
    roles,
    bodies,
    await db
      .selectFrom('measures')
      .select(['id', 'planId', 'code', 'definition', 'sortOrder', 'removedAt'])
      .orderBy('id')
      .execute(),
  ])
}

async function hashOfOnePlan(db: Database | Writing, planId: number): Promise<string> {
  return hashOfRows([
    await db.selectFrom('plans').select(['id', 'code']).where('id', '=', planId).execute(),
    await db
      .selectFrom('planRoles')
      .select(['roleId', 'code', 'title', 'titleBasis', 'removedAt'])
      .where('planId', '=', planId)
      .orderBy('roleId')
      .execute(),
    await db
      .selectFrom('planBodies')
      .select(['bodyId', 'code', 'definition', 'removedAt'])
      .where('planId', '=', planId)
      .orderBy('bodyId')
      .execute(),
    await db
      .selectFrom('measures')
      .select(['id', 'code', 'definition', 'sortOrder', 'removedAt'])
      .where('planId', '=', planId)
      .orderBy('id')
      .execute(),
  ])
}

/** The updates with an id above `after`, in order; without it all, also those slipped in before the first. */
export async function updatesAfter(
  db: Database | Writing,
  after: number | undefined,
  { planId, upTo }: { readonly planId?: number | undefined; readonly upTo?: number | undefined } = {},
) {
  return (await updatesBetween(db, { after, upTo, planId })).rows
}

const updatesBetween = compiledQuery(
  (
    db: Database,
    {
      after,
      upTo,
      planId,
    }: Placeholders<{
      after?: number | undefined
      upTo?: number | undefined
      planId?: number | undefined
    }>,
  ) =>
    db
      .selectFrom('updates')
      .select(['id', 'planId', 'itemId', 'batchId', 'kind', 'rating', 'ratingBasis', 'ratingSince'])
      .select(['finalProposed', 'state', 'stateFrom', 'completedOn', 'note', 'evidence', 'personId'])
      .select(['onBehalfOf', 'source', 'recordedAt', 'effectiveAt', 'undoesId', 'correctsId'])
      .$if(after !== undefined, (query) => query.where('id', '>', after ?? 0))
      .$if(upTo !== undefined, (query) => query.where('id', '<=', upTo ?? 0))
      .$if(planId !== undefined, (query) => query.where('planId', '=', planId ?? 0))
      .orderBy('id')
      .compile(),
)

export function hashOfRows(rows: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(rows)).digest('hex')
}
