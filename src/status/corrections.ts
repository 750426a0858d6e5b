import type { PlanModel } from '../../data/plans.ts'
import { dayIn } from '../domain/day.ts'
import { shortDay } from '../domain/format.ts'
import type { Item } from '../domain/plan.ts'

/** Misprints of an item's dates that a newer plan file corrected, on whatever day: past days show what stood then. */
export function correctionLines({ plan, record }: PlanModel, { id }: Item): readonly string[] {
  return record.changes.flatMap(({ itemId, kind, recordedAt, reason }) => {
    const [, correction] = reason?.match(/^misprint: (.+)$/) ?? []
    if (itemId !== id || kind !== 'dates' || correction === undefined) return []
    const day = shortDay(dayIn(plan.timeZone, new Date(recordedAt)))
    return [`Corrected on ${day}: ${correction} (misprint).`]
  })
}
