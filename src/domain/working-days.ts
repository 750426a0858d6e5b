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

/** Outside these years only weekends and closure days are excluded. */
export const BANK_HOLIDAY_YEARS = { first: 2019, last: 2030 } as const

/**
 * England and Wales as published by GOV.UK, with substitute and one-off days; kept here so that a package update never
 * changes a due time.
 */
const PUBLISHED: Readonly<Record<string, string>> = {
  2019: '01-01 04-19 04-22 05-06 05-27 08-26 12-25 12-26',
  // The early May holiday moved to the Friday, 75 years after VE Day.
  2020: '01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28',
  2021: '01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28',
  // The spring holiday moved to June for the Platinum Jubilee; 19 September was the state funeral.
  2022: '01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27',
  // 8 May was the coronation.
  2023: '01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26',
  2024: '01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26',
  2025: '01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26',
  2026: '01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28',
  2027: '01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28',
  2028: '01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26',
}

/** Not published yet: computed by the standing rules, to be checked against GOV.UK. */
const BY_RULE: Readonly<Record<string, string>> = {
  2029: '01-01 03-30 04-02 05-07 05-28 08-27 12-25 12-26',
  2030: '01-01 04-19 04-22 05-06 05-27 08-26 12-25 12-26',
}

const BANK_HOLIDAYS: ReadonlySet<Day> = new Set(
  Object.entries({ ...PUBLISHED, ...BY_RULE }).flatMap(([year, days]) =>
    days.split(' ').map((day) => `${year}-${day}`),
  ),
)

export function isBankHoliday(day: Day): boolean {
  return BANK_HOLIDAYS.has(day)
}

export function bankHolidaysOf(year: number): readonly Day[] {
  return [...BANK_HOLIDAYS].filter((day) => day.startsWith(`${year}-`))
}
