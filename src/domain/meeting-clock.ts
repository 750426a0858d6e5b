import { tzOffset } from '@date-fns/tz'
import {
  addDays,
  addMonths,
  BANK_HOLIDAY_YEARS,
  dayIn,
  endOfMonth,
  instantOf,
  weekday,
  workingDaysBefore,
} from './day.ts'
import type { Body, Cadence, ClockStep, Day, MeetingClock, NthWeekday, Plan, Term } from './plan.ts'
import { clearingSteps } from './release.ts'

/** What happens before a meeting, each step at its instant, in this order. */
export interface Steps {
  /** The coordinator is told which roles have nobody who can be reached. */
  readonly roster: Date
  /** Every owner is asked for an update. */
  readonly collect: Date
  /** Those who did not answer are asked once more. */
  readonly chase: Date
  /** The facts are stored. */
  readonly cutOff: Date
  /** The body gets its digest. */
  readonly digest: Date
}

export const STEPS = [
  'roster',
  'collect',
  'chase',
  'cutOff',
  'digest',
] as const satisfies readonly (keyof Steps)[]

/** The part of a meeting that the clock needs. */
interface Meeting {
  readonly day: Day
  readonly factsDay?: Day | null
}

const USUAL: Readonly<Record<keyof Steps, ClockStep>> = {
  roster: { days: 16, at: '09:00' },
  collect: { days: 15, at: '09:00' },
  chase: { days: 10, at: '09:00' },
  cutOff: { days: 7, at: '12:00' },
  digest: { days: 6, at: '09:00' },
}

/** If meetings are this close together, fifteen days back would fall right after the previous one. */
const SHORT_CADENCE_WEEKS = 4
const COLLECT_DAYS_WHEN_SHORT = 13

/** When each step of a meeting is due, counted in working days back from its day. */
export function stepsOf(
  meeting: Meeting,
  { clock, cadence, kind, release }: Pick<Body, 'clock' | 'cadence' | 'kind' | 'release'>,
  { timeZone, closedDays }: Pick<Plan, 'timeZone' | 'closedDays'>,
): Steps {
  const steps = clockOf(clock, isShort(cadence, meeting.day), { kind, release })
  const at = (day: Day, step: ClockStep) => instantBefore(day, step, { timeZone, closedDays })
  return {
    roster: at(meeting.day, steps.roster),
    collect: at(meeting.day, steps.collect),
    chase: at(meeting.day, steps.chase),
    cutOff: at(factsDayOf(meeting), steps.cutOff),
    digest: at(meeting.day, steps.digest),
  }
}

/** The day and time of day at which the facts of a meeting are stored. This step alone does not depend on the cadence. */
export function cutOffOf(
  meeting: Meeting,
  { clock, kind, release }: Pick<Body, 'clock' | 'kind' | 'release'>,
  { closedDays }: Pick<Plan, 'closedDays'>,
): { readonly day: Day; readonly time: string } {
  const { days, at } = clockOf(clock, false, { kind, release }).cutOff
  return { day: workingDaysBefore(factsDayOf(meeting), days, closedDays), time: at }
}

function instantBefore(
  day: Day,
  { days, at }: ClockStep,
  { timeZone, closedDays }: Pick<Plan, 'timeZone' | 'closedDays'>,
): Date {
  return instantOf(workingDaysBefore(day, days, closedDays), at, timeZone)
}

/** The day from which the cut-off is counted: the meeting's own, unless it was moved after its cut-off. */
export function factsDayOf({ day, factsDay }: Meeting): Day {
  return factsDay ?? day
}

/** A body's own clock settings, with the usual ones for the rest. */
export function clockOf(
  clock: MeetingClock | undefined,
  isShortCadence: boolean,
  body: Pick<Body, 'kind' | 'release'> = {},
): Readonly<Record<keyof Steps, ClockStep>> {
  const usual = { ...USUAL, ...clearingSteps(body) }
  const step = (name: keyof Steps, days = usual[name].days): ClockStep => ({
    days: clock?.[name]?.days ?? days,
    at: clock?.[name]?.at ?? usual[name].at,
  })
  return {
    roster: step('roster'),
    collect: step(
      'collect',
      isShortCadence && usual.cutOff === USUAL.cutOff ? COLLECT_DAYS_WHEN_SHORT : usual.collect.days,
    ),
    chase: step('chase'),
    cutOff: step('cutOff'),
    digest: step('digest'),
  }
}

/** Whether a body meets every four weeks or more often, by the cadence in force on a day. */
export function isShort(cadence: readonly Pick<Cadence, 'every' | 'unit' | 'from'>[], day: Day): boolean {
  const rule = cadence.findLast(({ from }) => from <= day) ?? cadence[0]
  return rule?.unit === 'weeks' && rule.every <= SHORT_CADENCE_WEEKS
}

export interface Sitting {
  readonly day: Day
  readonly time: string
}

/**
 * The days from `from` to `to`, inclusive, on which a body sits by its cadence. Weeks count from the cadence's first
 * day; months and terms have an nth weekday, months without one that of the cadence's first day ("first Thursday").
 */
export function sittings(
  cadence: readonly Cadence[],
  { from, to, terms = [] }: { from: Day; to: Day; terms?: readonly Term[] | undefined },
): readonly Sitting[] {
  return cadence.flatMap((rule, position) => {
    const next = cadence[position + 1]
    const end = next && addDays(next.from, -1) < to ? addDays(next.from, -1) : to
    return daysOf(rule, { end, terms })
      .filter((day) => day >= rule.from && day >= from && day <= end)
      .map((day) => ({ day, time: rule.time }))
  })
}

function daysOf(rule: Cadence, { end, terms }: { end: Day; terms: readonly Term[] }): readonly Day[] {
  switch (rule.unit) {
    case 'days':
      return rule.days ?? []
    case 'terms':
      return terms.flatMap((term) => nthWeekday(rule.on ?? FIRST_MONDAY, term) ?? [])
    case 'weeks':
      return daysUntil(end, (turn) => addDays(rule.from, turn * rule.every * 7))
    case 'months':
      return daysUntil(end, (turn) => monthly(rule, turn))
  }
}

const FIRST_MONDAY: NthWeekday = { nth: 1, weekday: 1 }

function daysUntil(end: Day, dayOf: (turn: number) => Day): readonly Day[] {
  const days: Day[] = []
  for (let turn = 0; ; turn += 1) {
    const day = dayOf(turn)
    if (day > end) return days
    days.push(day)
  }
}

/** The nth weekday of a later month; the last one if there is no fifth. */
function monthly({ from, every, on }: Cadence, turn: number): Day {
  const first = addMonths(`${from.slice(0, 7)}-01`, turn * every)
  const last = endOfMonth(first.slice(0, 7))
  const { nth, weekday: wanted } = on ?? {
    nth: Math.ceil(Number(from.slice(8, 10)) / 7) as 1 | 2 | 3 | 4 | 5,
    weekday: weekday(from),
  }
  const within = { from: first, to: last }
  return nthWeekday({ nth, weekday: wanted }, within) ?? lastWeekday(wanted, last)
}

/** Undefined if there are not so many. */
function nthWeekday(
  { nth, weekday: wanted }: NthWeekday,
  { from, to }: { from: Day; to: Day },
): Day | undefined {
  if (nth === 'last') return lastWeekday(wanted, to)
  const day = addDays(from, ((wanted - weekday(from) + 7) % 7) + (nth - 1) * 7)
  return day > to ? undefined : day
}

function lastWeekday(wanted: number, to: Day): Day {
  return addDays(to, -((weekday(to) - wanted + 7) % 7))
}

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
