import { addDays, weekday } from './day.ts'
import type { Day } from './plan.ts'

/** The day that lies so many working days before another; the day itself does not count. */
export function workingDaysBefore(day: Day, number: number): Day {
  let found = day
  for (let left = number; left > 0; ) {
    found = addDays(found, -1)
    if (isWorkingDay(found)) left -= 1
  }
  return found
}

/** Neither a weekend nor a bank holiday in England. */
export function isWorkingDay(day: Day): boolean {
  return weekday(day) % 6 !== 0 && !BANK_HOLIDAYS.has(day)
}

/**
 * England and Wales, from GOV.UK, with substitute days and days proclaimed once; pinned, so that a due time never
 * changes by an update of a package. Outside these years only weekends are left out.
 */
const BANK_HOLIDAYS_OF: Readonly<Record<string, string>> = {
  2019: '01-01 04-19 04-22 05-06 05-27 08-26 12-25 12-26',
  2020: '01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28',
  2021: '01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28',
  2022: '01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27',
  2023: '01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26',
  2024: '01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26',
  2025: '01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26',
  2026: '01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28',
  2027: '01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28',
  2028: '01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26',
  2029: '01-01 03-30 04-02 05-07 05-28 08-27 12-25 12-26',
  2030: '01-01 04-19 04-22 05-06 05-27 08-26 12-25 12-26',
}

const BANK_HOLIDAYS: ReadonlySet<Day> = new Set(
  Object.entries(BANK_HOLIDAYS_OF).flatMap(([year, days]) => days.split(' ').map((day) => `${year}-${day}`)),
)
