import type { Day, Item } from './plan.ts'
import { type Demand, findRating, type Rating, type Scale, type State, worst } from './scale.ts'

/**
 * Where a rating that is on record comes from: said here; said outright in the imported plan; read from the
 * wording of its key (the owner has yet to confirm); or given by sign-off.
 */
export type RatingBasis = 'said' | 'stated-in-plan' | 'read-from-key' | 'signed-off'

/** What is on record for one item at a moment: the latest of each thing that was said. */
export interface ItemRecord {
  readonly rating: ({ readonly code: string; readonly basis: RatingBasis } & Said) | null
  readonly state: ({ readonly state: State; readonly completedOn: Day | null } & Said) | null
  readonly note: ({ readonly text: string } & Said) | null
  /** The latest entry of any kind, a confirmation included. */
  readonly last: Said | null
  /** The final rating was asked for and waits for sign-off. */
  readonly finalProposed: boolean
  /** When evidence was last given. */
  readonly evidenceAt: string | null
}

interface Said {
  readonly updateId: number
  /** ISO instant from which it holds. */
  readonly at: string
  readonly by: string
}

export const EMPTY_RECORD: ItemRecord = {
  rating: null,
  state: null,
  note: null,
  last: null,
  finalProposed: false,
  evidenceAt: null,
}

export type Basis = 'stated' | 'rolled-up' | 'not-rated'

/** An item with how it stands: its rating and on what basis, its state, and what is still to be given. */
export interface Position {
  readonly item: Item
  readonly record: ItemRecord
  readonly rating: Rating | null
  readonly basis: Basis
  /** Of a rolled-up rating: how many of the unfinished sub-actions are rated. */
  readonly coverage: Coverage | null
  /** A sub-action that is worse than the rating stated for its action. */
  readonly worse: readonly Position[]
  readonly state: State | null
  readonly completedOn: Day | null
  readonly signedOff: boolean
  /** Whether anything was said of this very item. */
  readonly stated: boolean
  readonly outstanding: readonly Demand[]
  /** The sub-actions of an action. */
  readonly parts: readonly Position[]
}

interface Coverage {
  readonly rated: number
  readonly of: number
}

/** Every item's position, by item id; actions are read from their sub-actions. */
export function positions(
  items: readonly Item[],
  records: ReadonlyMap<number, ItemRecord>,
  { scale, today, dated }: { scale: Scale; today: Day; dated: (item: Item) => boolean },
): ReadonlyMap<number, Position> {
  const found = new Map<number, Position>()
  const partsOf = new Map<number, Position[]>()
  const recordOf = (item: Item) => records.get(item.id) ?? EMPTY_RECORD
  for (const item of items.filter(({ kind }) => kind === 'sub-action')) {
    const position = single(item, recordOf(item), { scale, today, dated })
    found.set(item.id, position)
    if (item.actionId === null) continue
    partsOf.set(item.actionId, [...(partsOf.get(item.actionId) ?? []), position])
  }
  for (const item of items.filter(({ kind }) => kind === 'action')) {
    const own = single(item, recordOf(item), { scale, today, dated })
    found.set(item.id, rolledUp(own, partsOf.get(item.id) ?? [], scale))
  }
  return found
}

function single(
  item: Item,
  record: ItemRecord,
  { scale, today, dated }: { scale: Scale; today: Day; dated: (item: Item) => boolean },
): Position {
  const state = record.state?.state ?? null
  const stated = record.rating ? findRating(scale, record.rating.code) : null
  const rating = stated ?? (state === 'not-started' ? notStartedRating(item, scale, today) : null)
  return {
    item,
    record,
    rating,
    basis: rating ? 'stated' : 'not-rated',
    coverage: null,
    worse: [],
    state,
    completedOn: record.state?.completedOn ?? null,
    signedOff: record.rating?.basis === 'signed-off',
    stated: record.last !== null,
    outstanding: stated ? outstanding(stated, record, dated(item)) : [],
    parts: [],
  }
}

function rolledUp(own: Position, parts: readonly Position[], scale: Scale): Position {
  const unfinished = parts.filter((part) => part.state !== 'complete')
  const rated = unfinished.filter((part) => part.rating)
  const worstPart = worst(
    scale,
    rated.flatMap((part) => (part.rating ? [part.rating.code] : [])),
  )
  const state = own.state ?? stateOfParts(parts)
  const completedOn = own.completedOn ?? (state === 'complete' ? latestCompletion(parts) : null)
  if (own.rating) {
    const stated = scale.ratings.indexOf(own.rating)
    const worse = rated.filter((part) => part.rating && scale.ratings.indexOf(part.rating) < stated)
    return { ...own, state, completedOn, worse, parts }
  }
  if (!worstPart || worstPart.final) return { ...own, state, completedOn, parts }
  const coverage = { rated: rated.length, of: unfinished.length }
  return { ...own, rating: worstPart, basis: 'rolled-up', coverage, state, completedOn, parts }
}

function stateOfParts(parts: readonly Position[]): State | null {
  if (parts.length === 0) return null
  if (parts.every((part) => part.state === 'complete')) return 'complete'
  if (parts.every((part) => part.state === 'not-started')) return 'not-started'
  return parts.some((part) => part.state !== null) ? 'in-progress' : null
}

function latestCompletion(parts: readonly Position[]): Day | null {
  const days = parts.flatMap((part) => (part.completedOn ? [part.completedOn] : [])).sort()
  return days.length === parts.length ? (days.at(-1) ?? null) : null
}

function notStartedRating(item: Item, scale: Scale, today: Day): Rating | null {
  const lowest = scale.ratings[0] ?? null
  switch (scale.notStarted) {
    case 'red':
      return lowest
    case 'red-when-start-passed':
      return item.start !== null && item.start < today ? lowest : null
    case 'unrated':
      return null
  }
}

/** What the rating's key asks for and nobody has given since. */
function outstanding(rating: Rating, record: ItemRecord, hasDate: boolean): readonly Demand[] {
  return rating.demands.filter((demand) => !isMet(demand, record, hasDate))
}

function isMet({ kind }: Demand, record: ItemRecord, hasDate: boolean): boolean {
  switch (kind) {
    case 'note':
      return isGivenSince(record.note?.at, record)
    case 'evidence':
      return isGivenSince(record.evidenceAt ?? undefined, record)
    case 'date':
      return hasDate
    case 'sign-off':
      return record.rating?.basis === 'signed-off'
  }
}

/** On the day of the rating or later: what was handed in that morning counts for the afternoon's rating. */
function isGivenSince(at: string | undefined, record: ItemRecord): boolean {
  return at !== undefined && record.rating !== null && at.slice(0, 10) >= record.rating.at.slice(0, 10)
}
