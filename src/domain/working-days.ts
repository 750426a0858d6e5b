import { isBankHoliday } from './bank-holidays.ts'
import { addDays, weekday } from './day.ts'
import type { ClosedDay, Day } from './plan.ts'

/** The day a number of working days before `day`, which itself does not count. */
export function workingDaysBefore(day: Day, number: number, closedDays: readonly ClosedDay[] = []): Day {
  let found = day
  for (let left = number; left > 0; ) {
    found = addDays(found, -1)
    if (isWorkingDay(found, closedDays)) left -= 1
  }
  return found
}

/** Not a weekend, a bank holiday in England, or a day on which the council is closed. */
export function isWorkingDay(day: Day, closedDays: readonly ClosedDay[] = []): boolean {
  return weekday(day) % 6 !== 0 && !isBankHoliday(day) && !closedDays.some(({ on }) => on === day)
}
