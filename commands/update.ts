import { z } from 'zod'
import { findUpdate } from '../data/updates.ts'
import { type Context, defineCommand, type Outcome } from '../src/command.ts'
import { shortDay } from '../src/domain/format.ts'
import { UserError } from '../src/errors.ts'
import { itemsOf } from '../src/items.ts'
import type { Form } from '../src/message.ts'
import { receipt } from '../src/receipts.ts'
import { record } from '../src/recording.ts'

const given = z.object({ on: z.string(), asGiven: z.string() })

const schema = z.object({
  refs: z.array(z.string()).min(1),
  rating: z.string().optional(),
  state: z.enum(['not-started', 'in-progress', 'complete']).optional(),
  on: given.optional(),
  source: z.string().optional(),
  note: z.string().trim().min(1).optional(),
  evidence: z.string().trim().min(1).optional(),
  entry: z.number().optional(),
})

/** "on" with a number close behind it was meant as a day; "on schedule" was not. */
const UNREAD_DAY = /^on\s+(?:\S+\s+){0,2}\S*\d/i

type Given = z.output<typeof schema>

export default defineCommand<Given>({
  summary: 'Record progress: a rating, a state or a note',
  forms: [
    '<refs>',
    '<refs> <rating> [correcting <entry>] [via <source>] [note]',
    '<refs> <state> <on:past-date> [note]',
    '<refs> <state> [on <on:past-date>] [correcting <entry>] [via <source>] [note]',
    '<refs> correcting <entry> <note>',
    '<refs> via <source> [note]',
    '<refs> <note>',
  ],
  examples: ({ references, scale }) => {
    const rating = (scale.ratings[1] ?? scale.ratings[0])?.label.toLowerCase()
    const [first = 'A1', second = first] = [...references.values()]
      .filter((item) => item.kind === 'sub-action')
      .map((item) => item.ref)
    return [
      `update ${first} ${rating} backlog still being cleared`,
      `update ${first}, ${second} complete on 3 November 2020`,
    ]
  },
  arguments: schema,
  changes: true,
  async run(context, args) {
    const items = itemsOf(context, args.refs)
    if (!args.rating && !args.state && !args.note && !args.source && !args.evidence) {
      return blank(context, args.refs)
    }
    if (args.on && args.state !== 'complete') {
      throw new UserError(
        'invalid',
        'Only a completion has a day: update <ref> complete on <date>. Nothing was recorded.',
      )
    }
    if (args.state && !args.on && UNREAD_DAY.test(args.note ?? '')) {
      throw new UserError(
        'invalid',
        'I cannot read the day after "on". Write it as 3 November 2020, with a colon before a note: update <ref> complete on 3 November 2020: <note>. Nothing was recorded.',
      )
    }
    if (args.on && args.on.on > context.today) {
      throw new UserError(
        'invalid',
        `${shortDay(args.on.on)} is still to come; an item is complete from the day it is done. Nothing was recorded.`,
      )
    }
    if (args.entry !== undefined)
      await checkCorrected(
        context,
        args.entry,
        items.map((item) => item.id),
      )
    const { rating, state, note, evidence, source, entry } = args
    const recorded = await record(
      context,
      items.map((item) => ({
        item,
        kind: 'update',
        rating,
        state,
        completedOn: args.on?.on,
        note,
        evidence,
        source,
        correctsId: entry,
      })),
    )
    if (source && recorded.some(({ right }) => right.may !== 'on-behalf')) {
      throw new UserError(
        'invalid',
        'Only the coordinator, who speaks for others, names a source. Say it without "via". Nothing was recorded.',
      )
    }
    return receipt(context, recorded)
  },
})

async function checkCorrected(context: Context, entry: number, itemIds: readonly number[]): Promise<void> {
  const corrected = await findUpdate(context.db, context.model.plan.id, entry)
  if (corrected && itemIds.includes(corrected.itemId)) return
  throw new UserError(
    'unknown',
    `There is no entry #${entry} for that item. The entries are listed by: history <ref>`,
  )
}

/** Only a reference: the form where forms can be shown, a short question where they cannot. */
function blank(context: Context, refs: readonly string[]): Outcome {
  const ref = refs.join(', ')
  const { scale } = context.model.plan
  const ratings = scale.ratings.filter((rating) => !rating.final)
  const form: Form = {
    kind: 'form',
    title: `Update ${ref}`,
    command: 'update',
    settled: { refs },
    submit: 'Record',
    line: `update ${ref} <rating> <note>`,
    fields: [
      {
        name: 'rating',
        label: 'Rating',
        input: 'choice',
        required: false,
        choices: scale.ratings.map((rating) => ({
          value: rating.code,
          label: `${rating.mark} ${rating.label}: ${rating.definition}`,
        })),
      },
      {
        name: 'state',
        label: 'State',
        input: 'choice',
        required: false,
        choices: [
          { value: 'not-started', label: 'Not started' },
          { value: 'in-progress', label: 'In progress' },
          { value: 'complete', label: 'Complete' },
        ],
      },
      {
        name: 'note',
        label: 'Note',
        hint: 'What has happened, and what comes next',
        input: 'paragraph',
        required: false,
      },
      {
        name: 'evidence',
        label: 'Evidence',
        hint: 'A link, or what it is and where',
        input: 'text',
        required: false,
      },
    ],
  }
  const text = `How does ${ref} stand?`
  return {
    message: { summary: text, blocks: [{ kind: 'paragraph', text }, form] },
    waits: true,
    question: {
      text,
      options: [
        ...ratings.map((rating) => ({ label: rating.label, line: `update ${ref} ${rating.code}` })),
        { label: 'Complete', line: `update ${ref} complete` },
        { label: 'No change', line: `confirm ${ref}` },
      ],
      answerLine: `update ${ref} {answer}`,
    },
  }
}
