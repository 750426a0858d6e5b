import { beginsAt, findNextMeeting, listMeetings, type Meeting } from '../../data/meetings.ts'
import type { Context } from '../command.ts'
import { clockTime, listed, longDay, shortDay, shownDay } from '../domain/format.ts'
import { cutOffOf, factsDayOf } from '../domain/meeting-clock.ts'
import type { Body, Day, GivenDay } from '../domain/plan.ts'
import { decidingBody, type Request } from '../domain/request.ts'
import { UserError } from '../errors.ts'

/**
 * Finds the meeting that a change is about: the one on a day, in a month, or the next.
 * @throws UserError if there is none, or it has been held
 */
export async function meetingNamed(
  context: Context,
  body: Body,
  { on: day, asGiven = '' }: Partial<GivenDay> = {},
): Promise<Meeting> {
  const { plan } = context.model
  const isMonth = day !== undefined && !/^\d/.test(asGiven)
  const found =
    day === undefined
      ? await findNextMeeting(context.db, plan.id, {
          bodyId: body.id,
          now: context.now,
          timeZone: plan.timeZone,
        })
      : (
          await listMeetings(context.db, plan.id, {
            bodyId: body.id,
            from: isMonth ? `${day.slice(0, 7)}-01` : day,
            to: day,
          })
        ).find((each) => each.state !== 'cancelled')
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
  const when =
    day === undefined ? 'ahead' : isMonth ? `in ${shownDay({ on: day, asGiven })}` : `on ${shortDay(day)}`
  throw new UserError('unknown', `The ${body.name} has no meeting ${when}.${days}`)
}

export async function checkFree(context: Context, body: Body, day: Day): Promise<void> {
  if (day < context.today) throw new UserError('invalid', `${shortDay(day)} has passed. Name a day to come.`)
  const taken = await listMeetings(context.db, context.model.plan.id, { bodyId: body.id, from: day, to: day })
  if (taken.some((each) => each.state !== 'cancelled')) {
    throw new UserError('conflict', `The ${body.name} meets on ${shortDay(day)} already.`)
  }
}

/**
 * Writes "Next meeting to see it: SEND Operational Group, Thursday 3 December 2020; cut-off 24 Nov 2020, 12pm." A meeting does
 * not see what is said after its cut-off.
 */
export async function nextMeetingSentence(context: Context): Promise<string> {
  const { plan, bodies } = context.model
  const seeing = bodies.filter(({ code }) =>
    [...plan.policies.recommends, plan.policies.decidesDates].includes(code),
  )
  const { next, closed } = comingTo(
    seeing,
    await listMeetings(context.db, plan.id, { from: context.today }),
    context,
  )
  const passed = closed
    ? ` The cut-off for the ${closed.body.name} of ${shortDay(closed.meeting.day)} has passed.`
    : ''
  return next
    ? `Next meeting to see it: ${next.body.name}, ${longDay(next.meeting.day)}; cut-off ${shortDay(next.cutOff.day)}, ${clockTime(next.cutOff.time)}.${passed}`
    : `No meeting is planned that would see it.${passed}`
}

interface Coming {
  readonly body: Body
  readonly meeting: Meeting
  readonly cutOff: { readonly day: Day; readonly time: string }
}

/** Finds the first meeting whose cut-off is still to come, and the first whose cut-off has passed. */
function comingTo(
  seeing: readonly Body[],
  meetings: readonly Meeting[],
  { model: { plan }, now, today }: Context,
): { readonly next: Coming | undefined; readonly closed: Coming | undefined } {
  /** Cut-offs of a body follow the order of its meetings: from this day on they are all to come. */
  const openFrom = new Map<number, Day>()
  let next: Coming | undefined
  let closed: Coming | undefined
  for (const meeting of meetings) {
    const body = seeing.find(({ id }) => id === meeting.bodyId)
    if (!body || meeting.state === 'cancelled') continue
    const day = factsDayOf(meeting)
    const open = openFrom.get(body.id)
    if (open !== undefined && day >= open) continue
    if (meeting.day <= today && beginsAt(meeting, plan.timeZone) < now) continue
    const cutOff = cutOffOf(meeting, body, plan)
    const coming = { body, meeting, cutOff }
    // Days decide nearly always, without a time zone.
    if (cutOff.day > today || (cutOff.day === today && beginsAt(cutOff, plan.timeZone) > now)) {
      openFrom.set(body.id, day)
      next ??= coming
    } else {
      closed ??= coming
    }
  }
  return { next, closed }
}

/** Writes "The SEND Improvement Board decides dates on Tuesday 8 December 2020." */
export async function decidesSentence(context: Context, kind: Request['kind']): Promise<string> {
  const { plan, bodies } = context.model
  const body = bodies.find((each) => each.code === decidingBody(plan.policies, kind))
  if (!body) return ''
  const place = { bodyId: body.id, now: context.now, timeZone: plan.timeZone }
  const next = await findNextMeeting(context.db, plan.id, place)
  const what = kind === 'date' ? 'dates' : 'sign-off'
  return `The ${body.name} decides ${what}${next ? ` on ${longDay(next.day)}` : ''}.`
}
