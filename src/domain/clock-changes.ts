import { tzOffset } from '@date-fns/tz'
import { BANK_HOLIDAY_YEARS } from './bank-holidays.ts'
import { dayIn } from './day.ts'
import type { Day } from './plan.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/**
 * The day on which the clocks of a time zone skip or repeat the given time ("HH:MM"), within the years of the bank
 * holidays.
 */
export function clockChangeAt(time: string, timeZone: string): Day | undefined {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  const wanted = hours * 60 + minutes
  const found = changesOf(timeZone).find(({ first, last }) =>
    [wanted, wanted + DAY / MINUTE].some((at) => first <= at && at < last),
  )
  return found?.day
}

interface Change {
  readonly day: Day
  /** Minutes of the day that are skipped or repeated, up to but not including `last`. */
  readonly first: number
  readonly last: number
}

function changesOf(timeZone: string): readonly Change[] {
  const changes: Change[] = []
  const until = Date.UTC(BANK_HOLIDAY_YEARS.last + 1, 0)
  for (let at = Date.UTC(BANK_HOLIDAY_YEARS.first, 0); at < until; at += DAY) {
    const [before, after] = [tzOffset(timeZone, new Date(at)), tzOffset(timeZone, new Date(at + DAY))]
    if (before === after) continue
    const changed = minuteOfChange(timeZone, at)
    // The time by the old and the new clocks: what lies between them is skipped or repeated.
    const [one, other] = [before, after].map((offset) => changed + offset * MINUTE)
    const [first, last] = [Math.min(one ?? 0, other ?? 0), Math.max(one ?? 0, other ?? 0)]
    const midnight = Math.floor(first / DAY) * DAY
    changes.push({
      day: dayIn(timeZone, new Date(changed)),
      first: (first - midnight) / MINUTE,
      last: (last - midnight) / MINUTE,
    })
  }
  return changes
}

/** Finds the minute of the change within a day, by bisection. */
function minuteOfChange(timeZone: string, from: number): number {
  const before = tzOffset(timeZone, new Date(from))
  let [low, high] = [from, from + DAY]
  while (high - low > MINUTE) {
    const middle = low + Math.floor((high - low) / 2 / MINUTE) * MINUTE
    if (tzOffset(timeZone, new Date(middle)) === before) low = middle
    else high = middle
  }
  return high
}
