import { daysBetween } from './day.ts'
import type { Day, GivenDay, Item } from './plan.ts'
import type { Position } from './position.ts'

/** `printed`: a revision in the imported plan whose approval is not recorded; `approved`: decided by a body. */
type DueBasis = 'none' | 'original' | 'printed' | 'approved'

/** A due date that replaced an earlier one. Revisions are kept for ever, in order. */
export interface Revision {
  readonly itemId: number
  readonly due: GivenDay
  readonly basis: 'printed' | 'approved'
  /** Who is recorded as having approved it, as text. */
  readonly approvedBy: string | null
  readonly note: string | null
  /** The source leaves open whether this is a revision at all. */
  readonly ambiguous: boolean
  readonly effectiveAt: string
}

export interface DueDate {
  /** Null for an ongoing item. */
  readonly current: GivenDay | null
  /** When an ongoing item is next reviewed. */
  readonly review: GivenDay | null
  readonly original: GivenDay | null
  readonly basis: DueBasis
  readonly revisions: readonly Revision[]
}

/**
 * The date in force: the latest revision, otherwise the original. `revisions` are the item's own, in order. An ongoing
 * item has no due date; what is decided for it is its review date.
 */
export function dueDate(item: Item, revisions: readonly Revision[]): DueDate {
  const latest = revisions.at(-1)
  const original = item.due
  if (item.ongoing)
    return { current: null, review: latest?.due ?? item.review, original, basis: 'none', revisions }
  const basis = latest?.basis ?? (original ? 'original' : 'none')
  return { current: latest?.due ?? original, review: null, original, basis, revisions }
}

/** Days since the current due date; null if it has not passed or the item is finished. */
export function daysOverdue(position: Position, due: DueDate, today: Day): number | null {
  if (!due.current || due.current.on >= today) return null
  if (position.state === 'complete' || position.signedOff) return null
  return daysBetween(due.current.on, today)
}
