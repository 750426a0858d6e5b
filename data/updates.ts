import { type Insertable, type Selectable, sql } from 'kysely'
import { touchUpdates } from './audit/seals.ts'
import type { Database, Writing } from './database.ts'
import { compiledQuery, type Placeholders } from './engine/compiled-query.ts'
import { refreshPositions } from './positions.ts'
import { isForAll } from './restrictions.ts'
import type { Schema } from './schema.ts'

type Row = Selectable<Schema['updates']>

/** What somebody said about an item, with who said it. */
export interface Update extends Row {
  readonly by: string
  readonly forWhom: string | null
  /** The id of the update that undid this one. */
  readonly undoneBy: number | null
}

export type NewUpdate = Pick<Row, 'itemId' | 'kind' | 'personId' | 'recordedAt'> &
  Partial<
    Omit<
      Insertable<Schema['updates']>,
      'id' | 'planId' | 'itemId' | 'kind' | 'personId' | 'recordedAt' | 'batchId'
    >
  >

/** Saves what one line said about one or several items as one batch, and returns the ids. Positions follow with it. */
export async function saveUpdates(
  trx: Writing,
  planId: number,
  updates: readonly NewUpdate[],
): Promise<readonly number[]> {
  touchUpdates(trx, planId)
  const ids: number[] = []
  for (const update of updates) {
    const effectiveAt = update.effectiveAt ?? update.recordedAt
    const { rows } = await newUpdate(trx, {
      finalProposed: 0,
      ratingSince: update.rating ? effectiveAt : null,
      stateFrom: update.state ? effectiveAt : null,
      ...update,
      effectiveAt,
      planId,
      batchId: ids[0],
    })
    for (const { id, batchId } of rows) {
      ids.push(id)
      if (ids.length === 1 && batchId !== id) await firstOfBatch(trx, { id })
    }
  }
  await refreshPositions(trx, planId, [...new Set(updates.map((update) => update.itemId))])
  return ids
}

/** A batch has the id of its first update, which is nearly always the next one. */
const newUpdate = compiledQuery(
  (
    db: Database,
    {
      batchId,
      ...update
    }: Placeholders<Omit<Insertable<Schema['updates']>, 'batchId'> & { batchId?: number | undefined }>,
  ) =>
    db
      .insertInto('updates')
      .values({ ...update, batchId: batchId ?? sql`(select coalesce(max(id), 0) + 1 from updates)` })
      .returning(['id', 'batchId'])
      .compile(),
)

const firstOfBatch = compiledQuery((db: Database, { id }: Placeholders<{ id: number }>) =>
  db.updateTable('updates').set({ batchId: id }).where('id', '=', id).compile(),
)

/** A page of everything said about some items, newest first: after an entry, or up to an instant. */
export async function readHistory(
  db: Database,
  planId: number,
  {
    itemIds,
    limit,
    before,
    until,
  }: { itemIds: readonly number[]; limit: number; before?: number | undefined; until?: Date | undefined },
): Promise<readonly Update[]> {
  const after = before === undefined ? undefined : await findUpdate(db, planId, before)
  const pages: Update[] = []
  // One item at a time: its newest are one step in the index, while those of several would all have to be sorted.
  for (const itemId of itemIds) {
    const page = await withPeople(db, planId)
      .where('updates.itemId', '=', itemId)
      .$if(until !== undefined, (query) =>
        query.where('updates.effectiveAt', '<=', until?.toISOString() ?? ''),
      )
      .$if(after !== undefined, (query) =>
        query.where(({ eb, refTuple, tuple }) =>
          eb(
            refTuple('updates.effectiveAt', 'updates.id'),
            '<',
            tuple(after?.effectiveAt ?? '', after?.id ?? 0),
          ),
        ),
      )
      .orderBy('updates.effectiveAt', 'desc')
      .orderBy('updates.id', 'desc')
      .limit(limit)
      .execute()
    pages.push(...page)
  }
  return pages.sort(newestFirst).slice(0, limit)
}

function newestFirst(one: Update, other: Update): number {
  if (one.effectiveAt === other.effectiveAt) return other.id - one.id
  return one.effectiveAt < other.effectiveAt ? 1 : -1
}

/** What somebody said last, the newest first; what was taken back is left out. */
export async function listSaidBy(
  db: Database,
  planId: number,
  { personId, most }: { readonly personId: number; readonly most: number },
): Promise<readonly Update[]> {
  const found = await withPeople(db, planId)
    .where('updates.personId', '=', personId)
    .where(isForAll('updates.itemId'))
    .where('updates.kind', 'in', ['update', 'confirm'])
    .orderBy('updates.id', 'desc')
    .limit(2 * most)
    .execute()
  return found.filter(({ undoneBy }) => undoneBy === null).slice(0, most)
}

export async function findUpdate(db: Database, planId: number, id: number): Promise<Update | undefined> {
  return withPeople(db, planId)
    .where('updates.id', '=', id)
    .where(isForAll('updates.itemId'))
    .executeTakeFirst()
}

/** The latest update of a person that has not been undone, with everything that the same line said. */
export async function findLatestBatch(
  db: Database,
  planId: number,
  personId: number,
): Promise<readonly Update[]> {
  const last = await withPeople(db, planId)
    .where('updates.personId', '=', personId)
    .where(isForAll('updates.itemId'))
    .where('updates.kind', 'in', ['update', 'confirm'])
    .where('undo.id', 'is', null)
    .orderBy('updates.id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return last ? findBatch(db, planId, last.batchId) : []
}

/** Everything that one line recorded. */
export async function findBatch(db: Database, planId: number, batchId: number): Promise<readonly Update[]> {
  return withPeople(db, planId)
    .where('updates.batchId', '=', batchId)
    .where(isForAll('updates.itemId'))
    .orderBy('updates.id')
    .execute()
}

function withPeople(db: Database, planId: number) {
  return db
    .selectFrom('updates')
    .innerJoin('people', 'people.id', 'updates.personId')
    .leftJoin('people as behalf', 'behalf.id', 'updates.onBehalfOf')
    .leftJoin('updates as undo', 'undo.undoesId', 'updates.id')
    .selectAll('updates')
    .select(['people.name as by', 'behalf.name as forWhom', 'undo.id as undoneBy'])
    .where('updates.planId', '=', planId)
}

/** Every note that has not been taken back, the newest first. */
export function listNotes(
  db: Database,
  planId: number,
): Promise<readonly { itemId: number; note: string | null; effectiveAt: string }[]> {
  return db
    .selectFrom('updates')
    .leftJoin('updates as undo', 'undo.undoesId', 'updates.id')
    .select(['updates.itemId', 'updates.note', 'updates.effectiveAt'])
    .where('updates.planId', '=', planId)
    .where('updates.note', 'is not', null)
    .where(isForAll('updates.itemId'))
    .where('undo.id', 'is', null)
    .orderBy('updates.effectiveAt', 'desc')
    .orderBy('updates.id', 'desc')
    .execute()
}
