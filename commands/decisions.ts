import { z } from 'zod'
import { findNextMeeting } from '../data/meetings.ts'
import { type Context, defineCommand, type Outcome } from '../src/command.ts'
import { longDay } from '../src/domain/format.ts'
import type { Body } from '../src/domain/plan.ts'
import { askedWords } from '../src/domain/request.ts'
import { bodyCalled } from '../src/lookup/bodies.ts'
import { boundDay } from '../src/lookup/days.ts'
import { columns, sentence } from '../src/message.ts'
import { endText, nextBlocks } from '../src/requests/next.ts'
import { type Walk, walkOf } from '../src/requests/walk.ts'
import { outcomeText } from '../src/status/outcome.ts'

export default defineCommand({
  summary: 'Record what the last meeting decided, one request after the other; for others, show it',
  over: 'plans',
  forms: ['[body] [of <of:past-date>] [after <request>] [minute <minute:note>]'],
  questions: [
    'decisions',
    'did decide|agree',
    'did we decide|agree',
    'was|were|been decided|agreed',
    'record decisions',
    'go through decisions',
    'what decide|decided',
  ],
  examples: ({ bodies, decides }) => {
    const body = bodies.find(({ code }) => code === decides)
    return ['decisions', `decisions ${body?.aliases[0] ?? decides} minute 4.2`]
  },
  arguments: z.object({
    body: z.string().optional(),
    of: boundDay.optional(),
    after: z.literal(true).optional(),
    /** Continue after the request with this number. */
    request: z.number().optional(),
    minute: z.union([z.literal(true), z.string()]).optional(),
  }),
  async run(context, { body: code, of, request, minute }) {
    const body = bodyCalled(code ?? context.model.plan.policies.decidesDates, context.model)
    const walk = await walkOf(context, body, of?.on)
    if (!walk) return { message: sentence(await noMeeting(context, body)) }
    if (!context.speaker.isCoordinator) return shown(context, walk)
    if (walk.left.length === 0) return { message: sentence(await endText(context, walk)) }
    const blocks = await nextBlocks(context, walk, { after: request, minute: minuteOf(minute) })
    return { message: { summary: summaryOf(walk), blocks } }
  },
})

/** Writes "4.2", "minute 4.2" and "item 7" as the record shows them. */
function minuteOf(typed: string | true | undefined): string | undefined {
  if (typeof typed !== 'string') return undefined
  return /^\d/.test(typed) ? `minute ${typed}` : typed
}

function summaryOf({ body, meeting, requests, left }: Walk): string {
  return `Recorded of what was for decision at the ${body.name} of ${longDay(meeting.day)}: ${requests.length - left.length} of ${requests.length}.`
}

async function noMeeting({ db, now, model: { plan } }: Context, body: Body): Promise<string> {
  const next = await findNextMeeting(db, plan.id, { bodyId: body.id, now, timeZone: plan.timeZone })
  return `The ${body.name} has held no meeting${next ? ` yet; it sits next on ${longDay(next.day)}` : ''}.`
}

/** Shows what is on record of the meeting to people who do not record it. */
function shown(context: Context, walk: Walk): Outcome {
  const summary = summaryOf(walk)
  if (walk.requests.length === 0) return { message: sentence(summary) }
  const refOf = (id: number) => context.model.items.find((item) => item.id === id)?.ref ?? ''
  const wanted = walk.requests.map((request) => {
    return [
      `R${request.number}`,
      refOf(request.itemId),
      askedWords(request),
      outcomeText(context, walk.body, walk.outcomeOf(request)?.outcome) ?? 'not recorded yet',
    ]
  })
  return {
    message: sentence(summary, {
      kind: 'table',
      caption: 'What was for decision',
      columns: columns('No', 'Item', 'Asked for', 'Outcome'),
      rows: wanted,
    }),
  }
}
