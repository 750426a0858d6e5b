import { cached } from '../../data/engine/engine.ts'
import { beginsAt, findNextMeeting, listMeetings, type Meeting } from '../../data/meetings.ts'
import type { Context } from '../command.ts'
import { clockTime, listed, longDay, shortDay, shownDay } from '../domain/format.ts'
import { cutOffOf } from '../domain/meeting-clock.ts'
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
  const { now, today, model } = context
  const startsAt = (when: Pick<Meeting, 'day' | 'time'>) => beginsAt(when, model.plan.timeZone)
  // Days decide nearly always, without a time zone.
  const isOpen = ({ cutOff }: Coming) =>
    cutOff.day > today || (cutOff.day === today && startsAt(cutOff) > now)
  const coming = (await meetingsSeeing(context)).filter(
    ({ meeting }) => meeting.day > today || startsAt(meeting) >= now,
  )
  const next = coming.find(isOpen)
  const closed = coming.find((each) => !isOpen(each))
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

/** The meetings from today on that updates go to. Their cut-offs are kept, since working days are slow to count. */
function meetingsSeeing({ db, model, today }: Context): Promise<readonly Coming[]> {
  const { plan, bodies, importedAt } = model
  const codes = [...plan.policies.recommends, plan.policies.decidesDates]
  return cached(db, `seeing ${plan.id} ${importedAt} ${today}`, async () =>
    (await listMeetings(db, plan.id, { from: today })).flatMap((meeting) => {
      const body = bodies.find(({ id, code }) => id === meeting.bodyId && codes.includes(code))
      return body && meeting.state !== 'cancelled'
        ? [{ body, meeting, cutOff: cutOffOf(meeting, body, plan) }]
        : []
    }),
  )
}

/** Writes "The SEND Improvement Board decides dates on Tuesday 8 December 2020." */
export async function decidesSentence(
  context: Context,
  request: Pick<Request, 'kind'> & Partial<Pick<Request, 'change'>>,
): Promise<string> {
  const { plan, bodies } = context.model
  const body = bodies.find((each) => each.code === decidingBody(plan.policies, request))
  if (!body) return ''
  const place = { bodyId: body.id, now: context.now, timeZone: plan.timeZone }
  const next = await findNextMeeting(context.db, plan.id, place)
  const what = {
    date: 'decides dates',
    'sign-off': 'decides sign-off',
    change: 'agrees changes to the plan',
  }[request.kind]
  return `The ${body.name} ${what}${next ? ` on ${longDay(next.day)}` : ''}.`
}
