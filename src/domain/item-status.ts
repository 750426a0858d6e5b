import { daysBetween, inOrder } from './day.ts'
import { tellingWords } from './format.ts'
import type { Day, GivenDay, Item } from './plan.ts'
import { type ItemRecord, type Position, positions } from './position.ts'
import type { Request } from './request.ts'
import type { Scale } from './scale.ts'

/** How one item stands on a day: its position, its date and its open requests. */
export interface ItemStatus {
  readonly item: Item
  readonly position: Position
  readonly due: DueDate
  /** Null if it is not overdue. */
  readonly daysOverdue: number | null
  /** Undecided requests. */
  readonly requests: readonly Request[]
}

/** Everything on record from which statuses are computed. */
export interface OnRecord {
  readonly items: readonly Item[]
  readonly scale: Scale
  readonly records: ReadonlyMap<number, ItemRecord>
  readonly revisions: ReadonlyMap<number, readonly Revision[]>
  readonly requests: readonly Request[]
}

/** Every item's status by item id, in the plan's order. */
export function itemStatuses(
  { items, scale, records, revisions, requests }: OnRecord,
  today: Day,
): ReadonlyMap<number, ItemStatus> {
  const due = new Map(items.map((item) => [item.id, dueDate(item, revisions.get(item.id) ?? [])]))
  const dated = (item: Item) => Boolean(due.get(item.id)?.current ?? due.get(item.id)?.review)
  const found = positions(items, records, { scale, today, dated })
  const asked = new Set(requests.map((request) => request.itemId))
  const all = new Map<number, ItemStatus>()
  for (const item of items) {
    const position = found.get(item.id)
    const itsDue = due.get(item.id)
    if (!position || !itsDue) continue
    all.set(item.id, {
      item,
      position,
      due: itsDue,
      daysOverdue: daysOverdue(position, itsDue, today),
      requests: asked.has(item.id) ? requests.filter((request) => request.itemId === item.id) : [],
    })
  }
  return all
}

/** Overdue items, longest overdue first; those without a stated position are separate. */
export function overdue(all: Iterable<ItemStatus>): {
  known: readonly ItemStatus[]
  notStated: readonly ItemStatus[]
} {
  const late = [...all]
    .filter((status) => status.daysOverdue !== null)
    .sort((one, other) => (other.daysOverdue ?? 0) - (one.daysOverdue ?? 0))
  return {
    known: late.filter(({ position }) => position.stated),
    notStated: late.filter(({ position }) => !position.stated),
  }
}

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
function dueDate(item: Item, known: readonly Revision[]): DueDate {
  const revisions = known.map((revision) => ({ ...revision, due: exactly(item, revision.due) }))
  const latest = revisions.at(-1)
  const before = carriedDates(item)
  const all = {
    original: before ? before.original : item.due,
    revisions: [...(before?.revisions ?? []), ...revisions],
  }
  if (item.ongoing) return { ...all, current: null, review: latest?.due ?? item.review, basis: 'none' }
  const basis = latest?.basis ?? (item.due ? 'original' : 'none')
  return { ...all, current: latest?.due ?? item.due, review: null, basis }
}

/** The dates that an item had in an earlier plan: the first of them is its original one, and each later one a re-dating. */
function carriedDates({
  carries = [],
  due,
  ongoing,
}: Item): Pick<DueDate, 'original' | 'revisions'> | undefined {
  const [first] = carries
    .filter((each) => each.due !== null)
    .sort((one, other) => inOrder(one.due?.on ?? '', other.due?.on ?? ''))
  if (!first) return undefined
  const { due: original, revisions, at, basis } = first
  const last = revisions.at(-1)?.due ?? original
  const isNewDate = due !== null && !ongoing && due.on !== last?.on
  const carried: Omit<Revision, 'itemId' | 'due'> = {
    basis: 'approved',
    approvedBy: basis,
    note: null,
    ambiguous: false,
    effectiveAt: at,
  }
  return {
    original,
    revisions: [...revisions, ...(isNewDate ? [{ ...carried, itemId: first.itemId, due }] : [])],
  }
}

/** A revised date of before its exactness was kept is as exact as the plan file gives it, if it comes from there. */
function exactly({ details: { printed = [], fileSays } }: Item, due: GivenDay): GivenDay {
  if (due.exact !== undefined) return due
  const said = [...printed, ...(fileSays?.date ? [fileSays.date] : [])]
  const isIt = (each: GivenDay) =>
    each.on === due.on && [each.asGiven, tellingWords(each)].includes(due.asGiven)
  return said.find(isIt) ?? due
}

/** Days since the current due date; null if it has not passed or the item is finished. */
function daysOverdue(position: Position, due: DueDate, today: Day): number | null {
  if (!due.current || due.current.on >= today) return null
  if (position.state === 'complete' || position.signedOff) return null
  return daysBetween(due.current.on, today)
}
