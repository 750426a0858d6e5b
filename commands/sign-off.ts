import { z } from 'zod'
import { readItemStatuses } from '../data/item-status.ts'
import { findNextMeeting } from '../data/meetings.ts'
import { listItemRequests, saveRequest } from '../data/requests.ts'
import { type Context, defineCommand, type Outcome } from '../src/command.ts'
import { longDay } from '../src/domain/format.ts'
import type { Item } from '../src/domain/plan.ts'
import { UserError } from '../src/errors.ts'
import { boundDay } from '../src/lookup/days.ts'
import { itemsOf, statusOf } from '../src/lookup/items.ts'
import { sentence } from '../src/message.ts'
import { decide } from '../src/requests/decide.ts'
import { anotherDecision } from '../src/requests/doubts.ts'
import { checkSignOff } from '../src/requests/rights.ts'

export default defineCommand({
  summary: 'Record that a body signed an item off, with its minute',
  forms: ['<ref> [of <of:past-date>] [note]'],
  examples: ({ references }) => [`sign off ${[...references.values()][0]?.ref ?? 'A1'} minute 5.1, agreed`],
  arguments: z.object({
    ref: z.string(),
    of: boundDay.optional(),
    note: z.string().optional(),
  }),
  changes: true,
  doubts: [
    anotherDecision(
      /\b(?:not (?:yet )?(?:agreed|signed|ready)|declin|reject|refus|turned down|defer|withdrawn)/i,
    ),
  ],
  async run(context, { ref, of, note }) {
    const [item] = itemsOf(context, [ref])
    if (!item) throw new Error('no item')
    if (!context.speaker.isCoordinator) throw new UserError('refused', await whoSignsOff(context))
    checkSignOff(
      context,
      statusOf(await readItemStatuses(context.db, context.model, { today: context.today }), item),
    )
    const line = `sign off ${ref}`
    if (note === undefined) return minuteQuestion(line)
    const { number, isNew } = await openRequest(context, item)
    return decide(context, { number, outcome: 'approved', note, takenUp: isNew, meetingDay: of?.on, line })
  },
})

function minuteQuestion(line: string): Outcome {
  const text = 'Which minute records the sign-off? Say where it stands, and what was agreed.'
  return {
    message: sentence(text),
    waits: true,
    question: { text, options: [], answerLine: `${line} {answer}` },
  }
}

async function whoSignsOff({ db, model: { plan, bodies }, now }: Context): Promise<string> {
  const body = bodies.find((each) => each.code === plan.policies.decidesSignOff)
  const next = body && (await findNextMeeting(db, plan.id, { bodyId: body.id, now, timeZone: plan.timeZone }))
  const sits = next ? `, next on ${longDay(next.day)}` : ''
  return `Sign-off is decided by the ${body?.name ?? 'body'} at its meeting${sits}, never by one person; the coordinator records it. An owner proposes it by giving the final rating.`
}

/** Finds the open proposal. Without one, the body takes the item up itself, and the record shows a request like any other. */
async function openRequest(context: Context, item: Item): Promise<{ number: number; isNew: boolean }> {
  const { plan } = context.model
  const known = await listItemRequests(context.db, plan.id, item.id)
  const open = known.find(
    (request) => request.kind === 'sign-off' && ['pending', 'deferred'].includes(request.state),
  )
  if (open) return { number: open.number, isNew: false }
  const { number } = await saveRequest(context.writing(), {
    planId: plan.id,
    kind: 'sign-off',
    itemId: item.id,
    reason: 'taken up by the body',
    askedBy: context.speaker.personId,
    askedAt: context.now.toISOString(),
  })
  return { number, isNew: true }
}
