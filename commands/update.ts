import { z } from 'zod'
import { readStandings } from '../data/standing.ts'
import { findLatestBatch, findUpdate } from '../data/updates.ts'
import { type Context, defineCommand, type Outcome } from '../src/command.ts'
import { checkNewDate, requestDate } from '../src/decisions/date-request.ts'
import { rightToUpdate } from '../src/domain/authority.ts'
import { longDay, shortDay } from '../src/domain/format.ts'
import type { GivenDay } from '../src/domain/plan.ts'
import type { Option } from '../src/domain/question.ts'
import { UserError } from '../src/errors.ts'
import { decidesSentence, holdersOf, itemsOf, standingOf } from '../src/items.ts'
import type { Field, Form } from '../src/message.ts'
import { receipt } from '../src/receipts.ts'
import { fieldChanges, type Recorded, record } from '../src/recording.ts'
import { checkUndoTime, type TakenBack, takeBack, takenBackBlocks, takenBackWords } from '../src/undoing.ts'

const given = z.object({ on: z.string(), asGiven: z.string() })

const entry = z.object({
  refs: z.array(z.string()).min(1),
  rating: z.string().optional(),
  state: z.enum(['not-started', 'in-progress', 'complete']).optional(),
  on: given.optional(),
  /** Nothing has changed: counts as an update for the period. */
  unchanged: z.literal(true).optional(),
  note: z.string().trim().min(1).optional(),
})

const schema = entry.partial({ refs: true }).extend({
  /** The item that was chosen in a form. */
  item: z.string().optional(),
  /** Another due date, asked for with the note as its reason. */
  date: given.optional(),
  source: z.string().optional(),
  evidence: z.string().trim().min(1).optional(),
  /** The entry that it corrects. */
  entry: z.number().optional(),
  /** The entry, of a moment ago, that it takes the place of: that was about another item. */
  instead: z.number().optional(),
  /** What the same line says of other items. */
  also: z.array(entry).optional(),
})

type Entry = z.output<typeof entry>

/** "on" with a number close behind it was meant as a day; "on schedule" was not. */
const UNREAD_DAY = /^on\s+(?:\S+\s+){0,2}\S*\d/i

type Given = z.output<typeof schema>
type Named = Given & { readonly refs: readonly string[] }

export default defineCommand<Given>({
  summary: 'Record progress: a rating, a state or a note',
  forms: [
    '',
    '<refs>',
    '<refs> <rating> [correcting <entry>] [instead of <instead:entry>] [via <source>] [note]',
    '<refs> <state> <on:past-date> [note]',
    '<refs> <state> [on <on:past-date>] [correcting <entry>] [instead of <instead:entry>] [via <source>] [note]',
    '<refs> correcting <entry> <note>',
    '<refs> instead of <instead:entry> <note>',
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
      `update ${first} ${rating} waiting for the panel; ${second} complete`,
      `${first} is ${rating} now, waiting for the panel`,
    ]
  },
  arguments: schema,
  changes: true,
  async run(context, { item, refs = item === undefined ? undefined : [item], ...said }) {
    if (refs === undefined) return form(context, { note: said.note })
    const args = { ...said, refs }
    if (args.date) await checkAsked(context, args, args.date)
    const entries = [args, ...(args.also ?? [])]
    const [only, ...more] = entries
    if (only && more.length === 0 && isBlank(args)) return form(context, { refs: only.refs })
    for (const each of entries) checkDay(context, each)
    const taken = args.instead === undefined ? undefined : await takeBackEntry(context, args.instead)
    if (args.entry !== undefined) await checkCorrected(context, args.entry, args.refs)
    const { source, evidence, entry: correctsId } = args
    const recorded = await record(
      context,
      entries.flatMap(({ refs, rating, state, on, unchanged, note }, index) =>
        itemsOf(context, refs).map((item) => ({
          item,
          kind: unchanged ? ('confirm' as const) : ('update' as const),
          rating,
          state,
          completedOn: on?.on,
          note,
          source,
          ...(index === 0 ? { evidence, correctsId } : {}),
        })),
      ),
    )
    if (source && recorded.some(({ right }) => right.may !== 'on-behalf')) {
      throw new UserError(
        'invalid',
        'Only the coordinator, who speaks for others, names a source. Say it without "via". Nothing was recorded.',
      )
    }
    const outcome = await receipt(context, recorded)
    if (args.date) return withRequest(outcome, await askFor(context, recorded, args.date))
    return taken ? withTakenBack(context, outcome, taken) : outcome
  },
})

function isBlank({ rating, state, note, source, evidence, unchanged }: Given): boolean {
  return !rating && !state && !note && !source && !evidence && !unchanged
}

function checkDay(context: Context, { state, on, note }: Entry): void {
  if (on && state !== 'complete') {
    throw new UserError(
      'invalid',
      'Only a completion has a day: update <ref> complete on <date>. Nothing was recorded.',
    )
  }
  if (state && !on && UNREAD_DAY.test(note ?? '')) {
    throw new UserError(
      'invalid',
      'I cannot read the day after "on". Write it as 3 November 2020, with a colon before a note: update <ref> complete on 3 November 2020: <note>. Nothing was recorded.',
    )
  }
  if (on && on.on > context.today) {
    throw new UserError(
      'invalid',
      `${shortDay(on.on)} is still to come; an item is complete from the day it is done. Nothing was recorded.`,
    )
  }
}

/** What was said of the wrong item a moment ago is taken back in the same transaction. */
async function takeBackEntry(context: Context, id: number): Promise<TakenBack> {
  const batch = await findLatestBatch(context.db, context.model.plan.id, context.speaker.personId)
  const [said, ...others] = batch
  if (said?.id !== id || others.length > 0) {
    throw new UserError(
      'conflict',
      `Entry #${id} is not the last that you recorded by itself; nothing was changed. Your last one is taken back with: undo`,
      ['undo'],
    )
  }
  await checkUndoTime(
    context,
    new Date(said.recordedAt),
    () => 'Record the right item now, and correct the other with a new update.',
  )
  return takeBack(context, batch)
}

function withTakenBack(context: Context, outcome: Outcome, taken: TakenBack): Outcome {
  return {
    ...outcome,
    message: {
      summary: `${takenBackWords(context, taken)} ${outcome.message.summary}`,
      blocks: [...takenBackBlocks(context, taken), ...outcome.message.blocks],
    },
    changes: [...fieldChanges(taken.undone), ...(outcome.changes ?? [])],
    notices: [...taken.notices, ...(outcome.notices ?? [])],
  }
}

async function checkCorrected(context: Context, entry: number, refs: readonly string[]): Promise<void> {
  const corrected = await findUpdate(context.db, context.model.plan.id, entry)
  if (corrected && itemsOf(context, refs).some((item) => item.id === corrected.itemId)) return
  throw new UserError(
    'unknown',
    `There is no entry #${entry} for that item. The entries are listed by: history <ref>`,
  )
}

/** Another date that a form asks for with the update: checked before anything is recorded. */
async function checkAsked(context: Context, { refs, note, state }: Named, date: GivenDay): Promise<void> {
  const [item, ...others] = itemsOf(context, refs)
  if (!item || others.length > 0) {
    throw new UserError('invalid', 'A new date is asked for one item at a time. Nothing was recorded.')
  }
  if (state === 'complete') {
    throw new UserError('invalid', `${item.ref} needs no new date when it is complete. Nothing was recorded.`)
  }
  if (note === undefined) {
    throw new UserError('invalid', 'Say in the note why it needs another date. Nothing was recorded.')
  }
  const all = await readStandings(context.db, context.model, {
    today: context.today,
    only: new Set([item.id]),
  })
  checkNewDate(context, item, standingOf(all, item), date)
}

async function askFor(context: Context, [recorded]: readonly Recorded[], date: GivenDay): Promise<string> {
  if (!recorded) throw new Error('no item')
  const { item, after: standing, draft, right } = recorded
  const onBehalfOf = right.may === 'on-behalf' ? (holdersOf(context, item)[0] ?? null) : null
  const { number } = await requestDate(context, {
    item,
    standing,
    date,
    reason: draft.note ?? '',
    onBehalfOf,
  })
  return `R${number} asks for ${longDay(date.on)} for ${item.ref}. ${await decidesSentence(context, 'date')}`
}

function withRequest(outcome: Outcome, text: string): Outcome {
  const [first, ...rest] = outcome.message.blocks
  return {
    ...outcome,
    message: {
      summary: `${outcome.message.summary} ${text}`,
      blocks: [...(first ? [first] : []), { kind: 'paragraph', text }, ...rest],
    },
  }
}

/** Nothing is said yet: the form where forms can be shown, a short question where they cannot. */
function form(context: Context, known: { refs?: readonly string[]; note?: string | undefined }): Outcome {
  const { scale } = context.model.plan
  const ref = known.refs?.join(', ')
  const several = (known.refs ?? []).length > 1
  const text = ref === undefined ? 'Which item is it about?' : `How does ${ref} stand?`
  const fields: readonly (Field | false)[] = [
    ref === undefined && itemField(context),
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
      ...(known.note === undefined ? {} : { value: known.note }),
    },
    {
      name: 'evidence',
      label: 'Evidence',
      hint: 'A link, or what it is and where',
      input: 'text',
      required: false,
    },
    !several && {
      name: 'date',
      label: 'New date, if it is delayed',
      hint: 'It is asked for, with the note as the reason',
      input: 'day',
      required: false,
    },
  ]
  const shown: Form = {
    kind: 'form',
    title: ref === undefined ? 'Record an update' : `Update ${ref}`,
    command: 'update',
    settled: known.refs === undefined ? {} : { refs: known.refs },
    submit: 'Record',
    line: `update ${ref ?? '<ref>'} <rating> <note>`,
    fields: fields.filter((field) => field !== false),
  }
  const said = known.note === undefined ? '' : ` ${known.note}`
  return {
    message: { summary: text, blocks: [{ kind: 'paragraph', text }, shown] },
    waits: true,
    question: {
      text,
      options: ref === undefined ? [] : positions(context, ref),
      answerLine: ref === undefined ? `update {answer}${said}` : `update ${ref} {answer}`,
    },
  }
}

function positions(context: Context, ref: string): readonly Option[] {
  const ratings = context.model.plan.scale.ratings.filter((rating) => !rating.final)
  return [
    ...ratings.map((rating) => ({ label: rating.label, line: `update ${ref} ${rating.code}` })),
    { label: 'Complete', line: `update ${ref} complete` },
    { label: 'No change', line: `confirm ${ref}` },
  ]
}

/** What the speaker may update. */
function itemField({ model, speaker }: Context): Field {
  const own = model.items.filter((item) => rightToUpdate(speaker, item, model.items).may !== 'not')
  if (own.length === 0) {
    throw new UserError('refused', 'You own no item of this plan, so there is nothing for you to update.', [
      'help',
    ])
  }
  return {
    name: 'item',
    label: 'Item',
    input: 'choice',
    required: true,
    choices: own.map(({ ref, title }) => ({ value: ref, label: `${ref} ${title}` })),
  }
}
