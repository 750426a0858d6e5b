import { beginsAt, findNextMeeting, listMeetings, type Meeting } from '../data/meetings.ts'
import type { Context } from './command.ts'
import { listed, longDay, shortDay } from './domain/format.ts'
import type { Body, Day } from './domain/plan.ts'
import { UserError } from './errors.ts'

/** The calendar is the coordinator's. */
export function checkCalendarRight({ speaker }: Context): void {
  if (speaker.isCoordinator) return
  throw new UserError('refused', 'Only the coordinator changes the calendar. Nothing was changed.', [
    'meetings',
  ])
}

export function bodyNamed(context: Context, code: string): Body {
  const body = context.model.bodies.find((each) => each.code === code)
  if (!body) throw new UserError('unknown', `There is no body ${code} in this plan.`)
  return body
}

/** The meeting that a change is about: the one on a day, or the next. */
export async function meetingNamed(context: Context, body: Body, day?: Day): Promise<Meeting> {
  const { plan } = context.model
  const found =
    day === undefined
      ? await findNextMeeting(context.db, plan.id, {
          bodyId: body.id,
          now: context.now,
          timeZone: plan.timeZone,
        })
      : (await listMeetings(context.db, plan.id, { bodyId: body.id, from: day, to: day })).find(
          (each) => each.state !== 'cancelled',
        )
  if (found && beginsAt(found, plan.timeZone) < context.now) {
    throw new UserError(
      'refused',
      `The ${body.name} of ${longDay(found.day)} has been held; the record of it stays.`,
    )
  }
  if (found) return found
  const coming = (await listMeetings(context.db, plan.id, { bodyId: body.id, from: context.today })).filter(
    (each) => each.state !== 'cancelled',
  )
  const days =
    coming.length > 0 ? ` It meets on ${listed(coming.slice(0, 3).map((each) => shortDay(each.day)))}.` : ''
  throw new UserError(
    'unknown',
    `The ${body.name} has no meeting ${day === undefined ? 'ahead' : `on ${shortDay(day)}`}.${days}`,
  )
}

export async function checkFree(context: Context, body: Body, day: Day): Promise<void> {
  if (day < context.today) throw new UserError('invalid', `${shortDay(day)} has passed. Name a day to come.`)
  const taken = await listMeetings(context.db, context.model.plan.id, { bodyId: body.id, from: day, to: day })
  if (taken.some((each) => each.state !== 'cancelled')) {
    throw new UserError('conflict', `The ${body.name} meets on ${shortDay(day)} already.`)
  }
}
