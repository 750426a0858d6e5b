import { beginsAt, keepCalendar, listMeetings, type Meeting } from '../../data/meetings.ts'
import { loadPlan } from '../../data/plans.ts'
import { readOrganisationTrail, type TrailRow } from '../../data/trail.ts'
import { addMonths, dayIn } from '../domain/day.ts'
import { longDay, shortDay } from '../domain/format.ts'
import { heldBack } from '../domain/held-back.ts'
import { stepsOf } from '../domain/meeting-clock.ts'
import type { Body, Plan } from '../domain/plan.ts'
import { cleanText } from '../domain/text.ts'
import { UserError } from '../errors.ts'
import { bodyCalled } from '../lookup/bodies.ts'
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
      : await fileOf(events, { body: heldBack(body), sequence, now: now() })
    machine.output.write(text)
    return EXIT.done
  })
}

interface Event {
  /** Stable for a meeting, even when it moves. */
  readonly uid: string
  readonly kind: 'meeting' | 'cut-off' | 'digest'
  readonly at: string
  readonly summary: string
  readonly description: string
  readonly cancelled: boolean
}

function eventsOf(meeting: Meeting, body: Body, plan: Plan): readonly Event[] {
  const { cutOff, digest } = stepsOf(meeting, body, plan)
  const of = `${body.name} of ${shortDay(meeting.day)}`
  const event = (kind: Event['kind'], at: Date, summary: string, description: string): Event => ({
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

function remarkOn({ state, day, scheduledOn, origin }: Meeting, { illustrative }: Body): string {
  return [
    state === 'moved' && day !== scheduledOn ? `Moved from ${longDay(scheduledOn)}.` : '',
    origin === 'extra' ? 'An extra meeting.' : '',
    illustrative ? 'The day is illustrative: the source of the plan gives the cadence only.' : '',
  ]
    .filter((remark) => remark !== '')
    .join(' ')
}

/** The event sequence number: calendars replace an older version of an event by one with a higher number. */
function changesOf(trail: readonly TrailRow[], { code }: Body): number {
  return trail.filter(
    ({ action, after }) => action === 'import' || (action.startsWith('meeting-') && bodyIn(after) === code),
  ).length
}

function bodyIn(after: unknown): unknown {
  return typeof after === 'object' && after !== null && 'body' in after ? after.body : undefined
}

async function fileOf(
  events: readonly Event[],
  { body, sequence, now }: { body: Body; sequence: number; now: Date },
): Promise<string> {
  const {
    ICalCalendarMethod,
    ICalEventStatus,
    ICalEventTransparency,
    default: ical,
  } = await import('ical-generator')
  const file = ical({
    // The library escapes the texts of events, but not this one.
    name: body.name.replace(/[\\;,]/g, '\\$&'),
    method: ICalCalendarMethod.PUBLISH,
    prodId: { company: 'wsoa', product: 'meeting clock', language: 'EN' },
  })
  for (const { uid, kind, at, summary, description, cancelled } of events) {
    file.createEvent({
      id: uid,
      sequence,
      stamp: now,
      start: new Date(at),
      summary,
      description: description === '' ? null : description,
      status: cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
      transparency: kind === 'meeting' ? ICalEventTransparency.OPAQUE : ICalEventTransparency.TRANSPARENT,
    })
  }
  return `${file.toString()}\r\n`
}

function monthsFrom(text: string): number {
  const months = /^\d{1,2}$/.test(text) ? Number(text) : 0
  if (months >= 1 && months <= MOST_MONTHS) return months
  throw new UserError('invalid', `--months is "${text}": expected a number from 1 to ${MOST_MONTHS}.`)
}
