import type { Database, Writing } from './database.ts'

/** The keys of the rows that were recorded, but for those of which the update was undone. */
export async function recordedRows(db: Database, planId: number): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('trackerRows')
    .leftJoin('updates as undo', 'undo.undoesId', 'trackerRows.updateId')
    .select('trackerRows.key')
    .where('trackerRows.planId', '=', planId)
    .where('undo.id', 'is', null)
    .execute()
  return new Set(rows.map(({ key }) => key))
}

export async function saveRecordedRows(
  trx: Writing,
  planId: number,
  rows: readonly { readonly key: string; readonly updateId: number | null }[],
  now: Date,
): Promise<void> {
  const recordedAt = now.toISOString()
  for (const { key, updateId } of rows)
    await trx
      .insertInto('trackerRows')
      .values({ planId, key, updateId, recordedAt })
      .onConflict((conflict) => conflict.columns(['planId', 'key']).doUpdateSet({ updateId, recordedAt }))
      .execute()
}
