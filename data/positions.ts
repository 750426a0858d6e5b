import { type Expression, type RawBuilder, type Selectable, type SqlBool, sql } from 'kysely'
import type { FirstStated } from '../src/domain/facts.ts'
import type { ItemRecord } from '../src/domain/position.ts'
import type { Database, Writing } from './database.ts'
import { among } from './engine/among.ts'
import { compiledQuery, type Placeholders } from './engine/compiled-query.ts'
import { readNames } from './people.ts'
import type { Schema } from './schema.ts'

type Row = Selectable<Schema['updates']>

/** The rating of an item whose sign-off was reversed when it had none before. */
export const UNRATED = 'none'

/** The record of every item now or as at an instant, by item id; `proposed` are the items that wait for sign-off. */
export async function readRecords(
  db: Database,
  planId: number,
  {
    asAt,
    asKnown = false,
    only,
    proposed,
  }: {
    asAt?: Date | undefined
    /** As it was known at that instant, without what was said later about an earlier day. */
    asKnown?: boolean | undefined
    only?: ReadonlySet<number> | undefined
    proposed: ReadonlySet<number>
  },
): Promise<ReadonlyMap<number, ItemRecord>> {
  const isPresent = asAt === undefined || (asKnown && !(await isSpokenAfter(db, planId, asAt)))
  const rows = isPresent
    ? (await latestSaid(db, { planId, itemIds: only && [...only], asKnown: false })).rows
    : (await latestSaid(db, { planId, until: asAt.toISOString(), itemIds: only && [...only], asKnown })).rows
  const names = await readNames(db)
  return new Map(
    rows.map((row) => [row.itemId, recordOf(row, { names, isProposed: proposed.has(row.itemId) })]),
  )
}

interface Wanted {
  readonly planId: number
  /** ISO instant; the present when it is left out. */
  readonly until?: string | undefined
  readonly itemIds?: readonly number[] | undefined
  readonly asKnown: boolean
}

const latestSaid = compiledQuery(
  (db: Database, { planId, until, itemIds, asKnown }: Placeholders<Wanted>) => {
    const pointers =
      until === undefined
        ? sql`select * from positions where plan_id = ${planId} and ${isWanted('item_id', itemIds)}`
        : latestIds(planId, { until, itemIds, asKnown })
    return sql<Said>`
    with pointers as materialized (${pointers})
    select pointers.item_id,
      rated.id as rating_id, rated.rating, rated.rating_basis, rated.effective_at as rated_at, rated.rating_since,
      rated.person_id as rated_by, state.person_id as state_by,
      state.state, state.completed_on, state.state_from as state_at, state.effective_at as state_said_at,
      noted.id as note_id, noted.note, noted.effective_at as noted_at, noted.person_id as noted_by,
      evidence.effective_at as evidence_at,
      last.id as last_id, last.effective_at as last_at, last.kind as last_kind, last.person_id as last_by
    from pointers
    left join updates as rated on rated.id = pointers.rating_id
    left join updates as state on state.id = pointers.state_id
    left join updates as noted on noted.id = pointers.note_id
    left join updates as evidence on evidence.id = pointers.evidence_id
    left join updates as last on last.id = pointers.last_id
  `.compile(db)
  },
)

/** The ids of the items that are complete or signed off now. */
export async function listFinished(db: Database, planId: number): Promise<ReadonlySet<number>> {
  const rows = await db
    .selectFrom('positions')
    .innerJoin('updates', 'updates.id', 'positions.stateId')
    .select('positions.itemId')
    .where('positions.planId', '=', planId)
    .where('updates.state', '=', 'complete')
    .execute()
  return new Set(rows.map(({ itemId }) => itemId))
}

/** The ids of the items of which somebody said a rating or a state, and that are not complete. */
export async function listConfirmable(db: Database, planId: number): Promise<ReadonlySet<number>> {
  const rows = await db
    .selectFrom('positions')
    .leftJoin('updates', 'updates.id', 'positions.stateId')
    .select('positions.itemId')
    .where('positions.planId', '=', planId)
    .where((where) =>
      where.or([where('positions.ratingId', 'is not', null), where('positions.stateId', 'is not', null)]),
    )
    .where((where) =>
      where.or([where('updates.state', 'is', null), where('updates.state', '!=', 'complete')]),
    )
    .execute()
  return new Set(rows.map(({ itemId }) => itemId))
}

/** Whether anything was said after an instant; if not, the present is how everything stood then. */
async function isSpokenAfter(db: Database, planId: number, instant: Date): Promise<boolean> {
  const row = await db
    .selectFrom('positions')
    .innerJoin('updates', 'updates.id', 'positions.lastId')
    .select('updates.id')
    .where('positions.planId', '=', planId)
    .where('updates.effectiveAt', '>', instant.toISOString())
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** The first rating or state that each item was given up to an instant, by item id. */
export async function readFirstStated(
  db: Database,
  planId: number,
  { only, until }: { only: ReadonlySet<number>; until: Date },
): Promise<ReadonlyMap<number, FirstStated>> {
  const first = (thing: string) => sql`(
    select updates.id from updates
    where updates.item_id = items.id and updates.effective_at <= ${until.toISOString()}
      and ${sql.ref(thing)} is not null
      and not exists (select 1 from updates as undo where undo.undoes_id = updates.id)
    order by updates.effective_at, updates.id limit 1
  )`
  const { rows } = await sql<Pick<Row, 'itemId' | 'rating' | 'state' | 'kind'> & { at: string }>`
    with firsts as materialized (
      select items.id as item_id, ${first('updates.rating')} as rating_id, ${first('updates.state')} as state_id
      from items where items.plan_id = ${planId} and ${among('items.id', [...only])}
    )
    select said.item_id, said.rating, said.state, said.kind, said.effective_at as at
    from firsts join updates as said on said.id in (firsts.rating_id, firsts.state_id)
    order by said.effective_at desc, said.id desc
  `.execute(db)
  // The earlier of the two comes last, and a map keeps the last.
  return new Map(
    rows.map(({ itemId, at, rating, state, kind }) => [
      itemId,
      { at, rating: rating === UNRATED ? null : rating, state, fromPlan: kind === 'import' },
    ]),
  )
}

/** Works out again which updates the present positions of some items rest on. */
export async function refreshPositions(
  trx: Writing,
  planId: number,
  itemIds: readonly number[],
): Promise<void> {
  await renewedPositions(trx, { planId, itemIds, until: EVER })
}

const renewedPositions = compiledQuery(
  (
    db: Database,
    { planId, ...wanted }: Placeholders<{ planId: number; itemIds: readonly number[]; until: string }>,
  ) =>
    sql`
    insert into positions (item_id, plan_id, rating_id, state_id, note_id, evidence_id, last_id)
    ${latestIds(planId, wanted)}
    on conflict (item_id) do update set rating_id = excluded.rating_id, state_id = excluded.state_id,
      note_id = excluded.note_id, evidence_id = excluded.evidence_id, last_id = excluded.last_id
  `.compile(db),
)

/** The id of an item whose stored position is not the one that its updates give; undefined if there is none. */
export async function findWrongPosition(db: Database): Promise<number | undefined> {
  const plans = await db.selectFrom('plans').select('id').execute()
  for (const { id } of plans) {
    const { rows } = await sql<{ itemId: number }>`
      with given as materialized (${latestIds(sql.lit(id), { until: sql.lit(EVER) })})
      select given.item_id from given
      left join positions on positions.item_id = given.item_id
      where positions.rating_id is distinct from given.rating_id or positions.state_id is distinct from given.state_id
        or positions.note_id is distinct from given.note_id or positions.evidence_id is distinct from given.evidence_id
        or positions.last_id is distinct from given.last_id
      order by given.item_id limit 1
    `.execute(db)
    if (rows[0]) return rows[0].itemId
  }
  return undefined
}

/** Later than every day that can be typed. */
const EVER = '9999-12-31T23:59:59.999Z'

/** The latest update that says each thing about an item, apart from those that were undone. */
function latestIds(
  planId: Expression<number>,
  {
    until,
    itemIds,
    asKnown = false,
  }: { until: Expression<string>; itemIds?: Ids | undefined; asKnown?: boolean },
): RawBuilder<unknown> {
  const notUndone = sql`not exists (select 1 from updates as undo where undo.undoes_id = updates.id)`
  const latest = (condition: RawBuilder<unknown>) => sql`(
    select updates.id from updates
    where updates.item_id = items.id and updates.effective_at <= ${until} and ${condition} and ${notUndone}
    order by updates.effective_at desc, updates.id desc limit 1
  )`
  // A completion may hold from a day before it was said, so one that was said after `until` may count already.
  const reachingBack = sql`(
    select updates.id from updates
    where updates.item_id = items.id and updates.state_from < updates.effective_at
      and updates.state_from <= ${until} and updates.effective_at > ${until} and ${notUndone}
    order by updates.effective_at desc, updates.id desc limit 1
  )`
  const state = latest(sql`updates.state is not null`)
  return sql`
    select items.id as item_id, items.plan_id,
      ${latest(sql`updates.rating is not null`)} as rating_id,
      ${asKnown ? state : sql`coalesce(${reachingBack}, ${state})`} as state_id,
      ${latest(sql`updates.note is not null`)} as note_id,
      ${latest(sql`updates.evidence is not null`)} as evidence_id,
      ${latest(sql`updates.kind <> 'undo'`)} as last_id
    from items where items.plan_id = ${planId} and ${isWanted('items.id', itemIds)}
  `
}

type Ids = readonly Expression<number>[]

/** Without a list every item is wanted. */
function isWanted(column: string, ids: Ids | undefined): Expression<SqlBool> {
  return ids ? among(column, ids) : sql<SqlBool>`1 = 1`
}

/** The latest that was said about one item, thing by thing. */
interface Said {
  readonly itemId: number
  readonly ratingId: number | null
  readonly rating: string | null
  readonly ratingBasis: Row['ratingBasis']
  readonly ratedAt: string
  readonly ratedBy: number
  readonly ratingSince: string | null
  readonly state: Row['state']
  readonly completedOn: string | null
  readonly stateAt: string
  readonly stateSaidAt: string
  readonly stateBy: number
  readonly noteId: number | null
  readonly note: string | null
  readonly notedAt: string
  readonly notedBy: number
  readonly evidenceAt: string | null
  readonly lastId: number | null
  readonly lastAt: string
  readonly lastKind: Row['kind']
  readonly lastBy: number
}

function recordOf(
  row: Said,
  { names, isProposed }: { names: ReadonlyMap<number, string>; isProposed: boolean },
): ItemRecord {
  const name = (personId: number) => names.get(personId) ?? ''
  const { ratingId, rating, ratingBasis, state, noteId, note, lastId } = row
  return {
    rating:
      ratingId === null || rating === null || rating === UNRATED
        ? null
        : {
            code: rating,
            basis: ratingBasis ?? 'said',
            at: row.ratedAt,
            by: name(row.ratedBy),
            since: row.ratingSince ?? row.ratedAt,
            updateId: ratingId,
          },
    state:
      state === null
        ? null
        : {
            state,
            completedOn: row.completedOn,
            at: row.stateAt,
            saidAt: row.stateSaidAt,
            by: name(row.stateBy),
          },
    note:
      noteId === null || note === null
        ? null
        : { text: note, at: row.notedAt, by: name(row.notedBy), updateId: noteId },
    last:
      lastId === null
        ? null
        : { at: row.lastAt, by: name(row.lastBy), updateId: lastId, fromPlan: row.lastKind === 'import' },
    finalProposed: isProposed,
    evidenceAt: row.evidenceAt,
  }
}
