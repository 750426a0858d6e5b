import type { Database, Writing } from '../../data/database.ts'
import { readItemChanges } from '../../data/item-changes.ts'
import { foldItems } from '../../src/domain/item-changes.ts'

/** The ids of a plan's items by the reference that each bears, or bore last. */
async function itemIds(db: Database | Writing, planId = 1): Promise<ReadonlyMap<string, number>> {
  const { inPlan, left } = foldItems(await readItemChanges(db, planId))
  return new Map([...left, ...inPlan].map(({ id, ref }) => [ref, id]))
}

export async function itemIdOf(db: Database | Writing, ref: string): Promise<number> {
  const id = (await itemIds(db)).get(ref)
  if (id === undefined) throw new Error(`no item ${ref}`)
  return id
}

/** The reference that each item bears, or bore last, by its id. */
export async function itemRefs(db: Database | Writing): Promise<ReadonlyMap<number, string>> {
  return new Map([...(await itemIds(db))].map(([ref, id]) => [id, ref]))
}
