import type { Database } from '../database.ts'

/** How many entries each item had at an instant, by its id. */
export async function entriesSaid(
  db: Database,
  planId: number,
  at: Date,
): Promise<ReadonlyMap<number, number>> {
  const rows = await db
    .selectFrom('updates')
    .select(['itemId', ({ fn }) => fn.countAll<number>().as('entries')])
    .where('planId', '=', planId)
    .where('effectiveAt', '<=', at.toISOString())
    .groupBy('itemId')
    .execute()
  return new Map(rows.map(({ itemId, entries }) => [itemId, entries]))
}
