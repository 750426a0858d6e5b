import type { Counts, Facts, ItemFacts } from './facts.ts'
import { listed } from './format.ts'
import { itemsText } from './items-text.ts'
import { type Rating, ratingWords } from './scale.ts'

/** The numbers of a meeting. Each counted item is exactly one of complete, signed off, rated or not rated. */
export function countsOf(
  items: readonly ItemFacts[],
  { scale, period }: { scale: readonly Rating[]; period: Facts['period'] },
): Counts {
  const counted = items.filter(isCounted)
  const unfinished = counted.filter(isUnfinished)
  const notRated = unfinished.filter(({ rating }) => rating === null)
  const late = unfinished.filter(({ daysOverdue }) => daysOverdue !== null)
  const wholes = items.filter(isWhole)
  return {
    of: counted.length,
    complete: counted.filter(isAwaitingSignOff).length,
    signedOff: counted.filter(({ signedOff }) => signedOff).length,
    unfinished: unfinished.length,
    rated: Object.fromEntries(
      scale.map(({ code }) => [code, unfinished.filter(({ rating }) => rating === code).length]),
    ),
    toConfirm: unfinished.filter(isToConfirm).length,
    notRated: notRated.length,
    states: {
      notStarted: unfinished.filter(({ state }) => state === 'not-started').length,
      inProgress: unfinished.filter(({ state }) => state === 'in-progress').length,
      notSaid: unfinished.filter(({ state }) => state === null).length,
    },
    notStated: notRated.filter(({ positionStated }) => !positionStated).length,
    overdue: late.filter(({ positionStated }) => positionStated).length,
    pastDateNotStated: late.filter(({ positionStated }) => !positionStated).length,
    freshness: freshnessOf(counted, period),
    wholes: [...new Set(wholes.map(({ level }) => level))]
      .sort((one, other) => one - other)
      .map((level) => wholesOf(wholes, level)),
  }
}

function wholesOf(wholes: readonly ItemFacts[], level: number): Counts['wholes'][number] {
  const own = wholes.filter((item) => item.level === level)
  const open = own.filter(isUnfinished)
  return {
    level,
    of: own.length,
    finished: own.length - open.length,
    stated: open.filter(({ basis }) => basis === 'stated').length,
    rolledUp: open.filter(({ basis }) => basis === 'rolled-up').length,
    notRated: open.filter(({ basis }) => basis === 'not-rated').length,
  }
}

/** Rolled up from counted items. */
export function isWhole({ place }: ItemFacts): boolean {
  return place === 'rolled-up'
}

export function isCounted({ place }: ItemFacts): boolean {
  return place === 'counted'
}

/**
 * The unfinished in the words of the plan: by rating, the worst first, and not rated; in a plan without ratings by state.
 * Each is in one of them; those that nobody is in are left out.
 */
export function openGroups({ scale, counts }: Pick<Facts, 'scale' | 'counts'>): readonly Named[] {
  const { rated, notRated, states } = counts
  const groups =
    scale.length > 0
      ? [
          ...scale.map((rating) => ({ number: rated[rating.code] ?? 0, words: ratingWords(rating) })),
          { number: notRated, words: 'not rated' },
        ]
      : [
          { number: states.inProgress, words: 'in progress' },
          { number: states.notStarted, words: 'not started' },
          { number: states.notSaid, words: 'not stated' },
        ]
  return groups.filter(({ number }) => number > 0)
}

/** What was said of wholes themselves, beside what their parts say: "C2 as a whole: red". Empty if nobody rated one. */
export function ratedWholes(facts: Pick<Facts, 'scale' | 'items' | 'plan'>): string {
  const { scale, items } = facts
  const rated = items.filter((item) => isWhole(item) && item.basis === 'stated' && isUnfinished(item))
  return listed(
    rated.flatMap((whole) => {
      const named = scale.find(({ code }) => code === whole.rating)
      return named ? [`${itemsText([whole], facts)} as a whole: ${ratingWords(named)}`] : []
    }),
  )
}

interface Named {
  readonly number: number
  readonly words: string
}

/** Inside a counted item: shown with it and in no count. */
export function isStep({ place }: ItemFacts): boolean {
  return place === 'step'
}

export function isUnfinished({ state, signedOff }: ItemFacts): boolean {
  return state !== 'complete' && !signedOff
}

/** The rating was read from the plan's wording and its owner has yet to confirm it. */
export function isToConfirm({ ratingFrom }: ItemFacts): boolean {
  return ratingFrom === 'read-from-key'
}

/** Complete but not signed off. */
function isAwaitingSignOff({ state, signedOff }: ItemFacts): boolean {
  return state === 'complete' && !signedOff
}

/** Overdue as far as anyone knows: items without a stated position are left out. */
export function isOverdue({ daysOverdue, positionStated }: ItemFacts): boolean {
  return daysOverdue !== null && positionStated
}

/** Whether an update was due in a period: unfinished, or finished within it. */
function wasOpen(item: ItemFacts, from: string | null): boolean {
  return isUnfinished(item) || from === null || (item.stateSaidAt !== null && item.stateSaidAt > from)
}

/** Unfinished, with no update or request since `from`; with null, none ever. Of what has just joined nobody expects any. */
export function isSilentSince(item: ItemFacts, from: string | null): boolean {
  if (item.isNew) return false
  const spoken = [item.last?.at ?? '', item.askedAt ?? ''].some((at) => at > (from ?? ''))
  return isUnfinished(item) && !spoken
}

function freshnessOf(
  counted: readonly ItemFacts[],
  { from, previousFrom }: Facts['period'],
): Counts['freshness'] {
  const open = counted.filter((item) => wasOpen(item, from) && !item.isNew)
  const updated = open.filter(({ last }) => last !== null && (from === null || last.at > from))
  const twice = counted.filter((item) => isSilentTwice(item, { from, previousFrom }))
  return {
    of: open.length,
    updated: updated.length,
    byPlan: updated.filter(({ last }) => last?.fromPlan).length,
    carriedTwice: twice.length,
    never: twice.filter(({ last }) => last === null).length,
  }
}

/** Unfinished, with no update in this period or in the whole of the previous one. */
export function isSilentTwice(
  item: ItemFacts,
  { from, previousFrom }: Pick<Facts['period'], 'from' | 'previousFrom'>,
): boolean {
  return from !== null && previousFrom !== null && isSilentSince(item, previousFrom)
}
