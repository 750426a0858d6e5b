import type { PlanModel } from '../../data/plans.ts'
import type { PlanChangeFacts } from '../domain/facts.ts'
import { changesOfItems, holdsAt, type PastInstant } from '../domain/item-changes.ts'
import { changeFacts, changesSince } from '../domain/plan-changes.ts'

/** What became of some items in the plan, from the first change to the last, without what was taken back. */
export function changesOf(
  { plan, record }: PlanModel,
  { itemIds, when }: { itemIds: readonly number[]; when?: PastInstant | undefined },
): readonly PlanChangeFacts[] {
  const { timeZone } = plan
  return changesOfItems(record.changes, itemIds)
    .filter(({ change, isTakenBack }) => !isTakenBack && (!when || holdsAt(change, when)))
    .map((each) => changeFacts(each, { timeZone }))
}

/** What became of the plan's items after an instant and until another, whenever it was recorded. */
export function planChangesBetween(
  { plan, record }: PlanModel,
  { after, until }: { after: Date; until: Date },
): readonly PlanChangeFacts[] {
  const { timeZone } = plan
  const between = { after: { at: after.toISOString() }, until: { at: until.toISOString() } }
  return changesSince(record.changes, between).map((each) => changeFacts(each, { timeZone }))
}
