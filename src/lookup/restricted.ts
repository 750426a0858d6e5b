import type { Database } from '../../data/database.ts'
import { loadPlan, type PlanModel } from '../../data/plans.ts'
import { listRestrictions } from '../../data/restrictions.ts'
import { answerable, type Speaker } from '../domain/authority.ts'
import type { Item } from '../domain/plan.ts'
import { mayRead, type Restriction } from '../domain/restriction.ts'

/** A restriction with its items, for somebody who may read them. */
export interface Readable {
  readonly id: number
  readonly restriction: Restriction
  readonly itemIds: readonly number[]
  /** The item that it was said of comes first; then those below it, in the plan's order. */
  readonly items: readonly Item[]
}

/** The restricted items that somebody may read. */
export async function readableIn(
  db: Database,
  { model, speaker }: { readonly model: PlanModel; readonly speaker: Speaker },
): Promise<readonly Readable[]> {
  const { plan } = model
  const all = await listRestrictions(db, plan.id)
  if (all.length === 0) return []
  const whole = await loadPlan(db, plan.code, new Set(all.flatMap(({ itemIds }) => itemIds)))
  return all.flatMap(({ id, itemId, itemIds, restriction }): readonly Readable[] => {
    const items = [...whole.items, ...whole.left]
    const first = items.find((item) => item.id === itemId)
    if (!first || !mayRead(restriction, { owners: answerable(first, whole.items), speaker })) return []
    const below = items.filter((item) => item !== first && itemIds.includes(item.id))
    return [{ id, restriction, itemIds, items: [first, ...below] }]
  })
}
