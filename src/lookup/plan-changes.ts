import type { PlanModel } from '../../data/plans.ts'
import { inOrder } from '../domain/day.ts'
import type { PlanChangeFacts } from '../domain/facts.ts'
import { changesOfItems, holdsAt, type PastInstant } from '../domain/item-changes.ts'
import { measureChanges, measureFacts } from '../domain/measure-changes.ts'
import { changeFacts, changesSince } from '../domain/plan-changes.ts'

/** What became of some items in the plan, from the first change to the last, without what was taken back. */
export function changesOf(
  model: PlanModel,
  { itemIds, when }: { itemIds: readonly number[]; when?: PastInstant | undefined },
): readonly PlanChangeFacts[] {
  const { timeZone } = model.plan
  const own = changesOfItems(model.record.changes, itemIds)
    .filter(({ change, isTakenBack }) => !isTakenBack && (!when || holdsAt(change, when)))
    .map((each) => changeFacts(each, { timeZone }))
  const measured = measureChangesIn(model, (change) => !when || holdsAt(change, when), new Set(itemIds))
  return measured.length === 0 ? own : inOrderOfTime([...own, ...measured])
}

/** What became of the plan's items after an instant and until another, whenever it was recorded. */
export function planChangesBetween(
  model: PlanModel,
  { after, until }: { after: Date; until: Date },
): readonly PlanChangeFacts[] {
  const { plan, record } = model
  const { timeZone } = plan
  const between = { after: { at: after.toISOString() }, until: { at: until.toISOString() } }
  const items = changesSince(record.changes, between).map((each) => changeFacts(each, { timeZone }))
  return inOrderOfTime([...items, ...measureChangesBetween(model, between)])
}

/** What changed of the measures that counts at an instant and did not count at an earlier one. */
export function measureChangesBetween(
  model: PlanModel,
  { after, until }: { after: PastInstant; until: PastInstant },
): readonly PlanChangeFacts[] {
  return measureChangesIn(model, (change) => holdsAt(change, until) && !holdsAt(change, after))
}

/** Changes of measures, each told of the innermost item that it measures, or of the first of those that are asked about. */
function measureChangesIn(
  { plan, record, items, left, earlier }: PlanModel,
  counts: (change: Parameters<typeof holdsAt>[0]) => boolean,
  only?: ReadonlySet<number>,
): readonly PlanChangeFacts[] {
  const called = (ref: string) => [...items, ...left, ...earlier].find((item) => item.ref === ref)
  return measureChanges(record.versions)
    .filter(counts)
    .flatMap((change) => {
      const measured = [...((change.after ?? change.before)?.items ?? [])]
        .reverse()
        .flatMap((ref) => called(ref) ?? [])
      const item = only ? measured.find(({ id }) => only.has(id)) : measured[0]
      return only && !item ? [] : [measureFacts(change, { item, timeZone: plan.timeZone })]
    })
}

function inOrderOfTime(changes: readonly PlanChangeFacts[]): readonly PlanChangeFacts[] {
  return [...changes].sort((one, other) => inOrder(one.at, other.at))
}
