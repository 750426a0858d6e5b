import { z } from 'zod'
import { listMeetings } from '../data/meetings.ts'
import { type AskedRequest, listOpenRequests } from '../data/requests.ts'
import { type Context, defineCommand } from '../src/command.ts'
import { count, longDay, shortDay, shownDay } from '../src/domain/format.ts'
import type { Body, Day, GivenDay } from '../src/domain/plan.ts'
import { askedDate, askedWords, decidingBody } from '../src/domain/request.ts'
import { UserError } from '../src/errors.ts'
import { boundDay } from '../src/lookup/days.ts'
import { decidesSentence } from '../src/lookup/meetings.ts'
import {
  columns,
  type Inline,
  reference,
  said,
  sentence,
  context as smallPrint,
  type Text,
} from '../src/message.ts'
import { recommendationsOf } from '../src/status/item.ts'

export default defineCommand({
  summary: 'List requests that wait for a decision: dates and sign-off',
  over: 'plans',
  topics: 'decide decisions approval waiting pending extension dates sign-off',
  forms: ['[body]', '[body] on <date>'],
  questions: [
    'requests',
    'date|open requests',
    'waiting|awaiting for decision|approval',
    'awaiting decision|approval',
    'to decide',
    'for decision',
    'requests waiting|outstanding|pending|open',
    'extensions',
    'needs|need deciding|approving',
    'been requested',
    'asked for',
    'requests to decide',
    'agenda',
    'need|have to decide|approve|agree',
    'me|us to approve|decide|agree|sign',
    'needs|need signing|sign off|off',
    'needs|need approval|approving|decision',
    'awaiting sign-off|signoff',
  ],
  examples: ({ meetings }) => [
    'requests',
    ...meetings.slice(0, 1).map(({ day }) => `requests on ${shortDay(day)}`),
  ],
  arguments: z.object({ body: z.string().optional(), date: boundDay.optional() }),
  async run(context, { body, date }) {
    const all = await listOpenRequests(context.db, context.model.plan.id)
    const meeting = date && (await meetingOn(context, body, date))
    const decides = meeting?.body.code ?? body
    const open = all.filter(
      (request) => decides === undefined || decidingBody(context.model.plan.policies, request) === decides,
    )
    const at = meeting ? ` at the ${meeting.body.name} on ${longDay(meeting.day)}` : ''
    if (open.length === 0) return { message: sentence(`No request waits for a decision${at}.`) }
    const remarks = await recommendationsOf(context)
    const text = `${count(open.length, 'request')} ${open.length === 1 ? 'waits' : 'wait'} for a decision${at}.`
    const sentences = await Promise.all(open.map((request) => decidesSentence(context, request)))
    const decided = [...new Set(sentences)]
    return {
      message: sentence(
        text,
        {
          kind: 'table',
          caption: 'Open requests',
          columns: columns('No', 'Item', 'Asks for', 'Asked', 'Why'),
          rows: open.map((request) => [
            `R${request.number}`,
            reference(refOf(context, request)),
            wanted(request),
            `${shortDay(request.askedAt.slice(0, 10))}, ${request.by}${request.forWhom === null ? '' : ` for ${request.forWhom}`}`,
            why(request, remarks.get(request.id)),
          ]),
        },
        ...decided.map((line) => smallPrint(line)),
      ),
    }
  },
})

/**
 * The meeting of a day, or the first one of a month: of the body that decides dates, unless another is named.
 * @throws UserError if none is planned then
 */
async function meetingOn(
  { db, model, today }: Context,
  code: string | undefined,
  { on, asGiven }: GivenDay,
): Promise<{ body: Body; day: Day }> {
  const { plan, bodies } = model
  const isMonth = /^\p{L}/u.test(asGiven)
  const from = isMonth && `${on.slice(0, 7)}-01` > today ? `${on.slice(0, 7)}-01` : isMonth ? today : on
  const found = (await listMeetings(db, plan.id, { from, to: on })).filter(
    ({ state }) => state !== 'cancelled',
  )
  const deciding = code === undefined ? [plan.policies.decidesDates, plan.policies.decidesSignOff] : [code]
  const sittings = found.flatMap(({ bodyId, day }) => {
    const sits = bodies.find(({ id }) => id === bodyId)
    return sits ? [{ body: sits, day }] : []
  })
  const meeting =
    sittings.find((each) => deciding.includes(each.body.code)) ??
    (code === undefined ? sittings[0] : undefined)
  if (meeting) return meeting
  const body = bodies.find((each) => each.code === (code ?? plan.policies.decidesDates))
  throw new UserError(
    'unknown',
    `No meeting${body ? ` of the ${body.name}` : ''} is planned ${isMonth ? `in ${shownDay({ on, asGiven })}` : `on ${longDay(on)}`}. All that waits for a decision: requests`,
    ['meetings'],
  )
}

function refOf(context: Context, { itemId }: AskedRequest): string {
  return context.model.items.find((item) => item.id === itemId)?.ref ?? ''
}

function wanted(request: AskedRequest): string {
  const { kind, fromDay, state } = request
  const deferred = state === 'deferred' ? ', deferred' : ''
  if (kind === 'change') return `Change to the plan: ${askedWords(request)}${deferred}`
  const date = kind === 'sign-off' ? undefined : askedDate(request)
  if (!date) return `sign-off${deferred}`
  const was = fromDay === null ? '' : `, now ${shortDay(fromDay)}`
  return `${shownDay(date)}${was}${deferred}`
}

function why({ reason }: AskedRequest, remarks: string | undefined): Text {
  const words: Inline[] = reason === '' ? [] : [said(reason)]
  return remarks ? [...words, words.length > 0 ? '; ' : '', remarks] : words
}
