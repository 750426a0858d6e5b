import { partsOf } from './hierarchy.ts'
import type { Day, Item } from './plan.ts'
import { type Demand, findRating, needsSignOff, type Rating, type Scale, type State, worst } from './scale.ts'

/**
 * The source of a rating on record: said here; stated in the imported plan; read from the wording of its key (the owner
 * has yet to confirm); or given by sign-off.
 */
export type RatingBasis = 'said' | 'stated-in-plan' | 'read-from-key' | 'signed-off'

/**
 * The record of one item at an instant: the latest statement of each kind. `at` is the ISO instant from which it holds.
 */
export interface ItemRecord {
  readonly rating: {
    readonly code: string
    readonly basis: RatingBasis
    readonly at: string
    /** Since when the item has been rated so; repeating a rating does not change it. */
    readonly since: string
    readonly by: string
    readonly updateId: number
  } | null
  readonly state: {
    readonly state: State
    readonly completedOn: Day | null
    /** A completion holds from its own day, which may be before it was reported. */
    readonly at: string
    readonly saidAt: string
    readonly by: string
  } | null
  readonly note: {
    readonly text: string
    readonly at: string
    readonly by: string
    readonly updateId: number
  } | null
  /** The latest entry of any kind, including confirmations. */
  readonly last: {
    readonly at: string
    readonly by: string
    readonly updateId: number
    /** It came with the plan file, not from a person. */
    readonly fromPlan: boolean
  } | null
  /** The final rating was proposed and awaits sign-off. */
  readonly finalProposed: boolean
  /** When evidence was last given. */
  readonly evidenceAt: string | null
}

const EMPTY_RECORD: ItemRecord = {
  rating: null,
  state: null,
  note: null,
  last: null,
  finalProposed: false,
  evidenceAt: null,
}

type Basis = 'stated' | 'rolled-up' | 'not-rated'

/** How an item stands: its rating and its basis, its state, and what is still required. */
export interface Position {
  readonly item: Item
  readonly record: ItemRecord
  readonly rating: Rating | null
  readonly basis: Basis
  /** Whether the plan rates its items at all. */
  readonly isRatable: boolean
  /** For an item that is rolled up and not rated as a whole: how many of its unfinished parts are rated. */
  readonly coverage: Coverage | null
  /** Parts that are worse than the rating stated for the whole. */
  readonly worse: readonly Position[]
  readonly state: State | null
  readonly completedOn: Day | null
  /** At its final rating: signed off, or given where the key asks for no sign-off. */
  readonly signedOff: boolean
  /** Whether a rating or a state was ever given for the item or for any of its parts. */
  readonly stated: boolean
  readonly outstanding: readonly Demand[]
  /** The counted items below one that is rolled up. */
  readonly parts: readonly Position[]
}

interface Coverage {
  readonly rated: number
  readonly of: number
}

/** Every item's position by item id; those that are rolled up are derived from the counted items below them. */
export function positions(
  items: readonly Item[],
  records: ReadonlyMap<number, ItemRecord>,
  { scale, today, dated }: { scale: Scale; today: Day; dated: (item: Item) => boolean },
): ReadonlyMap<number, Position> {
  const own = new Map(
    items.map((item) => [
      item.id,
      single(item, records.get(item.id) ?? EMPTY_RECORD, { scale, today, dated }),
    ]),
  )
  const positionsOf = (some: readonly Item[]) => some.flatMap(({ id }) => own.get(id) ?? [])
  return new Map(
    [...own].map(([id, position]) => {
      const { item } = position
      return [
        id,
        item.place === 'rolled-up' ? rolledUp(position, positionsOf(partsOf(item, items)), scale) : position,
      ]
    }),
  )
}

function single(
  item: Item,
  record: ItemRecord,
  { scale, today, dated }: { scale: Scale; today: Day; dated: (item: Item) => boolean },
): Position {
  const state = record.state?.state ?? null
  const rating = ratingOf(item, record, { scale, today })
  const signedOff = record.rating?.basis === 'signed-off' || isFinished(rating, state)
  const demanding = record.finalProposed ? (scale.ratings.find(({ final }) => final) ?? null) : rating
  const isSettled = signedOff || (state === 'complete' && !record.finalProposed)
  return {
    item,
    record,
    rating,
    basis: rating ? 'stated' : 'not-rated',
    isRatable: scale.ratings.length > 0,
    coverage: null,
    worse: [],
    state,
    completedOn: state === 'complete' ? (record.state?.completedOn ?? null) : null,
    signedOff,
    stated: record.rating !== null || record.state !== null,
    outstanding:
      demanding && !isSettled
        ? outstanding(demanding, record, { since: sinceOf(record), hasDate: dated(item) })
        : [],
    parts: [],
  }
}

/** The final rating finishes an item where its key asks for no sign-off, unless its state is said to be another. */
function isFinished(rating: Rating | null, state: State | null): boolean {
  if (rating === null || !rating.final || needsSignOff(rating)) return false
  return state === null || state === 'complete'
}

/**
 * The latest statement counts: a rating, or "not started", which the key reads in its own way. A step has a state, and the
 * key does not rate it.
 */
function ratingOf(
  item: Item,
  record: ItemRecord,
  { scale, today }: { scale: Scale; today: Day },
): Rating | null {
  if (isNotStarted(record)) return item.place === 'step' ? null : notStartedRating(item, scale, today)
  return record.rating ? findRating(scale, record.rating.code) : null
}

/** Whether the latest statement is that the item has not started. */
export function isNotStarted({ rating, state }: ItemRecord): boolean {
  return state?.state === 'not-started' && (!rating || rating.at < state.at)
}

/** Since when the item has stood as it does. */
function sinceOf(record: ItemRecord): string {
  if (isNotStarted(record) || !record.rating) return record.state?.at ?? ''
  return record.rating.since
}

function rolledUp(own: Position, parts: readonly Position[], scale: Scale): Position {
  const unfinished = parts.filter((part) => part.state !== 'complete')
  const rated = unfinished.filter((part) => part.rating)
  const worstPart = worst(
    scale,
    rated.flatMap((part) => (part.rating ? [part.rating.code] : [])),
  )
  const state = stateOfWhole(own.state, stateOfParts(parts))
  const completedOn = state === 'complete' ? (own.completedOn ?? latestCompletion(parts)) : null
  const whole = { ...own, state, completedOn, parts, stated: own.stated || parts.some((part) => part.stated) }
  if (own.rating) {
    const stated = scale.ratings.indexOf(own.rating)
    return {
      ...whole,
      worse: rated.filter((part) => part.rating && scale.ratings.indexOf(part.rating) < stated),
    }
  }
  const coverage = unfinished.length > 0 ? { rated: rated.length, of: unfinished.length } : null
  if (!worstPart || worstPart.final) return { ...whole, coverage }
  return { ...whole, rating: worstPart, basis: 'rolled-up', coverage }
}

/** A whole is complete when its parts are, whatever was said about it as a whole. */
function stateOfWhole(own: State | null, ofParts: State | null): State | null {
  if (ofParts === 'complete') return 'complete'
  return own === 'complete' ? (ofParts ?? own) : (own ?? ofParts)
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

interface Given {
  readonly since: string
  readonly hasDate: boolean
}

/** What the rating's key requires and nobody has given since. */
function outstanding(rating: Rating, record: ItemRecord, given: Given): readonly Demand[] {
  return rating.demands.filter((demand) => !isMet(demand, record, given))
}

function isMet({ kind }: Demand, record: ItemRecord, { since, hasDate }: Given): boolean {
  switch (kind) {
    case 'note':
      return record.note !== null && record.note.at >= since
    case 'evidence':
      // Evidence given in the morning counts for the afternoon's rating.
      return record.evidenceAt !== null && record.evidenceAt.slice(0, 10) >= since.slice(0, 10)
    case 'date':
      return hasDate
    case 'sign-off':
      return record.finalProposed || record.rating?.basis === 'signed-off'
  }
}
