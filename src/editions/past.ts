import type { Database } from '../../data/database.ts'
import { findEdition } from '../../data/editions.ts'
import type { PlanModel } from '../../data/plans.ts'
import type { Edition } from '../digest.ts'
import type { PastMeeting } from '../domain/facts.ts'
import { factsDayOf } from '../domain/meeting-clock.ts'
import { cutOffOf, heldOrComing } from './sittings.ts'

/** How many meetings to look back at. */
const MOST = 4

/**
 * A body's meetings before the one of an edition, oldest first, with their stored facts. Facts that were never stored
 * are not rebuilt for this, except those that the edition is compared with anyway.
 */
export async function pastMeetings(
  db: Database,
  model: PlanModel,
  { facts, previous }: Edition,
): Promise<readonly PastMeeting[]> {
  const { plan, bodies } = model
  const body = bodies.find(({ code }) => code === facts.body.code)
  if (!body) return []
  const before = facts.meeting?.day ?? facts.day
  const past = (await heldOrComing(db, model, body))
    .filter((each) => each.day < before && cutOffOf(each, body, model).toISOString() < facts.asAt)
    .slice(-MOST)
  return Promise.all(
    past.map(async (meeting): Promise<PastMeeting> => {
      if (meeting.day === previous?.meeting?.day) return { meetingDay: meeting.day, facts: previous }
      const stored = await findEdition(db, plan.id, { meetingId: meeting.id, day: factsDayOf(meeting) })
      return { meetingDay: meeting.day, facts: stored?.facts ?? null }
    }),
  )
}
