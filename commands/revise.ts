import { z } from 'zod'
import { readStandings } from '../data/standing.ts'
import { dueCell } from '../src/cards.ts'
import { type Context, defineCommand, type Notice, type Outcome } from '../src/command.ts'
import { checkNewDate, type DateAsked, requestDate } from '../src/decisions/date-request.ts'
import { rightToUpdate } from '../src/domain/authority.ts'
import { capitalised, longDay, shortDay, shownDay } from '../src/domain/format.ts'
import type { Item } from '../src/domain/plan.ts'
import type { Standing } from '../src/domain/standing.ts'
import { UserError } from '../src/errors.ts'
import { decidesSentence, holdersOf, itemData, itemsOf, standingOf } from '../src/items.ts'
import { type Form, paragraph, said, context as smallPrint, strong } from '../src/message.ts'

export default defineCommand({
  summary: 'Ask for another due date; the body that decides dates decides it',
  forms: [
    '<ref>',
    '<ref> to <date>',
    '<ref> to <date> because <reason>',
    '<ref> to <date> <reason>',
    '<ref> to <day:answer> because <reason>',
    '<ref> to <day:answer>',
  ],
  examples: ({ references }) => [
    `revise ${[...references.values()].find((item) => item.kind === 'sub-action')?.ref ?? 'A1'} to 26 March 2021 because the supplier moved its start`,
    `please push ${[...references.values()].find((item) => item.kind === 'sub-action')?.ref ?? 'A1'} to 26 March 2021, the supplier moved its start`,
  ],
  arguments: z.object({
    ref: z.string(),
    date: z.object({ on: z.string(), asGiven: z.string() }).optional(),
    reason: z.string().optional(),
  }),
  changes: true,
  async run(context, { ref, date, reason }) {
    const [item] = itemsOf(context, [ref])
    if (!item) throw new Error('no item')
    const right = rightToUpdate(context.speaker, item, context.model.items)
    if (right.may === 'not')
      throw new UserError(
        'refused',
        `Only the owner of ${ref}, a delegate or the coordinator can ask for another date. Nothing was recorded.`,
        [`owner ${ref}`],
      )
    const standing = standingOf(
      await readStandings(context.db, context.model, { today: context.today, only: new Set([item.id]) }),
      item,
    )
    if (standing.position.state === 'complete')
      throw new UserError('invalid', `${ref} is complete; its date needs no revision.`)
    if (!date) return dateQuestion(item, standing)
    checkNewDate(context, item, standing, date)
    if (!reason || reason === 'because') {
      const text = `Why does ${ref} need ${longDay(date.on)}?`
      return {
        message: { summary: text, blocks: [paragraph(text)] },
        waits: true,
        question: { text, options: [], answerLine: `revise ${ref} to ${date.on} because {answer}` },
      }
    }
    const holders = right.may === 'on-behalf' ? holdersOf(context, item) : []
    const onBehalfOf = holders[0] ?? null
    const request = await requestDate(context, { item, standing, date, reason, onBehalfOf })
    return receipt(context, { item, standing, date, reason, onBehalfOf, holders, ...request })
  },
})

function dateQuestion(item: Item, standing: Standing): Outcome {
  const text = `To which date, and why? ${item.ref} is due ${dueCell(standing)} now. For example: 26 March 2021 because …`
  const form: Form = {
    kind: 'form',
    title: `Another date for ${item.ref}`,
    command: 'revise',
    settled: { ref: item.ref },
    submit: 'Ask',
    line: `revise ${item.ref} to <date> because <reason>`,
    fields: [
      { name: 'date', label: 'New date', input: 'day', required: true },
      { name: 'reason', label: 'Reason', input: 'paragraph', required: true },
    ],
  }
  return {
    message: { summary: text, blocks: [paragraph(text), form] },
    waits: true,
    question: { text, options: [], answerLine: `revise ${item.ref} to {answer}` },
  }
}

async function receipt(
  context: Context,
  {
    item,
    standing,
    date,
    reason,
    number,
    replaced,
    holders,
  }: DateAsked & { number: number; replaced: readonly number[]; holders: readonly number[] },
): Promise<Outcome> {
  const decides = await decidesSentence(context, 'date')
  const still =
    standing.daysOverdue === null
      ? ''
      : ` Until then ${item.ref} stays overdue (${standing.daysOverdue} days).`
  const text = `Recorded: R${number} asks for ${longDay(date.on)} for ${item.ref}.`
  const month = shownDay(date) === shortDay(date.on) ? '' : ` ${shownDay(date)} counts to its last day.`
  const after = standingOf(
    await readStandings(context.db, context.model, { today: context.today, only: new Set([item.id]) }),
    item,
  )
  return {
    message: {
      summary: text,
      blocks: [
        paragraph(
          'Recorded: ',
          strong(`R${number}`),
          ` asks for ${longDay(date.on)} for `,
          strong(item.ref),
          `, due ${dueCell(standing)} now.${month}`,
        ),
        paragraph('Reason: ', said(reason)),
        smallPrint(`${decides}${still}`),
        ...(replaced.length > 0
          ? [smallPrint(`It takes the place of ${replaced.map((each) => `R${each}`).join(', ')}.`)]
          : []),
      ],
    },
    changes: [
      { ref: item.ref, field: 'requested-date', from: standing.due.current?.on ?? null, to: date.on },
    ],
    items: [itemData(after, context.model.items)],
    itemId: item.id,
    notices: noticesOf(context, holders, `R${number} asks for ${longDay(date.on)} for ${item.ref}.`, reason),
  }
}

/** Everyone who owns the item hears what was asked in their name. */
function noticesOf(
  { speaker }: Context,
  holders: readonly number[],
  asks: string,
  reason: string,
): readonly Notice[] {
  const personIds = holders.filter((personId) => personId !== speaker.personId)
  if (personIds.length === 0) return []
  const text = `${capitalised(speaker.name)} asked on your behalf: ${asks}`
  return [
    { personIds, message: { summary: text, blocks: [paragraph(text), paragraph('Reason: ', said(reason))] } },
  ]
}
