import type { Database } from '../../data/database.ts'
import { beginsAt, listMeetings, type Meeting } from '../../data/meetings.ts'
import type { PlanModel } from '../../data/plans.ts'
import { stepsOf } from '../domain/meeting-clock.ts'
import type { Body, Day, Plan } from '../domain/plan.ts'
import type { Sitting } from './read-facts.ts'

/** A body's meetings in order, without the cancelled ones; all of them, or those from a day on. */
export async function heldOrComing(
  db: Database,
  { plan }: PlanModel,
  body: Body,
  from?: Day,
): Promise<readonly Meeting[]> {
  const meetings = await listMeetings(db, plan.id, {
    bodyId: body.id,
    ...(from === undefined ? {} : { from }),
  })
  return meetings.filter(({ state }) => state !== 'cancelled')
}

/** The meeting on a day; without a day, the next that has not begun. */
export function meetingFor(
  meetings: readonly Meeting[],
  { day, now, timeZone }: { day: Day | undefined; now: Date; timeZone: string },
): Meeting | undefined {
  if (day !== undefined) return meetings.find((meeting) => meeting.day === day)
  return meetings.find((meeting) => beginsAt(meeting, timeZone) >= now)
}

/**
 * A meeting's place among the others: the one it is compared with, and its reporting period. Only earlier meetings
 * whose cut-off has passed count, because a draft may be of a meeting after the next.
 */
export function sittingOf(
  body: Body,
  {
    meetings,
    meeting,
    asAt,
    plan,
  }: { meetings: readonly Meeting[]; meeting: Meeting | undefined; asAt: Date; plan: Plan },
): Sitting & { readonly previous: Meeting | undefined } {
  const cutOff = (each: Meeting) => stepsOf(each, body, plan).cutOff
  const before = meetings.filter((each) => !meeting || each.day < meeting.day)
  const settled = before.findLastIndex((each) => cutOff(each) < asAt)
  const [previous, earlier] = [before[settled], before[settled - 1]]
  const following = meeting && meetings.find((each) => each.day > meeting.day)
  return {
    body,
    meeting: meeting
      ? { day: meeting.day, previous: previous?.day ?? null, following: following?.day ?? null }
      : null,
    asAt,
    period: {
      from: previous ? cutOff(previous) : null,
      previousFrom: earlier ? cutOff(earlier) : null,
    },
    previous,
  }
}
