import { findNextMeeting, type Meeting } from '../../data/meetings.ts'
import type { Context } from '../command.ts'
import { inOrder } from '../domain/day.ts'
import { moment } from '../domain/format.ts'
import { stepsOf } from '../domain/meeting-clock.ts'
import type { Body } from '../domain/plan.ts'
import { ownBodies } from './bodies.ts'

/** A meeting to come, and until when what is said goes into its papers, as half a sentence. */
interface NextMeeting {
  readonly body: Body
  readonly meeting: Meeting
  readonly closes: string
}

/** The next meeting of each body that the speaker sits on, reports to or keeps the calendar of, the soonest first. */
export async function nextMeetings(context: Context): Promise<readonly NextMeeting[]> {
  const { db, model, now } = context
  const { id, timeZone } = model.plan
  const found = await Promise.all(
    ownBodies(context).map(async (body) => ({
      body,
      meeting: await findNextMeeting(db, id, { bodyId: body.id, now, timeZone }),
    })),
  )
  return found
    .flatMap(({ body, meeting }) => (meeting ? [{ body, meeting }] : []))
    .sort((one, other) => inOrder(one.meeting.day, other.meeting.day))
    .map(({ body, meeting }) => {
      const { cutOff } = stepsOf(meeting, body, model.plan)
      const at = moment(cutOff, timeZone)
      const closes =
        cutOff > now ? `what is said by ${at} goes into its papers` : `its figures were stored on ${at}`
      return { body, meeting, closes }
    })
}
