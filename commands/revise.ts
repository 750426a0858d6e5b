import { z } from 'zod'
import { defineCommand, type Outcome } from '../src/command.ts'
import { longDay } from '../src/domain/format.ts'
import type { ItemStatus } from '../src/domain/item-status.ts'
import type { Item } from '../src/domain/plan.ts'
import type { Doubt } from '../src/domain/reading.ts'
import { saidBack } from '../src/domain/text.ts'
import { dayFrom, givenDay } from '../src/lookup/days.ts'
import { itemsOf } from '../src/lookup/items.ts'
import { type Form, paragraph } from '../src/message.ts'
import { checkDate, requestDate, revisable } from '../src/requests/ask.ts'
import { dueCell } from '../src/status/item-text.ts'

/** Doubts "by Easter", "Q4" and "31 February": it asks which day is meant and keeps the rest of the line. */
const unreadDay: Doubt = ({ bindings: { ref, reason, day } }) => {
  if (typeof day !== 'string') return undefined
  const because = reason === undefined ? '' : ` because ${reason}`
  return {
    certainty: 'ask',
    command: 'revise',
    args: { ref },
    question: `“${saidBack(day)}” is no single day to me. Which day is meant? For example: 26 March 2021, or Mar 2021 for its last day.`,
    options: [],
    answerLine: `revise ${ref} to {answer}${because}`,
    reason: 'the day is open to more than one reading',
  }
}

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
    date: givenDay.optional(),
    reason: z.string().optional(),
  }),
  changes: true,
  doubts: [unreadDay],
  async run(context, { ref, date: given, reason }) {
    const [item] = itemsOf(context, [ref])
    if (!item) throw new Error('no item')
    const status = await revisable(context, item)
    if (!given) return dateQuestion(item, status)
    const date = dayFrom(context, given, 'date')
    checkDate(context, item, status, date)
    if (reason && reason !== 'because') return requestDate(context, { item, status, date, reason })
    const text = `Why does ${ref} need ${longDay(date.on)}?`
    return {
      message: { summary: text, blocks: [paragraph(text)] },
      waits: true,
      question: { text, options: [], answerLine: `revise ${ref} to ${date.on} because {answer}` },
    }
  },
})

function dateQuestion(item: Item, status: ItemStatus): Outcome {
  const text = `To which date, and why? ${item.ref} is due ${dueCell(status)} now. For example: 26 March 2021 because …`
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
