import type { Meeting } from '../../data/meetings.ts'
import { inOrder, workingDaysBefore } from '../domain/day.ts'
import type { ClosedDay } from '../domain/plan.ts'

/** Meetings closer together than this share one call for updates, ahead of the first of them. */
const WORKING_DAYS = 10

/** The ids of the meetings ahead of which people are asked for updates. Takes meetings of all bodies, in any order. */
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
