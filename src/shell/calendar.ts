import { beginsAt, keepCalendar, listMeetings, type Meeting } from '../../data/meetings.ts'
import { loadPlan } from '../../data/plans.ts'
import { readOrganisationTrail } from '../../data/trail.ts'
import { addMonths, dayIn } from '../domain/day.ts'
import { shortDay } from '../domain/format.ts'
import { heldBack } from '../domain/held-back.ts'
import { stepsOf } from '../domain/meeting-clock.ts'
import type { Body, Plan } from '../domain/plan.ts'
import { cleanText } from '../domain/text.ts'
import { UserError } from '../errors.ts'
import { bodyCalled } from '../lookup/bodies.ts'
import { type CalendarEvent, calendarFile, changesOf, remarkOn } from './calendar-file.ts'
import { EXIT, type Machine, settingsOf, type Timed, withSession } from './session.ts'

interface Options extends Timed {
  readonly months: string
}

/** The calendar is kept a year ahead. */
const MOST_MONTHS = 12

/** Prints a body's coming meetings, with their cut-offs and digest days, as a calendar file. */
export async function calendar(machine: Machine, name: string, options: Options): Promise<number> {
  return withSession(machine, settingsOf(machine), options, async ({ db, now, plan: code }) => {
    const model = await loadPlan(db, code)
    const { plan } = model
    const body = bodyCalled(cleanText(name), model)
    await keepCalendar(db, model, now())
    const from = dayIn(plan.timeZone, now())
    const to = addMonths(from, monthsFrom(options.months))
    const meetings = await listMeetings(db, plan.id, { bodyId: body.id, from, to })
    if (meetings.length === 0) {
      throw new UserError(
        'unknown',
        `The ${body.name} has no meeting up to ${shortDay(to)}: nothing to put into a calendar.`,
      )
    }
    const sequence = changesOf(await readOrganisationTrail(db), body)
    const events = heldBack(meetings.flatMap((meeting) => eventsOf(meeting, body, plan)))
    const text = options.json
      ? `${JSON.stringify(events)}\n`
      : await calendarFile(
          events.map((event) => ({ ...event, sequence })),
          { name: heldBack(body).name, now: now() },
        )
    machine.output.write(text)
    return EXIT.done
  })
}

function eventsOf(meeting: Meeting, body: Body, plan: Plan): readonly CalendarEvent[] {
  const { cutOff, digest } = stepsOf(meeting, body, plan)
  const of = `${body.name} of ${shortDay(meeting.day)}`
  const event = (
    kind: CalendarEvent['kind'],
    at: Date,
    summary: string,
    description: string,
  ): CalendarEvent => ({
    uid: `${kind}.${meeting.scheduledOn}.${meeting.origin}.${body.code}@${plan.code}.wsoa`,
    kind,
    at: at.toISOString(),
    summary,
    description,
    cancelled: meeting.state === 'cancelled',
  })
  return [
    event('cut-off', cutOff, `Cut-off: ${of}`, 'Updates count for the meeting up to here.'),
    event('digest', digest, `Digest: ${of}`, 'What the meeting is told goes out.'),
    event('meeting', beginsAt(meeting, plan.timeZone), body.name, remarkOn(meeting, body)),
  ]
}

function monthsFrom(text: string): number {
  const months = /^\d{1,2}$/.test(text) ? Number(text) : 0
  if (months >= 1 && months <= MOST_MONTHS) return months
  throw new UserError('invalid', `--months is "${text}": expected a number from 1 to ${MOST_MONTHS}.`)
}
