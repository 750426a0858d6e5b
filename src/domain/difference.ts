import { isOverdue, isStep, isUnfinished, isWhole } from './counts.ts'
import { dayIn, daysBetween } from './day.ts'
import type { Facts, FirstStated, ItemFacts } from './facts.ts'
import { itemsWithin } from './groups.ts'
import { needsSignOff, type Rating } from './scale.ts'

/** How an item moved between two editions. */
export type Direction =
  /** Complete since the earlier edition, or newly signed off. */
  | 'finished'
  /** Reported as complete since then, on a day before it. */
  | 'finished-earlier'
  | 'better'
  | 'worse'
  /** Nothing was known of it before. */
  | 'first-stated'
  /** Its date, state or proposal changed, neither for better nor for worse. */
  | 'changed'
  | 'same'

export interface Move {
  /** Null for an item that the plan did not have. */
  readonly was: ItemFacts | null
  readonly now: ItemFacts
  readonly direction: Direction
  /** Better and unfinished, but no better by its earlier date. */
  readonly onlyRedated: boolean
}

/** Whether two plans count the same items and rate them by the same key, so that their figures can be compared. */
export function isCountedAlike(one: Counting, other: Counting): boolean {
  return JSON.stringify(countingOf(one)) === JSON.stringify(countingOf(other))
}

interface Counting {
  readonly levels: readonly unknown[]
  readonly countedLevel: number
  readonly scale: { readonly ratings: readonly Rating[] }
}

function countingOf({ levels, countedLevel, scale }: Counting): unknown {
  const key = scale.ratings.map(({ code, final, offTrack, impliesState }) => [
    code,
    final,
    offTrack,
    impliesState,
  ])
  return [levels.length, countedLevel, key]
}

/** Whether the figures of two positions can be compared. */
export function isComparable(previous: Facts, facts: Facts): boolean {
  const counting = ({ plan, scale }: Facts) => ({ ...plan, scale: { ratings: scale } })
  return isCountedAlike(counting(previous), counting(facts))
}

/**
 * Everything that moved from one edition to another, in the plan's order, without steps; empty without an earlier one to
 * compare with.
 */
export function difference(previous: Facts | null, facts: Facts): readonly Move[] {
  if (!previous || !isComparable(previous, facts)) return []
  const before = new Map(previous.items.map((item) => [item.id, item]))
  const signed = facts.items.filter((item) => isNewlySignedOff(before.get(item.id), item))
  const within = new Set(signed.flatMap((whole) => itemsWithin(whole, facts.items)))
  return facts.items
    .filter((now) => !isStep(now) && !(now.signedOff && within.has(now)))
    .map((now) => moveOf(before.get(now.id) ?? null, now, { facts, previous, since: previous.asAt }))
    .filter(({ direction }) => direction !== 'same')
}

interface Between {
  readonly facts: Facts
  readonly previous: Facts
  /** The instant of the earlier edition. */
  readonly since: string
}

function moveOf(before: ItemFacts | null, now: ItemFacts, between: Between): Move {
  const was = firstPosition(before, now)
  const direction = directionOf(was, now, between)
  const isFirst = !isWhole(now)
    ? now.positionStated && !before?.positionStated
    : statedRating(now) !== null && statedRating(before) === null
  if (isFirst && direction === 'same')
    return { was: before, now, direction: 'first-stated', onlyRedated: false }
  const onlyRedated = was !== null && direction === 'better' && isOnlyRedated(was, now, between)
  return { was, now, direction, onlyRedated }
}

/**
 * What the item has moved from. If the imported plan stated its position after the earlier edition, that position is
 * the starting point; a person's first statement is news in itself.
 */
function firstPosition(was: ItemFacts | null, now: ItemFacts): ItemFacts | null {
  const first = now.firstStated
  if (!was || !first?.fromPlan) return was
  if (isWhole(now)) return firstOfWhole(was, first)
  if (was.positionStated) return was
  const dueDate = dueAt(now, first.at)
  const revision = now.revisions.findLast(({ at }) => at <= first.at)
  const isLate = first.state !== 'complete' && dueDate !== null && dueDate < first.at.slice(0, 10)
  return {
    ...was,
    rating: first.rating,
    basis: first.rating === null ? 'not-rated' : 'stated',
    ratedAt: first.rating === null ? null : first.at,
    state: first.state,
    positionStated: true,
    dueDate,
    dueAsGiven: revision?.due.asGiven ?? now.originalDueAsGiven,
    dueExact: revision ? revision.due.exact : now.originalDueExact,
    daysOverdue: isLate ? daysBetween(dueDate, first.at.slice(0, 10)) : null,
  }
}

/** Of a whole, only its own rating; its parts are compared separately. */
function firstOfWhole(was: ItemFacts, { rating, at }: FirstStated): ItemFacts {
  return statedRating(was) === null && rating !== null
    ? { ...was, rating, basis: 'stated', ratedAt: at }
    : was
}

function directionOf(was: ItemFacts | null, now: ItemFacts, between: Between): Direction {
  const { facts } = between
  // Of a whole, only what was said of it itself; its parts are compared separately.
  if (isWhole(now)) return ofWhole(was, now, facts)
  if (!was?.positionStated) {
    if (!now.positionStated) return redated(was, now)
    return isUnfinished(now) ? 'first-stated' : finishing(now, between)
  }
  if (isUnfinished(was) && !isUnfinished(now)) return finishing(now, between)
  if (!isUnfinished(was) && isUnfinished(now)) return 'worse'
  if (isNewlySignedOff(was, now)) return 'finished'
  const rated = ratingStep(was, now, facts)
  if (rated !== 0) return rated > 0 ? 'better' : 'worse'
  if (isOverdue(was) !== isOverdue(now)) return isOverdue(now) ? 'worse' : 'better'
  return isAlike(was, now) ? 'same' : 'changed'
}

/** A completion of an earlier day is news of it only. */
function finishing(now: ItemFacts, { facts, previous }: Between): Direction {
  if (now.signedOff && facts.scale.some(needsSignOff)) return 'finished'
  const { completedOn, stateSaidAt } = now
  const said = stateSaidAt === null || isFromPlan(now) ? null : dayIn(facts.timeZone, new Date(stateSaidAt))
  const day = completedOn ?? said
  return day !== null && day >= previous.day ? 'finished' : 'finished-earlier'
}

/** The plan's file reported it, and no person. */
function isFromPlan({ last, stateSaidAt }: ItemFacts): boolean {
  return last?.fromPlan === true && last.at === stateSaidAt
}

function ofWhole(was: ItemFacts | null, now: ItemFacts, facts: Facts): Direction {
  if (isNewlySignedOff(was ?? undefined, now)) return 'finished'
  const [before, after] = [statedRating(was), statedRating(now)]
  if (before === after) return was && was.finalProposed !== now.finalProposed ? 'changed' : 'same'
  if (before === null) return 'first-stated'
  const step = was ? ratingStep(was, now, facts) : 0
  if (after === null || step === 0) return 'changed'
  return step > 0 ? 'better' : 'worse'
}

function statedRating(item: ItemFacts | null): string | null {
  return item?.basis === 'stated' ? item.rating : null
}

/** If nobody ever reported on the item, only a decided date is news: a printed one came with the plan. */
function redated(was: ItemFacts | null, now: ItemFacts): Direction {
  return was && was.dueDate !== now.dueDate && now.dueBasis === 'approved' ? 'changed' : 'same'
}

function isNewlySignedOff(was: ItemFacts | undefined, now: ItemFacts): boolean {
  return now.signedOff && !(was?.signedOff ?? false)
}

/** Above 0 is better. A first rating is neither, nor is one that only follows from the key's reading of "not started". */
function ratingStep(was: ItemFacts, now: ItemFacts, { scale }: Facts): number {
  if (was.rating === null || now.rating === null || isFromKey(was) || isFromKey(now)) return 0
  const rank = (code: string | null) => scale.findIndex((rating) => rating.code === code)
  return rank(now.rating) - rank(was.rating)
}

function isFromKey({ ratingFrom }: ItemFacts): boolean {
  return ratingFrom === 'not-started'
}

function isAlike(was: ItemFacts, now: ItemFacts): boolean {
  return (['rating', 'state', 'completedOn', 'dueDate', 'reviewDate', 'finalProposed'] as const).every(
    (field) => was[field] === now[field],
  )
}

/** Whether any evidence was given after an instant. */
export function hasEvidenceSince({ evidenceAt }: ItemFacts, since: string): boolean {
  return evidenceAt !== null && evidenceAt > since
}

/** It got better and yet became overdue. */
export function isBetterYetLate({ was, now, direction }: Move): boolean {
  return direction === 'better' && isOverdue(now) && was !== null && was.daysOverdue === null
}

/**
 * Whether the rating rose only with the date it is measured against, without new evidence, or the item stopped being
 * overdue only because its date moved. A date that moved before the worse rating was repeated, or after the better one
 * was given, explains nothing.
 */
function isOnlyRedated(was: ItemFacts, now: ItemFacts, { facts, since }: Between): boolean {
  if (now.dueDate === null) return false
  if (ratingStep(was, now, facts) > 0) {
    const [before, after] = [dueAt(now, was.ratedAt ?? since), dueAt(now, now.ratedSince ?? since)]
    return before !== null && after !== null && before < after && !hasEvidenceSince(now, since)
  }
  return was.dueDate !== null && was.dueDate < now.dueDate
}

/** The due date in force at an instant. */
function dueAt({ revisions, originalDueDate }: ItemFacts, instant: string): string | null {
  return revisions.findLast(({ at }) => at <= instant)?.due.on ?? originalDueDate
}
