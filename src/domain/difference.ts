import { isOverdue, isUnfinished } from './counts.ts'
import { daysBetween } from './day.ts'
import type { Facts, FirstStated, ItemFacts } from './facts.ts'

/** How an item went between two editions. */
export type Direction =
  /** Complete or signed off, and was not. */
  | 'finished'
  | 'better'
  | 'worse'
  /** Nothing was known of it before, so it went nowhere. */
  | 'first-stated'
  /** Its date, state or standing is another, and neither better nor worse. */
  | 'changed'
  | 'same'

export interface Move {
  /** Null for an item that the plan did not have. */
  readonly was: ItemFacts | null
  readonly now: ItemFacts
  readonly direction: Direction
  /** Better, unfinished, and by its earlier date it would be no better. */
  readonly onlyRedated: boolean
}

/** What went how from one edition to another, in the plan's order; without an earlier one nothing can be said. */
export function difference(previous: Facts | null, facts: Facts): readonly Move[] {
  if (!previous) return []
  const before = new Map(previous.items.map((item) => [item.ref, item]))
  const signedWhole = new Set(
    facts.items.filter((item) => isNewlySignedOff(before.get(item.ref), item)).map(({ ref }) => ref),
  )
  return facts.items
    .filter((now) => !(now.action !== null && signedWhole.has(now.action) && now.signedOff))
    .map((now) => moveOf(before.get(now.ref) ?? null, now, { facts, since: previous.asAt }))
    .filter(({ direction }) => direction !== 'same')
}

interface Between {
  readonly facts: Facts
  /** The instant of the earlier edition. */
  readonly since: string
}

function moveOf(before: ItemFacts | null, now: ItemFacts, between: Between): Move {
  const was = firstPosition(before, now)
  const direction = directionOf(was, now, between.facts)
  const isFirst = now.counted
    ? now.positionStated && !before?.positionStated
    : statedRating(now) !== null && statedRating(before) === null
  if (isFirst && direction === 'same')
    return { was: before, now, direction: 'first-stated', onlyRedated: false }
  const onlyRedated = was !== null && direction === 'better' && isOnlyRedated(was, now, between)
  return { was, now, direction, onlyRedated }
}

/**
 * Of an item first stated after the earlier edition: its first position, as the imported plan gave it, which is what
 * it has moved from since. What a person says first is news as it stands.
 */
function firstPosition(was: ItemFacts | null, now: ItemFacts): ItemFacts | null {
  const first = now.firstStated
  if (!was || !first?.fromPlan) return was
  if (!now.counted) return firstOfWhole(was, first)
  if (was.positionStated) return was
  const dueDate = dueAt(now, first.at)
  const isLate = first.state !== 'complete' && dueDate !== null && dueDate < first.at.slice(0, 10)
  return {
    ...was,
    rating: first.rating,
    basis: first.rating === null ? 'not-rated' : 'stated',
    ratedAt: first.rating === null ? null : first.at,
    state: first.state,
    positionStated: true,
    dueDate,
    dueAsGiven: now.revisions.findLast(({ at }) => at <= first.at)?.due.asGiven ?? now.originalDueAsGiven,
    daysOverdue: isLate ? daysBetween(dueDate, first.at.slice(0, 10)) : null,
  }
}

/** Of an action only its rating as a whole: its parts are told by themselves. */
function firstOfWhole(was: ItemFacts, { rating, at }: FirstStated): ItemFacts {
  return statedRating(was) === null && rating !== null
    ? { ...was, rating, basis: 'stated', ratedAt: at }
    : was
}

function directionOf(was: ItemFacts | null, now: ItemFacts, facts: Facts): Direction {
  // Of an action only what was said of it as a whole: the rest is told by its parts.
  if (!now.counted) return ofWhole(was, now, facts)
  if (!was?.positionStated) {
    if (!now.positionStated) return redated(was, now)
    if (!isUnfinished(now)) return 'finished'
    return isWorst(now, facts) ? 'worse' : 'first-stated'
  }
  if (isUnfinished(was) && !isUnfinished(now)) return 'finished'
  if (!isUnfinished(was) && isUnfinished(now)) return 'worse'
  if (isNewlySignedOff(was, now)) return 'finished'
  const rated = ratingStep(was, now, facts)
  if (rated !== 0) return rated > 0 ? 'better' : 'worse'
  if (isOverdue(was) !== isOverdue(now)) return isOverdue(now) ? 'worse' : 'better'
  return isAlike(was, now) ? 'same' : 'changed'
}

function ofWhole(was: ItemFacts | null, now: ItemFacts, facts: Facts): Direction {
  if (isNewlySignedOff(was ?? undefined, now)) return 'finished'
  const [before, after] = [statedRating(was), statedRating(now)]
  if (before === after) return was && was.finalProposed !== now.finalProposed ? 'changed' : 'same'
  if (before === null) return 'first-stated'
  if (after === null || !was) return 'changed'
  return ratingStep(was, now, facts) > 0 ? 'better' : 'worse'
}

function statedRating(item: ItemFacts | null): string | null {
  return item?.basis === 'stated' ? item.rating : null
}

/** Of an item that nobody ever reported on, only a date that was decided is news: a printed one came with the plan. */
function redated(was: ItemFacts | null, now: ItemFacts): Direction {
  return was && was.dueDate !== now.dueDate && now.dueBasis === 'approved' ? 'changed' : 'same'
}

function isNewlySignedOff(was: ItemFacts | undefined, now: ItemFacts): boolean {
  return now.signedOff && !(was?.signedOff ?? false)
}

/** Above 0 is better. From not rated nothing leads up or down, but to the worst rating it is a fall. */
function ratingStep(was: ItemFacts, now: ItemFacts, facts: Facts): number {
  const { scale } = facts
  if (was.rating === null) return isWorst(now, facts) ? -1 : 0
  if (now.rating === null) return 0
  const rank = (code: string) => scale.findIndex((rating) => rating.code === code)
  return rank(now.rating) - rank(was.rating)
}

function isWorst({ rating, basis }: ItemFacts, { scale }: Facts): boolean {
  return basis === 'stated' && rating === scale[0]?.code
}

function isAlike(was: ItemFacts, now: ItemFacts): boolean {
  return (['rating', 'state', 'completedOn', 'dueDate', 'reviewDate', 'finalProposed'] as const).every(
    (field) => was[field] === now[field],
  )
}

/** Whether anything was handed in after an instant. */
export function hasEvidenceSince({ evidenceAt }: ItemFacts, since: string): boolean {
  return evidenceAt !== null && evidenceAt > since
}

/** It got better and, all the same, came to be overdue. */
export function isBetterYetLate({ was, now, direction }: Move): boolean {
  return direction === 'better' && isOverdue(now) && was !== null && was.daysOverdue === null
}

/**
 * The rating rose with the date that it is measured against, and nothing was handed in that shows more; or the
 * item left the overdue ones because its date moved. A date that had moved before the worse rating was said again,
 * or that moved after the better one was said, explains nothing.
 */
function isOnlyRedated(was: ItemFacts, now: ItemFacts, { facts, since }: Between): boolean {
  if (now.dueDate === null) return false
  if (ratingStep(was, now, facts) > 0) {
    const [before, after] = [dueAt(now, was.ratedAt ?? since), dueAt(now, now.ratedSince ?? since)]
    return before !== null && after !== null && before < after && !hasEvidenceSince(now, since)
  }
  return was.dueDate !== null && was.dueDate < now.dueDate
}

/** The date that was in force at an instant. */
function dueAt({ revisions, originalDueDate }: ItemFacts, instant: string): string | null {
  return revisions.findLast(({ at }) => at <= instant)?.due.on ?? originalDueDate
}
