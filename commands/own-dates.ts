import { listMyRequests } from '../data/requests.ts'
import { type Context, defineCommand } from '../src/command.ts'
import { clockTime, listed, longDay } from '../src/domain/format.ts'
import { meetingPage } from '../src/domain/page-address.ts'
import { nextMeetings } from '../src/lookup/next-meetings.ts'
import { link, sentence, strong, type Text } from '../src/message.ts'

export default defineCommand({
  summary: 'Show the next meetings that concern you, and until when what you say goes into their papers',
  over: 'plans',
  forms: [''],
  hidden: true,
  async run(context) {
    const items = await nextDates(context)
    if (items.length === 0) return { message: sentence('No meeting of yours is planned.') }
    return { message: { summary: 'Your next dates.', blocks: [{ kind: 'list', items }] } }
  },
})

async function nextDates(context: Context): Promise<readonly Text[]> {
  const { db, model } = context
  const { plan } = model
  const asked = await listMyRequests(db, plan.id, context.speaker.personId)
  return (await nextMeetings(context)).map(({ body, meeting, closes }) => {
    const decides = plan.policies.decidesDates === body.code && asked.length > 0
    return [
      strong(`${longDay(meeting.day)}, ${clockTime(meeting.time)}`),
      ': ',
      link(body.name, meetingPage(body.code, meeting.day, plan.code)),
      `; ${closes}${decides ? `; it decides ${listed(asked.map(({ number }) => `R${number}`))}` : ''}`,
    ]
  })
}
