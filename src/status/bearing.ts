import type { Context } from '../command.ts'
import { dayIn } from '../domain/day.ts'
import { shortDay } from '../domain/format.ts'
import { FROM_THE_START, holdsAt, referencesBorne } from '../domain/item-changes.ts'
import type { Item } from '../domain/plan.ts'
import { changeLine, told } from '../domain/plan-change-words.ts'
import { changesOf } from '../lookup/plan-changes.ts'

/** An item's changes that its status tells; the others are in its history. */
const TOLD = new Set(['joined', 'returned', 'moved', 'reworded', 'owners', 'dates'])
const MOST_TOLD = 3

/**
 * How the item came to be what it is: "A2(d) until 8 Dec 2020.", which other item bore its reference before, and its latest
 * changes.
 */
export function bearingLines(context: Context, item: Item, asAt: Date | undefined): readonly string[] {
  const { model } = context
  const when = asAt && { at: asAt.toISOString() }
  const changes = when ? model.record.changes.filter((change) => holdsAt(change, when)) : model.record.changes
  const day = (instant: string) => shortDay(dayIn(model.plan.timeZone, new Date(instant)))
  const borne = referencesBorne(changes)
  const own = borne.flatMap(({ itemId, ref, until }) =>
    itemId === item.id && ref !== item.ref && until !== null ? [`${ref} until ${day(until)}.`] : [],
  )
  const others = borne.flatMap(({ itemId, ref, until }) => {
    if (itemId === item.id || ref !== item.ref || until === null || until === FROM_THE_START) return []
    const other = [...model.items, ...model.left].find(({ id }) => id === itemId)
    const now = other && other.left === null ? `now ${other.ref}` : 'which left the plan'
    return [`Until ${day(until)} ${ref} was another item, ${now}.`]
  })
  const changed = told(changesOf(model, { itemIds: [item.id], when })).filter(({ kind }) => TOLD.has(kind))
  return [...own, ...others, ...changed.slice(-MOST_TOLD).map(changeLine)]
}
