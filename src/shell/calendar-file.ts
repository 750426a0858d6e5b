import type { Meeting } from '../../data/meetings.ts'
import type { TrailRow } from '../../data/trail.ts'
import { longDay } from '../domain/format.ts'
import type { Body } from '../domain/plan.ts'

export interface CalendarEvent {
  /** Stable for a meeting, even when it moves. */
  readonly uid: string
  readonly kind: 'meeting' | 'cut-off' | 'digest'
  readonly at: string
  readonly summary: string
  readonly description: string
  readonly cancelled: boolean
}

export function remarkOn({ state, day, scheduledOn, origin }: Meeting, { illustrative }: Body): string {
  return [
    state === 'moved' && day !== scheduledOn ? `Moved from ${longDay(scheduledOn)}.` : '',
    origin === 'extra' ? 'An extra meeting.' : '',
    illustrative ? 'The day is illustrative: the source of the plan gives the cadence only.' : '',
  ]
    .filter((remark) => remark !== '')
    .join(' ')
}

/** The event sequence number: calendars replace an older version of an event by one with a higher number. */
export function changesOf(trail: readonly TrailRow[], { code }: Pick<Body, 'code'>): number {
  return trail.filter(
    ({ action, after }) => action === 'import' || (action.startsWith('meeting-') && bodyIn(after) === code),
  ).length
}

function bodyIn(after: unknown): unknown {
  return typeof after === 'object' && after !== null && 'body' in after ? after.body : undefined
}

/** An event as a file has it: how often its body's meetings were changed, and perhaps its page. */
interface Filed extends CalendarEvent {
  readonly sequence: number
  readonly page?: string
}

export async function calendarFile(
  events: readonly Filed[],
  { name, now }: { readonly name: string; readonly now: Date },
): Promise<string> {
  const {
    ICalCalendarMethod,
    ICalEventStatus,
    ICalEventTransparency,
    default: ical,
  } = await import('ical-generator')
  const file = ical({
    // The library escapes the texts of events, but not this one.
    name: name.replace(/[\\;,]/g, '\\$&'),
    method: ICalCalendarMethod.PUBLISH,
    prodId: { company: 'wsoa', product: 'meeting clock', language: 'EN' },
  })
  for (const { uid, kind, at, summary, description, cancelled, sequence, page } of events) {
    file.createEvent({
      id: uid,
      sequence,
      stamp: now,
      start: new Date(at),
      summary,
      description: description === '' ? null : description,
      url: page ?? null,
      status: cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
      transparency: kind === 'meeting' ? ICalEventTransparency.OPAQUE : ICalEventTransparency.TRANSPARENT,
    })
  }
  return `${file.toString()}\r\n`
}
