import { z } from 'zod'
import { listItemRequests, saveRequest } from '../data/dates.ts'
import { type Context, defineCommand, type Outcome } from '../src/command.ts'
import { decide } from '../src/decisions.ts'
import type { Item } from '../src/domain/plan.ts'
import { UserError } from '../src/errors.ts'
import { sentence } from '../src/message.ts'
import { itemsOf } from '../src/recording.ts'

export default defineCommand({
  summary: 'Record that a body signed an item off as complete and embedded, with its minute',
  forms: ['<ref> [note]'],
  examples: ({ references }) => [`sign off ${[...references.values()][0]?.ref ?? 'A1'} minute 5.1, agreed`],
  arguments: z.object({ ref: z.string(), note: z.string().optional() }),
  changes: true,
  async run(context, { ref, note }) {
    const [item] = itemsOf(context, [ref])
    if (!item) throw new Error('no item')
    if (!mayDecide(context)) {
      throw new UserError(
        'refused',
        'Only the body that signs off can do that; the coordinator records it. To propose an item, its owner rates it with the final rating.',
      )
    }
    if (note === undefined && context.speaker.isCoordinator) return minuteQuestion(ref)
    const { number, isNew } = await openRequest(context, item)
    return decide(context, {
      number,
      outcome: 'approved',
      note,
      takenUp: isNew,
      answerLine: `sign off ${ref} {answer}`,
    })
  },
})

function minuteQuestion(ref: string): Outcome {
  const text = `Which minute records that ${ref} is signed off? Say where it stands, and what was agreed.`
  return {
    message: sentence(text),
    waits: true,
    question: { text, options: [], answerLine: `sign off ${ref} {answer}` },
  }
}

function mayDecide({ speaker, model }: Context): boolean {
  const body = model.plan.policies.decidesSignOff
  return speaker.isCoordinator || speaker.chairs.includes(body) || speaker.deputises.includes(body)
}

/** The proposal that is open; without one, the body takes the item up itself, on the ledger like any other. */
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
