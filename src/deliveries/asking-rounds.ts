import type { Meeting } from '../../data/meetings.ts'
import { inOrder } from '../domain/day.ts'
import type { ClosedDay } from '../domain/plan.ts'
import { workingDaysBefore } from '../domain/working-days.ts'

/** Meetings that lie so close together that people are asked for updates once, ahead of the first. */
const WORKING_DAYS = 10

/**
 * The meetings ahead of which people are asked: one round of asking serves all that sit within ten working days of the
 * meeting that it is for. Given in any order, of any bodies.
 */
export function leadingMeetings(
  meetings: readonly Meeting[],
  closedDays: readonly ClosedDay[] = [],
): ReadonlySet<number> {
  const leading = new Set<number>()
  let lead: Meeting | undefined
  for (const meeting of [...meetings].sort(byDay)) {
    if (lead && workingDaysBefore(meeting.day, WORKING_DAYS, closedDays) <= lead.day) continue
    lead = meeting
    leading.add(meeting.id)
  }
  return leading
}

function byDay(one: Meeting, other: Meeting): number {
  return inOrder(one.day, other.day) || inOrder(one.time, other.time) || one.id - other.id
}
