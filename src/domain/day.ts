import { TZDate } from '@date-fns/tz'
import { addMonths as addMonthsTo } from 'date-fns/addMonths'
import { format } from 'date-fns/format'
import { lastDayOfMonth } from 'date-fns/lastDayOfMonth'
import type { Day } from './plan.ts'

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

/** The last millisecond of a day in a time zone: an "as at" day is read at this instant. */
export function endOfDay(day: Day, timeZone: string): Date {
  return new Date(instantOf(addDays(day, 1), '00:00', timeZone).getTime() - 1)
}

/** A calendar date for date-fns, independent of the process's time zone. */
function calendar(day: Day): TZDate {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return new TZDate(year, month - 1, date, 'UTC')
}
