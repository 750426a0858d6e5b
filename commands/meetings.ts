import { z } from 'zod'
import { beginsAt, listMeetings, type Meeting } from '../data/meetings.ts'
import { type Context, defineCommand } from '../src/command.ts'
import { aheadSentence } from '../src/deliveries/calendar-changes.ts'
import { addMonths } from '../src/domain/day.ts'
import { clockTime, count, longDay, shortDay } from '../src/domain/format.ts'
import { meetingPage } from '../src/domain/page-address.ts'
import { columns, link, paragraph, sentence, context as smallPrint } from '../src/message.ts'

const MONTHS = 4

export default defineCommand({
  summary: 'List the meetings of the next four months',
  over: 'plans',
  forms: ['[body]'],
  questions: [
    'meetings',
    'meetings coming up',
    'meeting dates|calendar|schedule',
    'in calendar|diary',
    'board dates',
    'dates of meetings',
    'all meetings',
    'when are meetings|boards',
  ],
  arguments: z.object({ body: z.string().optional() }),
  async run(context, { body: code }) {
    const { plan, bodies } = context.model
    const wanted = bodies.find((each) => each.code === code)
    const found = await listMeetings(context.db, plan.id, {
      bodyId: wanted?.id,
      from: context.today,
      to: addMonths(context.today, MONTHS),
    })
    if (found.length === 0) return { message: sentence('No meeting is planned in the next four months.') }
    const text = `${count(found.filter((meeting) => meeting.state !== 'cancelled').length, 'meeting')} in the next four months${wanted ? ` of the ${wanted.name}` : ''}.`
    const bodyOf = (id: number) => bodies.find((each) => each.id === id)
    return {
      message: sentence(
        text,
        {
          kind: 'table',
          caption: 'Meetings, the next first',
          columns: columns('Day', 'Time', 'Body', 'Remark'),
          rows: found.map((meeting) => [
            meeting.state === 'cancelled'
              ? longDay(meeting.day)
              : link(
                  longDay(meeting.day),
                  meetingPage(bodyOf(meeting.bodyId)?.code ?? '', meeting.day, plan.code),
                ),
            clockTime(meeting.time),
            bodyOf(meeting.bodyId)?.name ?? '',
            [
              meeting.state === 'cancelled' ? 'cancelled' : '',
              meeting.state === 'moved' ? `moved from ${shortDay(meeting.scheduledOn)}` : '',
              meeting.origin === 'extra' ? 'extra' : '',
            ]
              .filter((remark) => remark !== '')
              .join(', '),
          ]),
        },
        ...aheadOf(context, found).map((line) => paragraph(line)),
        ...(found.some((meeting) => bodyOf(meeting.bodyId)?.illustrative)
          ? [
              smallPrint(
                'Meeting days of this sample plan are illustrative; the source gives the cadence only.',
              ),
            ]
          : []),
      ),
    }
  },
})

/** Shows what happens around each body's next meeting, one line each. */
function aheadOf(context: Context, meetings: readonly Meeting[]): readonly string[] {
  const { plan, bodies } = context.model
  return bodies.flatMap((body) => {
    const next = meetings.find(
      (meeting) =>
        meeting.bodyId === body.id &&
        meeting.state !== 'cancelled' &&
        beginsAt(meeting, plan.timeZone) >= context.now,
    )
    const ahead = next ? aheadSentence(context, { body, meeting: next }) : ''
    return next && ahead !== '' ? [`${body.name}, ${shortDay(next.day)}: ${ahead}`] : []
  })
}
