import { TZDate } from '@date-fns/tz'
import { addMonths as addMonthsTo } from 'date-fns/addMonths'
import { format } from 'date-fns/format'
import { lastDayOfMonth } from 'date-fns/lastDayOfMonth'
import type { ClosedDay, Day } from './plan.ts'

const MILLISECONDS_A_DAY = 86_400_000

/** Whether the text is an existing day in the form `2020-11-24`. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && addDays(text, 0) === text
}

export function addDays(day: Day, days: number): Day {
  return new Date(Date.parse(day) + days * MILLISECONDS_A_DAY).toISOString().slice(0, 10)
}

/** The same day of a later month, or its last day if that month is shorter. */
export function addMonths(day: Day, months: number): Day {
  return format(addMonthsTo(calendar(day), months), 'yyyy-MM-dd')
}

export function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / MILLISECONDS_A_DAY)
}

/** Sort order of ISO days and instants. `localeCompare` would load two megabytes of collation data. */
export function inOrder(one: string, other: string): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}

/** The last day of a month: `2020-02` is 29 February 2020. */
export function endOfMonth(month: string): Day {
  return format(lastDayOfMonth(calendar(`${month}-01`)), 'yyyy-MM-dd')
}

/** 0 is Sunday. */
export function weekday(day: Day): number {
  return new Date(day).getUTCDay()
}

/** The day in a time zone at an instant. */
export function dayIn(timeZone: string, instant: Date): Day {
  return clockOf(timeZone).format(instant).slice(0, 10)
}

/** The time of day in a time zone at an instant: `09:00`. */
export function timeIn(timeZone: string, instant: Date): string {
  return clockOf(timeZone).format(instant).slice(-5)
}

const clocks = new Map<string, Intl.DateTimeFormat>()

/** Writes `2020-11-24, 09:00` (the Canadian locale writes ISO days). A formatter is slow to make and quick to use. */
function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  clocks.set(timeZone, made)
  return made
}

/** The instant of a day and time (`09:00`) in a time zone. */
export function instantOf(day: Day, time: string, timeZone: string): Date {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return new Date(new TZDate(year, month - 1, date, hours, minutes, timeZone).getTime())
}

/** Between these nobody's phone rings for something that can wait. */
const NIGHT = { from: '21:00', until: '08:00' } as const

/** The instant itself, or the morning after it if it is at night. */
export function outOfTheNight(instant: Date, timeZone: string): Date {
  const today = dayIn(timeZone, instant)
  const morning = instantOf(today, NIGHT.until, timeZone)
  if (instant < morning) return morning
  return instant < instantOf(today, NIGHT.from, timeZone)
    ? instant
    : instantOf(addDays(today, 1), NIGHT.until, timeZone)
}

/** The last millisecond of a day in a time zone: an "as at" day is read at this instant. */
export function endOfDay(day: Day, timeZone: string): Date {
  return new Date(instantOf(addDays(day, 1), '00:00', timeZone).getTime() - 1)
}

/** A calendar date for date-fns, independent of the process's time zone. */
function calendar(day: Day): TZDate {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return new TZDate(year, month - 1, date, 'UTC')
}

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

function isBankHoliday(day: Day): boolean {
  return BANK_HOLIDAYS.has(day)
}

export function bankHolidaysOf(year: number): readonly Day[] {
  return [...BANK_HOLIDAYS].filter((day) => day.startsWith(`${year}-`))
}
