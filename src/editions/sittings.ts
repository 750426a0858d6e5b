import type { Database } from '../../data/database.ts'
import { listStoredInstants } from '../../data/editions.ts'
import { beginsAt, listMeetings, type Meeting } from '../../data/meetings.ts'
import { type PlanModel, planAsAt } from '../../data/plans.ts'
import { factsDayOf, stepsOf } from '../domain/meeting-clock.ts'
import type { Body, Day } from '../domain/plan.ts'
import type { Sitting } from './read-facts.ts'

/** A meeting with the instant of the position that was stored for it, if one was. */
export interface Sat extends Meeting {
  readonly storedAt?: string
}

/** A body's meetings in order, without the cancelled ones; all of them, or those from a day on. */
export async function heldOrComing(
  db: Database,
  { plan }: PlanModel,
  body: Body,
  from?: Day,
): Promise<readonly Sat[]> {
  const meetings = await listMeetings(db, plan.id, {
    bodyId: body.id,
    ...(from === undefined ? {} : { from }),
  })
  const stored = await listStoredInstants(db, plan.id, body.id)
  return meetings
    .filter(({ state }) => state !== 'cancelled')
    .map((meeting) => {
      const storedAt = stored.get(`${meeting.id} ${factsDayOf(meeting)}`)
      return storedAt === undefined ? meeting : { ...meeting, storedAt }
    })
}

/**
 * When a meeting's figures were or will be stored. What is stored stays where it is, and what is past is counted by the closed
 * days that the plan knew when the meeting began.
 */
export function cutOffOf(meeting: Sat, body: Body, model: PlanModel): Date {
  if (meeting.storedAt !== undefined) return new Date(meeting.storedAt)
  const began = beginsAt(meeting, model.plan.timeZone)
  const { plan } = planAsAt(model, { at: began.toISOString(), asKnown: true })
  return stepsOf(meeting, body, plan).cutOff
}

/** The meeting on a day; without a day, the next that has not begun. */
export function meetingFor(
  meetings: readonly Sat[],
  { day, now, timeZone }: { day: Day | undefined; now: Date; timeZone: string },
): Sat | undefined {
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
    model,
  }: { meetings: readonly Sat[]; meeting: Meeting | undefined; asAt: Date; model: PlanModel },
): Sitting & { readonly previous: Sat | undefined } {
  const cutOff = (each: Sat) => cutOffOf(each, body, model)
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
