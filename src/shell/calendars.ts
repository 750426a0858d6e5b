import { findCalendarAddress } from '../../data/calendar-addresses.ts'
import { beginsAt, listMeetings, type Meeting } from '../../data/meetings.ts'
import { loadPlan } from '../../data/plans.ts'
import { readOrganisationTrail } from '../../data/trail.ts'
import { addMonths, dayIn } from '../domain/day.ts'
import { heldBack } from '../domain/held-back.ts'
import { meetingPage } from '../domain/page-address.ts'
import type { Body, Day } from '../domain/plan.ts'
import type { Calendars, Who } from '../platform.ts'
import { calendarFile, changesOf, remarkOn } from './calendar-file.ts'
import type { Session } from './session.ts'

type Needs = Pick<Session, 'db' | 'app' | 'now' | 'web'>

/** What was held stays in a calendar for a while; meetings are known for a year ahead. */
const MONTHS = { back: 3, ahead: 12 }

/** A meeting with what is needed to tell of it. */
interface Told {
  readonly meeting: Meeting
  readonly body: Body
  readonly plan: { readonly code: string; readonly timeZone: string }
}

/** The meetings that somebody may see, as files for calendar programs. */
export function createCalendars({ db, app, now, web }: Needs): Calendars {
  async function meetingsOf({ plans }: Who): Promise<readonly Told[]> {
    const found: Told[] = []
    for (const { code, timeZone, bodies: shown } of plans) {
      const { plan, bodies } = await loadPlan(db, code)
      const today = dayIn(timeZone, now())
      const meetings = await listMeetings(db, plan.id, {
        from: addMonths(today, -MONTHS.back),
        to: addMonths(today, MONTHS.ahead),
      })
      for (const meeting of meetings) {
        const body = bodies.find(({ id }) => id === meeting.bodyId)
        // A board that hears several plans meets once.
        const isKnown = found.some((each) => each.meeting.id === meeting.id)
        if (body && !isKnown && shown.some((each) => each.code === body.code))
          found.push({ meeting, body, plan: { code, timeZone } })
      }
    }
    return found
  }

  async function fileOf(told: readonly Told[], name: string): Promise<string> {
    const trail = await readOrganisationTrail(db)
    const address = web() ?? ''
    const host = URL.canParse(address) ? new URL(address).hostname : 'wsoa'
    const events = told.map(({ meeting, body, plan }) => ({
      uid: `meeting.${meeting.id}@${host}`,
      kind: 'meeting' as const,
      at: beginsAt(meeting, plan.timeZone).toISOString(),
      summary: body.name,
      description: remarkOn(meeting, body),
      cancelled: meeting.state === 'cancelled',
      sequence: changesOf(trail, body),
      page: `${address}${meetingPage(body.code, meeting.day, plan.code)}`,
    }))
    return calendarFile(heldBack(events), { name: heldBack(name), now: now() })
  }

  return {
    at: async (token) => {
      const account = await findCalendarAddress(db, token)
      const who = account && (await app.whoIs(now(), { ...account, conversation: 'web', via: 'web' }))
      return who && fileOf(await meetingsOf(who), 'Meetings')
    },
    meeting: async (who, { body, day }) => {
      const told = (await meetingsOf(who)).filter((each) => isOn(each, body, day))
      return told.length === 0 ? undefined : fileOf(told, told[0]?.body.name ?? '')
    },
  }
}

function isOn({ meeting, body }: Told, code: string, day: Day): boolean {
  return body.code === code && meeting.day === day
}
