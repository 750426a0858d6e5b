import { beginsAt, listMeetings } from '../data/meetings.ts'
import { MET_LABELS } from '../src/boards/met.ts'
import { defineCommand } from '../src/command.ts'
import { count, longDay, moment } from '../src/domain/format.ts'
import { meetingPage } from '../src/domain/page-address.ts'
import { heldOrComing } from '../src/editions/sittings.ts'
import { columns, link, sentence } from '../src/message.ts'

const MOST = 24

export default defineCommand({
  summary: 'List past meetings: whether each met, and the position that was stored for it',
  over: 'plans',
  topics: 'held previous earlier meetings boards history editions',
  forms: [''],
  questions: ['past|earlier|previous meetings', 'meetings held'],
  async run({ db, model, now }) {
    const { plan, bodies } = model
    const all = await listMeetings(db, plan.id, {})
    const held = all
      .filter((meeting) => meeting.state !== 'cancelled' && beginsAt(meeting, plan.timeZone) < now)
      .slice(-MOST)
      .reverse()
    if (held.length === 0) return { message: sentence('No meeting is on record yet.') }
    const stored = new Map<number, string>()
    for (const body of bodies) {
      for (const { id, storedAt } of await heldOrComing(db, model, body))
        if (storedAt !== undefined) stored.set(id, storedAt)
    }
    return {
      message: sentence(`${count(held.length, 'past meeting')}, the latest first.`, {
        kind: 'table',
        caption: 'Past meetings, the latest first',
        columns: columns('Day', 'Board', 'Met?', 'Position stored'),
        rows: held.flatMap((meeting) => {
          const body = bodies.find(({ id }) => id === meeting.bodyId)
          if (!body) return []
          const at = stored.get(meeting.id)
          return [
            [
              link(longDay(meeting.day), meetingPage(body.code, meeting.day, plan.code)),
              body.name,
              meeting.met === null ? 'not said' : MET_LABELS[meeting.met],
              at === undefined ? 'none' : moment(new Date(at), plan.timeZone),
            ],
          ]
        }),
      }),
    }
  },
})
