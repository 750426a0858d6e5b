import type { ExpressionBuilder, Insertable, Selectable } from 'kysely'
import { EMPTY_RECORD, type ItemRecord } from '../src/domain/position.ts'
import type { Database, Writing } from './database.ts'
import type { Schema } from './schema.ts'

type Row = Selectable<Schema['updates']>

/** What someone said about an item, with who said it. */
export interface Update extends Row {
  readonly by: string
  readonly forWhom: string | null
  /** The id of the update that took this one back. */
  readonly undoneBy: number | null
}

export type NewUpdate = Pick<Row, 'itemId' | 'kind' | 'personId' | 'recordedAt'> &
  Partial<
    Omit<
      Insertable<Schema['updates']>,
      'id' | 'planId' | 'itemId' | 'kind' | 'personId' | 'recordedAt' | 'batchId'
    >
  >

/** Saves what one line said about one or several items, as one batch; positions follow in the same transaction. */
export async function saveUpdates(
  trx: Writing,
  planId: number,
  updates: readonly NewUpdate[],
): Promise<readonly number[]> {
  const ids: number[] = []
  for (const update of updates) {
    const { id } = await trx
      .insertInto('updates')
      .values({
        effectiveAt: update.recordedAt,
        finalProposed: 0,
        ...update,
        planId,
        batchId: ids[0] ?? 0,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    if (ids.length === 0) await trx.updateTable('updates').set({ batchId: id }).where('id', '=', id).execute()
    ids.push(id)
  }
  await refreshPositions(trx, planId, [...new Set(updates.map((update) => update.itemId))])
  return ids
}

/** What is on record for every item now, or as at an instant, by item id. */
export async function readRecords(
  db: Database | Writing,
  planId: number,
  { asAt, only }: { asAt?: Date | undefined; only?: ReadonlySet<number> | undefined } = {},
): Promise<ReadonlyMap<number, ItemRecord>> {
  const pointers = asAt
    ? await pointersAt(db, planId, { until: asAt.toISOString(), itemIds: only && [...only] })
    : await db
        .selectFrom('positions')
        .select(['itemId', 'ratingId', 'stateId', 'noteId', 'evidenceId', 'lastId'])
        .where('planId', '=', planId)
        .$if(only !== undefined, (query) => query.where('itemId', 'in', [...(only ?? [])]))
        .execute()
  const ids = pointers.flatMap(({ ratingId, stateId, noteId, evidenceId, lastId }) =>
    [ratingId, stateId, noteId, evidenceId, lastId].filter((id) => id !== null),
  )
  const said = await readRows(db, [...new Set(ids)])
  const proposed = await proposedItems(db, planId, asAt)
  return new Map(
    pointers.map((pointer) => [pointer.itemId, recordOf(pointer, said, proposed.has(pointer.itemId))]),
  )
}

/** Everything said about an item, newest first; a page of it. */
export async function readHistory(
  db: Database | Writing,
  planId: number,
  { itemIds, limit, before }: { itemIds: readonly number[]; limit: number; before?: number | undefined },
): Promise<readonly Update[]> {
  return withPeople(db, planId)
    .where('updates.itemId', 'in', [...itemIds])
    .$if(before !== undefined, (query) => query.where('updates.id', '<', before ?? 0))
    .orderBy('updates.effectiveAt', 'desc')
    .orderBy('updates.id', 'desc')
    .limit(limit)
    .execute()
}

export async function findUpdate(
  db: Database | Writing,
  planId: number,
  id: number,
): Promise<Update | undefined> {
  return withPeople(db, planId).where('updates.id', '=', id).executeTakeFirst()
}

/** The latest thing a person said that has not been taken back, with all that the same line said. */
export async function findLatestBatch(
  db: Database | Writing,
  planId: number,
  personId: number,
): Promise<readonly Update[]> {
  const latest = await withPeople(db, planId)
    .where('updates.personId', '=', personId)
    .where('updates.kind', 'in', ['update', 'confirm'])
    .where('undo.id', 'is', null)
    .orderBy('updates.id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!latest) return []
  return findBatch(db, planId, latest.batchId)
}

export async function findBatch(
  db: Database | Writing,
  planId: number,
  batchId: number,
): Promise<readonly Update[]> {
  return withPeople(db, planId).where('updates.batchId', '=', batchId).orderBy('updates.id').execute()
}

/** Ratings that were said of an item since an instant, newest first: joint owners may differ. */
export async function ratingsSince(
  db: Database | Writing,
  planId: number,
  since: string,
): Promise<readonly { itemId: number; rating: string; by: string; personId: number; at: string }[]> {
  const rows = await db
    .selectFrom('updates')
    .innerJoin('people', 'people.id', 'updates.personId')
    .leftJoin('updates as undo', 'undo.undoesId', 'updates.id')
    .select([
      'updates.itemId',
      'updates.rating',
      'people.name as by',
      'updates.personId',
      'updates.effectiveAt as at',
    ])
    .where('updates.planId', '=', planId)
    .where('updates.effectiveAt', '>', since)
    .where('updates.rating', 'is not', null)
    .where('updates.kind', '=', 'update')
    .where('undo.id', 'is', null)
    .orderBy('updates.effectiveAt', 'desc')
    .orderBy('updates.id', 'desc')
    .execute()
  return rows.flatMap((row) => (row.rating === null ? [] : [{ ...row, rating: row.rating }]))
}

/** Works out anew which updates an item's present position rests on. */
export async function refreshPositions(
  trx: Writing,
  planId: number,
  itemIds: readonly number[],
): Promise<void> {
  for (const pointer of await pointersAt(trx, planId, { itemIds })) {
    await trx
      .insertInto('positions')
      .values({ ...pointer, planId })
      .onConflict((conflict) => conflict.column('itemId').doUpdateSet(pointer))
      .execute()
  }
}

interface Pointers {
  readonly itemId: number
  readonly ratingId: number | null
  readonly stateId: number | null
  readonly noteId: number | null
  readonly evidenceId: number | null
  readonly lastId: number | null
}

/** Past every day that can be typed. */
const EVER = '9999-12-31T23:59:59.999Z'

async function pointersAt(
  db: Database | Writing,
  planId: number,
  { until = EVER, itemIds }: { until?: string; itemIds?: readonly number[] | undefined },
): Promise<readonly Pointers[]> {
  const latest = (thing: 'rating' | 'state' | 'note' | 'evidence' | 'effectiveAt', items: ItemsOnly) =>
    items
      .selectFrom('updates')
      .select('updates.id')
      .whereRef('updates.itemId', '=', 'items.id')
      .where('updates.effectiveAt', '<=', until)
      .where(`updates.${thing}`, 'is not', null)
      .where('updates.kind', '!=', 'undo')
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('updates as undo').select('undo.id').whereRef('undo.undoesId', '=', 'updates.id'),
          ),
        ),
      )
      .orderBy('updates.effectiveAt', 'desc')
      .orderBy('updates.id', 'desc')
      .limit(1)
  return db
    .selectFrom('items')
    .select('items.id as itemId')
    .select((items) => [
      latest('rating', items).as('ratingId'),
      latest('state', items).as('stateId'),
      latest('note', items).as('noteId'),
      latest('evidence', items).as('evidenceId'),
      latest('effectiveAt', items).as('lastId'),
    ])
    .where('items.planId', '=', planId)
    .$if(itemIds !== undefined, (query) => query.where('items.id', 'in', [...(itemIds ?? [])]))
    .execute()
}

type ItemsOnly = ExpressionBuilder<Schema, 'items'>

interface Said {
  readonly id: number
  readonly rating: string | null
  readonly ratingBasis: Row['ratingBasis']
  readonly state: Row['state']
  readonly completedOn: string | null
  readonly note: string | null
  readonly effectiveAt: string
  readonly by: string
}

/** SQLite takes 32,766 parameters in one statement; this stays well below. */
const MOST_IDS = 5_000

async function readRows(db: Database | Writing, ids: readonly number[]): Promise<ReadonlyMap<number, Said>> {
  const found = new Map<number, Said>()
  for (let from = 0; from < ids.length; from += MOST_IDS) {
    const rows = await db
      .selectFrom('updates')
      .innerJoin('people', 'people.id', 'updates.personId')
      .select([
        'updates.id',
        'updates.rating',
        'updates.ratingBasis',
        'updates.state',
        'updates.completedOn',
        'updates.note',
        'updates.effectiveAt',
        'people.name as by',
      ])
      .where('updates.id', 'in', ids.slice(from, from + MOST_IDS))
      .execute()
    for (const row of rows) found.set(row.id, row)
  }
  return found
}

function recordOf(pointer: Pointers, said: ReadonlyMap<number, Said>, finalProposed: boolean): ItemRecord {
  const read = (id: number | null) => (id === null ? undefined : said.get(id))
  const [rating, state, note] = [read(pointer.ratingId), read(pointer.stateId), read(pointer.noteId)]
  const last = read(pointer.lastId)
  if (!last) return { ...EMPTY_RECORD, finalProposed }
  return {
    rating: rating?.rating
      ? { code: rating.rating, basis: rating.ratingBasis ?? 'said', ...saidBy(rating) }
      : null,
    state: state?.state ? { state: state.state, completedOn: state.completedOn, ...saidBy(state) } : null,
    note: note?.note ? { text: note.note, ...saidBy(note) } : null,
    last: saidBy(last),
    finalProposed,
    evidenceAt: read(pointer.evidenceId)?.effectiveAt ?? null,
  }
}

function saidBy(row: Said): { updateId: number; at: string; by: string } {
  return { updateId: row.id, at: row.effectiveAt, by: row.by }
}

async function proposedItems(
  db: Database | Writing,
  planId: number,
  asAt: Date | undefined,
): Promise<ReadonlySet<number>> {
  const at = asAt?.toISOString() ?? EVER
  const rows = await db
    .selectFrom('requests')
    .select('itemId')
    .where('planId', '=', planId)
    .where('kind', '=', 'sign-off')
    .where('askedAt', '<=', at)
    .where((where) => where.or([where('endedAt', 'is', null), where('endedAt', '>', at)]))
    .execute()
  return new Set(rows.map((row) => row.itemId))
}

function withPeople(db: Database | Writing, planId: number) {
  return db
    .selectFrom('updates')
    .innerJoin('people', 'people.id', 'updates.personId')
    .leftJoin('people as behalf', 'behalf.id', 'updates.onBehalfOf')
    .leftJoin('updates as undo', 'undo.undoesId', 'updates.id')
    .selectAll('updates')
    .select(['people.name as by', 'behalf.name as forWhom', 'undo.id as undoneBy'])
    .where('updates.planId', '=', planId)
}
