import { type Expression, type Selectable, type SqlBool, sql } from 'kysely'
import type { Restriction } from '../src/domain/restriction.ts'
import type { Database, Writing } from './database.ts'
import { among } from './engine/among.ts'
import type { Schema } from './schema.ts'

/** A restriction that holds, with the item that it was said of. */
export interface StoredRestriction extends Omit<Selectable<Schema['restrictions']>, 'definition'> {
  readonly restriction: Restriction
  /** The item, and all below it that has no restriction of its own. */
  readonly itemIds: readonly number[]
}

/** The restrictions of a plan that hold now, in the order in which they were made. */
export async function listRestrictions(
  db: Database | Writing,
  planId: number,
): Promise<readonly StoredRestriction[]> {
  const rows = await db
    .selectFrom('restrictions')
    .selectAll()
    .where('planId', '=', planId)
    .where('endedAt', 'is', null)
    .orderBy('id')
    .execute()
  if (rows.length === 0) return []
  const items = await db
    .selectFrom('restrictedItems')
    .select(['itemId', 'restrictionId'])
    .where('planId', '=', planId)
    .orderBy('itemId')
    .execute()
  return rows.map(({ definition, ...row }) => ({
    ...row,
    restriction: JSON.parse(definition) as Restriction,
    itemIds: items.filter(({ restrictionId }) => restrictionId === row.id).map(({ itemId }) => itemId),
  }))
}

/** The ids of the items of a plan that are restricted now. */
export async function restrictedIds(db: Database | Writing, planId: number): Promise<ReadonlySet<number>> {
  const rows = await db.selectFrom('restrictedItems').select('itemId').where('planId', '=', planId).execute()
  return new Set(rows.map(({ itemId }) => itemId))
}

/**
 * Whether the item that a column names is for everybody. A query that lists what belongs to all items says so; one for items
 * that are named need not, as nobody can name an item that they are not shown.
 */
export function isForAll(column: string): Expression<SqlBool> {
  return sql<SqlBool>`${sql.ref(column)} not in (select restricted_items.item_id from restricted_items)`
}

/** Restricts an item and all below it. Those below that have a restriction of their own keep it. */
export async function saveRestriction(
  trx: Writing,
  planId: number,
  {
    itemId,
    below,
    restriction,
    personId,
    now,
  }: {
    readonly itemId: number
    readonly below: readonly number[]
    readonly restriction: Restriction
    readonly personId: number | null
    readonly now: Date
  },
): Promise<number> {
  const { id } = await trx
    .insertInto('restrictions')
    .values({
      planId,
      itemId,
      definition: JSON.stringify(restriction),
      recordedAt: now.toISOString(),
      personId,
      endedAt: null,
      endedBy: null,
      endReason: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await addItems(trx, planId, { restrictionId: id, itemIds: [itemId, ...below] })
  return id
}

async function addItems(
  trx: Writing,
  planId: number,
  { restrictionId, itemIds }: { readonly restrictionId: number; readonly itemIds: readonly number[] },
): Promise<void> {
  for (const itemId of itemIds) {
    await trx
      .insertInto('restrictedItems')
      .values({ itemId, planId, restrictionId })
      .onConflict((conflict) => conflict.column('itemId').doNothing())
      .execute()
  }
}

/** Ends a restriction: its items are for everybody again. */
export async function endRestriction(
  trx: Writing,
  id: number,
  { now, personId, reason }: { readonly now: Date; readonly personId: number; readonly reason: string },
): Promise<void> {
  await trx
    .updateTable('restrictions')
    .set({ endedAt: now.toISOString(), endedBy: personId, endReason: reason })
    .where('id', '=', id)
    .execute()
  await trx.deleteFrom('restrictedItems').where('restrictionId', '=', id).execute()
}

/** Ends a restriction that another is put in the place of, by the plan file. */
export async function replaceRestriction(trx: Writing, id: number, now: Date): Promise<void> {
  await trx.updateTable('restrictions').set({ endedAt: now.toISOString() }).where('id', '=', id).execute()
  await trx.deleteFrom('restrictedItems').where('restrictionId', '=', id).execute()
}

/** What is put below a restricted item is restricted with it, and so is what stands below that. */
export async function inheritRestrictions(
  trx: Writing,
  planId: number,
  moved: readonly { readonly itemId: number; readonly parent: number; readonly below: readonly number[] }[],
): Promise<void> {
  if (moved.length === 0) return
  const around = await trx
    .selectFrom('restrictedItems')
    .select(['itemId', 'restrictionId'])
    .where(
      among(
        'itemId',
        moved.map(({ parent }) => parent),
      ),
    )
    .execute()
  for (const { itemId, parent, below } of moved) {
    const restrictionId = around.find((each) => each.itemId === parent)?.restrictionId
    if (restrictionId !== undefined)
      await addItems(trx, planId, { restrictionId, itemIds: [itemId, ...below] })
  }
}

/**
 * Takes back what is composed, has not gone out, and holds one of some texts: news is withdrawn, and what is composed from the
 * record is composed anew. Returns the numbers of the messages that went out with it.
 */
export async function takeBackHolding(
  trx: Writing,
  planId: number,
  texts: readonly string[],
): Promise<readonly number[]> {
  const holds = sql<SqlBool>`(${sql.join(
    texts.map((text) => sql`instr(payload, ${JSON.stringify(text).slice(1, -1)}) > 0`),
    sql` or `,
  )})`
  const about = trx.updateTable('deliveries').where('planId', '=', planId).where(holds)
  const unsent = about.where('postsArrived', '=', 0).where('state', 'in', ['planned', 'failed', 'held'])
  await unsent
    .where('kind', 'in', ['notice', 'answer', 'alert'])
    .set({
      state: 'withdrawn',
      payload: '',
      payloadHash: '',
      outcome: 'it spoke of something that is restricted now',
    })
    .execute()
  await unsent.set({ payload: '', payloadHash: '' }).execute()
  const sent = await trx
    .selectFrom('deliveries')
    .select('number')
    .where('planId', '=', planId)
    .where('state', '=', 'sent')
    .where('kind', '<>', 'answer')
    .where(holds)
    .orderBy('number')
    .execute()
  return sent.map(({ number }) => number)
}
