import { findNextMeeting } from '../data/meetings.ts'
import { listMyRequests } from '../data/requests.ts'
import { type Context, defineCommand } from '../src/command.ts'
import { inOrder } from '../src/domain/day.ts'
import { clockTime, listed, longDay, moment } from '../src/domain/format.ts'
import { stepsOf } from '../src/domain/meeting-clock.ts'
import { meetingPage } from '../src/domain/page-address.ts'
import { ownBodies } from '../src/lookup/bodies.ts'
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
  const { db, model, now } = context
  const { plan } = model
  const found = await Promise.all(
    ownBodies(context).map(async (body) => ({
      body,
      meeting: await findNextMeeting(db, plan.id, { bodyId: body.id, now, timeZone: plan.timeZone }),
    })),
  )
  const asked = await listMyRequests(db, plan.id, context.speaker.personId)
  return found
    .flatMap(({ body, meeting }) => (meeting ? [{ body, meeting }] : []))
    .sort((one, other) => inOrder(one.meeting.day, other.meeting.day))
    .map(({ body, meeting }) => {
      const { cutOff } = stepsOf(meeting, body, plan)
      const closes =
        cutOff > now
          ? `what is said by ${moment(cutOff, plan.timeZone)} goes into its papers`
          : `its figures were stored on ${moment(cutOff, plan.timeZone)}`
      const decides = plan.policies.decidesDates === body.code && asked.length > 0
      return [
        strong(`${longDay(meeting.day)}, ${clockTime(meeting.time)}`),
        ': ',
        link(body.name, meetingPage(body.code, meeting.day, plan.code)),
        `; ${closes}${decides ? `; it decides ${listed(asked.map(({ number }) => `R${number}`))}` : ''}`,
      ]
    })
}
