import { z } from 'zod'
import { defineCommand, type Outcome } from '../src/command.ts'
import { type Shift, shifted } from '../src/conversation/day-phrase.ts'
import { exampleDay } from '../src/domain/example-day.ts'
import { longDay, shortDay } from '../src/domain/format.ts'
import type { ItemStatus } from '../src/domain/item-status.ts'
import type { GivenDay, Item } from '../src/domain/plan.ts'
import type { Doubt } from '../src/domain/reading.ts'
import { saidBack } from '../src/domain/text.ts'
import { UserError } from '../src/errors.ts'
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
    question: `“${saidBack(day)}” is no single day to me. Which day is meant? For example: 26 March, or March for its last day.`,
    options: [],
    answerLine: `revise ${ref} to {answer}${because}`,
    reason: 'the day is open to more than one reading',
  }
}

export default defineCommand({
  summary: 'Ask for another due date; the board that decides dates decides it',
  topics:
    'new date due date deadline extension extend postpone delay move push back later more time re-date slip change date',
  readsRestricted: true,
  forms: [
    '<ref>',
    '<ref> to <date>',
    '<ref> to <date> because <reason>',
    '<ref> to <date> <reason>',
    '<ref> by <shift> because <reason>',
    '<ref> by <shift>',
    '<ref> to <day:answer> because <reason>',
    '<ref> to <day:answer>',
  ],
  examples: ({ references, today }) => [
    `revise ${[...references.values()].find((item) => item.place === 'counted')?.ref ?? 'A1'} to ${exampleDay(today, 17)} because the supplier moved its start`,
    `please push ${[...references.values()].find((item) => item.place === 'counted')?.ref ?? 'A1'} to ${exampleDay(today, 17)}, the supplier moved its start`,
  ],
  arguments: z.object({
    ref: z.string(),
    date: givenDay.optional(),
    /** Time by which the present date moves. */
    shift: z.object({ days: z.number().int(), months: z.number().int() }).optional(),
    /** It was asked about, and is meant: the date is not later than the present one. */
    earlier: z.literal(true).optional(),
    reason: z.string().optional(),
  }),
  changes: true,
  doubts: [unreadDay],
  form: async (_, [ref = '']) => dateForm(ref),
  async run(context, { ref, date: given, shift, reason, earlier }) {
    const [item] = itemsOf(context, [ref])
    if (!item) throw new Error('no item')
    const status = await revisable(context, item)
    const date = shift ? shiftedDate(item, status, shift) : given && dayFrom(context, given, 'date')
    if (!date) return dateQuestion(item, status)
    checkDate(context, item, status, date)
    if (!earlier && date.on < (status.due.current?.on ?? ''))
      return askEarlier(item, status, { date, reason })
    if (reason && reason !== 'because') return requestDate(context, { item, status, date, reason })
    const text = `Why does ${ref} need ${longDay(date.on)}?`
    return {
      message: { summary: text, blocks: [paragraph(text)] },
      waits: true,
      question: { text, options: [], answerLine: `revise ${ref} to ${date.on} because {answer}` },
    }
  },
})

function shiftedDate(item: Item, { due }: ItemStatus, shift: Shift): GivenDay {
  if (due.current) {
    const on = shifted(due.current.on, shift)
    return { on, asGiven: shortDay(on) }
  }
  throw new UserError(
    'invalid',
    `${item.ref} has no date to count from. Name the day: revise ${item.ref} to 26 March because …`,
    [],
    'date',
  )
}

/** Most people who ask for another date want a later one. */
function askEarlier(
  { ref }: Item,
  status: ItemStatus,
  { date, reason }: { date: GivenDay; reason: string | undefined },
): Outcome {
  const text = `${longDay(date.on)} is earlier than the present date of ${ref}, ${dueCell(status)}. Shall it be asked for all the same?`
  const asked = { ref, date, earlier: true, ...(reason === undefined ? {} : { reason }) }
  const because = reason === undefined ? '' : ` because ${reason}`
  return {
    message: { summary: text, blocks: [paragraph(text)] },
    waits: true,
    question: {
      text,
      options: [
        {
          label: `Yes, ask for ${longDay(date.on)}`,
          line: `revise ${ref} to ${date.on}${because}`,
          submission: { command: 'revise', arguments: asked },
        },
      ],
      isYesNo: true,
      answerLine: `revise ${ref} to {answer}${because}`,
    },
  }
}

function dateQuestion(item: Item, status: ItemStatus): Outcome {
  const text = `To which date, and why? ${item.ref} is due ${dueCell(status)} now. For example: 26 March because …`
  return {
    message: { summary: text, blocks: [paragraph(text), dateForm(item.ref)] },
    waits: true,
    question: { text, options: [], answerLine: `revise ${item.ref} to {answer}` },
  }
}

function dateForm(ref: string): Form {
  return {
    kind: 'form',
    title: `Another date for ${ref}`,
    command: 'revise',
    settled: { ref },
    submit: 'Ask',
    line: `revise ${ref} to <date> because <reason>`,
    fields: [
      { name: 'date', label: 'New date', input: 'day', required: true },
      { name: 'reason', label: 'Reason', input: 'paragraph', required: true },
    ],
  }
}
