import { isBankHoliday } from './bank-holidays.ts'
import { addDays, weekday } from './day.ts'
import { memoize } from './memoize.ts'
import type { ClosedDay, Day } from './plan.ts'

/** The day a number of working days before `day`, which itself does not count. */
export function workingDaysBefore(
  day: Day,
  number: number,
  closedDays: readonly ClosedDay[] = NONE_CLOSED,
): Day {
  let known = counted.get(closedDays)
  if (!known) {
    known = memoize((from: Day, many: string) => countedBack(from, Number(many), closedDays))
    counted.set(closedDays, known)
  }
  return known(day, String(number))
}

const NONE_CLOSED: readonly ClosedDay[] = []

/** Every receipt asks for the plan's cut-offs. */
const counted = new WeakMap<readonly ClosedDay[], (day: Day, number: string) => Day>()

function countedBack(day: Day, number: number, closedDays: readonly ClosedDay[]): Day {
  let found = day
  for (let left = number; left > 0; ) {
    found = addDays(found, -1)
    if (isWorkingDay(found, closedDays)) left -= 1
  }
  return found
}

/** Not a weekend, a bank holiday in England, or a day on which the council is closed. */
export function isWorkingDay(day: Day, closedDays: readonly ClosedDay[] = NONE_CLOSED): boolean {
  return weekday(day) % 6 !== 0 && !isBankHoliday(day) && !closedDays.some(({ on }) => on === day)
}
