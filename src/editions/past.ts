import type { Database, Writing } from '../../data/database.ts'
import { listPastMeetings } from '../../data/editions.ts'
import type { PlanModel } from '../../data/plans.ts'
import type { Edition } from '../digest.ts'
import type { PastMeeting } from '../domain/facts.ts'
import { stepsOf } from '../domain/meeting-clock.ts'

/** Meetings to look back at. */
const MOST = 4

/**
 * The meetings that a body had before the one of an edition, oldest first, with what was stored for them. What the edition is
 * compared with counts too; nothing else is read from the record anew.
 */
export async function pastMeetings(
  db: Database | Writing,
  { plan, bodies }: PlanModel,
  { facts, previous }: Edition,
): Promise<readonly PastMeeting[]> {
  const body = bodies.find(({ code }) => code === facts.body.code)
  if (!body) return []
  const before = facts.meeting?.day ?? facts.day
  const found = await listPastMeetings(db, plan.id, { bodyId: body.id, before, most: MOST + 1 })
  return found
    .filter(({ meetingDay }) => stepsOf({ day: meetingDay }, body, plan).cutOff.toISOString() < facts.asAt)
    .slice(0, MOST)
    .map((past) =>
      past.facts === null && previous?.meeting?.day === past.meetingDay ? { ...past, facts: previous } : past,
    )
    .reverse()
}
