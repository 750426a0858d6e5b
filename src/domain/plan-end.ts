import { listed, longDay } from './format.ts'
import type { Day, Ended, Item, Plan } from './plan.ts'

type Ending = Pick<Plan, 'ended'>
type Running = Pick<Plan, 'begins' | 'ended'>

/** Whether a plan is in force on a day: it has begun, and its last day has not passed. */
export function isRunning({ begins, ended }: Running, on: Day): boolean {
  return (begins === undefined || begins <= on) && !hasEnded({ ended }, on)
}

/** Whether the last day of a plan has passed, so that it is read and nothing in it is chased. */
export function hasEnded({ ended }: Ending, on: Day): boolean {
  return ended !== undefined && ended.on < on
}

/** The day by which lateness is reckoned: nothing grows later once a plan is over. */
export function reckonedOn({ ended }: Ending, today: Day): Day {
  return ended !== undefined && ended.on < today ? ended.on : today
}

/** "This plan begins on Tuesday 23 November 2021." or that it ended; nothing for one that is in force. */
export function notRunningText({ begins, ended }: Running, today: Day): string {
  if (begins !== undefined && begins > today) return `This plan begins on ${longDay(begins)}.`
  return endedText({ ended }, today)
}

/** "This plan ended on Tuesday 10 October 2017 (Cabinet, minute 12)."; nothing for one that goes on. */
export function endedText({ ended }: Ending, today: Day): string {
  if (!ended || ended.on >= today) return ''
  const basis = ended.basis === undefined ? '' : ` (${ended.basis})`
  return `This plan ended on ${longDay(ended.on)}${basis}.${replacingText(ended.replacedBy)}`
}

/** " It is replaced by the SEND Improvement Plan." */
export function replacingText(replacedBy: Ended['replacedBy'] = []): string {
  if (replacedBy.length === 0) return ''
  return ` It is replaced by ${listed(replacedBy.map(({ title }) => `the ${title}`))}.`
}

/** The titles of the plans that items carry over from. */
export function replacedPlans(items: readonly Pick<Item, 'carries'>[]): readonly string[] {
  const titles = items.flatMap(({ carries = [] }) => carries.map(({ title }) => title))
  return [...new Set(titles.filter((title) => title !== ''))]
}
