import { z } from 'zod'
import { findLastMeeting, findNextMeeting, type Meeting } from '../data/meetings.ts'
import { listOpenRequests } from '../data/requests.ts'
import { defineCommand } from '../src/command.ts'
import { aheadSentence } from '../src/deliveries/calendar-changes.ts'
import { clockTime, count, longDay } from '../src/domain/format.ts'
import type { Body } from '../src/domain/plan.ts'
import { decidingBody } from '../src/domain/request.ts'
import { type Fact, paragraph, sentence, context as smallPrint, strong } from '../src/message.ts'

export default defineCommand({
  summary: 'Show the next meeting of a board and what it has to decide',
  over: 'plans',
  topics: 'board group chair agenda date next sit',
  forms: ['[body]', 'last [body]'],
  questions: [
    'next meeting|board|sitting',
    'when is|does|do meet|meets|meeting|sit',
    'when meet|sit|sits',
    'date of',
    'agenda',
    'meeting',
    'when next',
    'when is',
    'when was|did',
    'when did meet|sit',
    'when have met',
    'date of last',
    'cut-off|cutoff',
    'when is cut-off|cutoff',
    'where is|are|does meeting|meet|board',
    'deadline for updates',
    'when update by|due',
    'when do you want|need|expect update|updates',
    'when is|are update|updates due|needed|wanted',
    'when does|do digest|digests|paper|papers go|come',
  ],
  examples: ({ bodies }) => ['meeting', `meeting ${bodies[0]?.aliases[0] ?? bodies[0]?.code}`],
  arguments: z.object({ body: z.string().optional(), last: z.literal(true).optional() }),
  async run(context, { body: code, last: isLast }) {
    const { plan, bodies } = context.model
    const body = bodies.find((each) => each.code === (code ?? plan.policies.decidesDates))
    if (!body) throw new Error(`no body ${code}`)
    const place = { bodyId: body.id, now: context.now, timeZone: plan.timeZone }
    const [next, last] = [
      await findNextMeeting(context.db, plan.id, place),
      await findLastMeeting(context.db, plan.id, place),
    ]
    if (!next && !last) {
      const given =
        body.cadenceAsGiven.length > 0
          ? ` The plan says: ${body.cadenceAsGiven.join('; ').replace(/\.$/, '')}.`
          : ''
      return { message: sentence(`No meeting of the ${body.name} is in the calendar.${given}`) }
    }
    const requests = await listOpenRequests(context.db, plan.id)
    const open = requests.filter((request) => decidingBody(plan.policies, request) === body.code)
    const recommends = plan.policies.recommends.includes(body.code) ? requests : []
    const text = isLast
      ? lastText(body, last)
      : next
        ? `The ${body.name} meets next on ${longDay(next.day)} at ${clockTime(next.time)}.`
        : `No further meeting of the ${body.name} is planned.`
    const ahead = next && !isLast ? aheadSentence(context, { body, meeting: next }) : ''
    const facts: readonly Fact[] = [
      ...(isLast && next
        ? [{ label: 'Meets next', value: `${longDay(next.day)}, ${clockTime(next.time)}` }]
        : []),
      ...(last && !isLast ? [lastFact(last)] : []),
      ...(next && next.state === 'moved' ? [{ label: 'Moved from', value: longDay(next.scheduledOn) }] : []),
      ...(body.chair ? [{ label: 'Chair', value: body.chair }] : []),
      ...(recommends.length > 0
        ? [{ label: 'To recommend on', value: recommends.map((request) => `R${request.number}`).join(', ') }]
        : []),
      ...(open.length > 0
        ? [
            {
              label: 'For decision',
              value: `${count(open.length, 'request')}: ${open.map((request) => `R${request.number}`).join(', ')}`,
            },
          ]
        : []),
    ]
    return {
      message: {
        summary: text,
        blocks: [
          paragraph(strong(body.name)),
          paragraph(text),
          ...(ahead === '' ? [] : [paragraph(ahead)]),
          ...(facts.length > 0 ? [{ kind: 'facts' as const, facts }] : []),
          ...(body.illustrative
            ? [
                smallPrint(
                  'Meeting days of this sample plan are illustrative; the source gives the cadence only.',
                ),
              ]
            : []),
        ],
      },
    }
  },
})

/** Until somebody has said that it met, a meeting is not told as held. */
function lastFact({ day, met }: Meeting): Fact {
  if (met === null) return { label: 'Was to meet', value: `${longDay(day)}; nobody has said whether it met` }
  return { label: 'Last met', value: `${longDay(day)}${met === 'inquorate' ? ', inquorate' : ''}` }
}

function lastText({ name }: Body, last: Meeting | undefined): string {
  if (last?.met === null)
    return `The ${name} was to meet on ${longDay(last.day)}; nobody has said whether it met.`
  return last ? `The ${name} last met on ${longDay(last.day)}.` : `The ${name} has held no meeting on record.`
}
