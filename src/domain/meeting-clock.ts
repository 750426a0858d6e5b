import { instantOf } from './day.ts'
import type { Body, Cadence, ClockStep, Day, MeetingClock, Plan } from './plan.ts'
import { workingDaysBefore } from './working-days.ts'

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
interface Sitting {
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
  meeting: Sitting,
  { clock, cadence }: Pick<Body, 'clock' | 'cadence'>,
  { timeZone, closedDays }: Pick<Plan, 'timeZone' | 'closedDays'>,
): Steps {
  const steps = clockOf(clock, isShort(cadence, meeting.day))
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
  meeting: Sitting,
  { clock }: Pick<Body, 'clock'>,
  { closedDays }: Pick<Plan, 'closedDays'>,
): { readonly day: Day; readonly time: string } {
  const { days, at } = clockOf(clock, false).cutOff
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
export function factsDayOf({ day, factsDay }: Sitting): Day {
  return factsDay ?? day
}

/** A body's own clock settings, with the usual ones for the rest. */
export function clockOf(
  clock: MeetingClock | undefined,
  isShortCadence: boolean,
): Readonly<Record<keyof Steps, ClockStep>> {
  const step = (name: keyof Steps, days = USUAL[name].days): ClockStep => ({
    days: clock?.[name]?.days ?? days,
    at: clock?.[name]?.at ?? USUAL[name].at,
  })
  return {
    roster: step('roster'),
    collect: step('collect', isShortCadence ? COLLECT_DAYS_WHEN_SHORT : USUAL.collect.days),
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
