import { z } from 'zod'
import { findLatestBatch, findUpdate } from '../data/updates.ts'
import { type Context, defineCommand, type Outcome } from '../src/command.ts'
import { isDay } from '../src/domain/day.ts'
import { listed, longDay, shortDay } from '../src/domain/format.ts'
import { readReferences } from '../src/domain/reference.ts'
import { UserError } from '../src/errors.ts'
import { boundDay, dayFrom, givenDay } from '../src/lookup/days.ts'
import { itemsOf } from '../src/lookup/items.ts'
import { type Block, sentence } from '../src/message.ts'
import { requestDate, revisable } from '../src/requests/ask.ts'
import { updateForm } from '../src/updates/form.ts'
import { receipt } from '../src/updates/receipt.ts'
import { fieldChanges, type Recorded, record } from '../src/updates/record.ts'
import {
  checkUndoTime,
  type TakenBack,
  takeBack,
  takenBackBlocks,
  takenBackWords,
} from '../src/updates/undo.ts'

const given = boundDay.extend({ orOn: z.string().refine(isDay).optional() })

const entry = z.object({
  refs: z.array(z.string()).min(1),
  rating: z.string().optional(),
  state: z.enum(['not-started', 'in-progress', 'complete']).optional(),
  on: given.optional(),
  /** Nothing has changed: counts as an update for the period. */
  unchanged: z.literal(true).optional(),
  note: z.string().trim().min(1).optional(),
})

const schema = entry.extend({
  refs: z.array(z.string()).min(1).optional(),
  /** The item that was chosen in a form. */
  item: z.string().optional(),
  source: z.string().optional(),
  evidence: z.string().trim().min(1).optional(),
  /** The entry that it corrects. */
  entry: z.number().optional(),
  /** The entry, of a moment ago, that it takes the place of: that was about another item. */
  instead: z.number().optional(),
  /** What the same line says of other items. */
  also: z.array(entry).optional(),
  /** Another due date that is asked for with it; the note is the reason. */
  date: givenDay.optional(),
  /** It comes from a form, in which nothing else may be said. */
  filled: z.literal(true).optional(),
})

type Entry = Omit<z.output<typeof entry>, 'refs'> & { readonly refs: readonly string[] }

/** "on" with a number close behind it was meant as a day; "on schedule" was not. */
const UNREAD_DAY = /^on\s+(?:\S+\s+){0,2}\S*\d/i

type Given = z.output<typeof schema>

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
  async run(context, given) {
    const named = given.refs ?? given.item
    if (named === undefined) {
      if (!given.filled) return updateForm(context, { note: given.note })
      throw new UserError('invalid', 'Choose an item. Nothing was recorded.', [], 'item')
    }
    const args = { ...given, refs: refsFrom(context, named) }
    const entries: readonly Entry[] = [args, ...(args.also ?? [])]
    if (entries.length === 1 && isBlank(args)) {
      if (!args.filled) return updateForm(context, { refs: args.refs })
      throw new UserError('invalid', 'Nothing was filled in, so nothing was recorded.', [], 'rating')
    }
    for (const each of entries) checkEntry(context, each)
    const doubtful = entries.find((each) => each.on?.orOn !== undefined)
    if (doubtful) return whichDay(args, doubtful)
    const taken = args.instead === undefined ? undefined : await takeBackEntry(context, args.instead)
    if (args.entry !== undefined) await checkCorrected(context, args.entry, args.refs)
    const said = entries.some((each) => !isBlank({ ...each, date: undefined }))
    const recorded = said ? await recordAll(context, args, entries) : []
    const outcomes = [
      ...(said ? [await receipt(context, recorded)] : []),
      ...(args.date === undefined ? [] : await askDates(context, args, recorded)),
    ]
    const outcome = joined(outcomes)
    return taken ? withTakenBack(context, outcome, taken) : outcome
  },
})

/** "complete on Friday", said on a Wednesday: the one gone, or a plan for the one to come. */
function whichDay(args: Args, { refs, on }: Entry): Outcome {
  const settled = (entry: Entry) =>
    entry.on ? { ...entry, on: { on: entry.on.on, asGiven: entry.on.asGiven } } : entry
  const ref = refs.join(', ')
  const text = `Was ${ref} complete on ${longDay(on?.on ?? '')}? ${longDay(on?.orOn ?? '')} is still to come.`
  const meant = { ...settled(args), ...(args.also ? { also: args.also.map(settled) } : {}) }
  return {
    message: sentence(text),
    waits: true,
    question: {
      text,
      options: [
        {
          label: `Yes, complete on ${shortDay(on?.on ?? '')}`,
          line: `update ${ref} complete on ${on?.on}`,
          submission: { command: 'update', arguments: meant },
        },
      ],
      isYesNo: true,
      answerLine: null,
    },
  }
}

type Args = Omit<Given, 'refs' | 'item'> & { readonly refs: readonly string[] }

async function recordAll(
  context: Context,
  args: Args,
  entries: readonly Entry[],
): Promise<readonly Recorded[]> {
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
  return recorded
}

/** The date that a form asks for goes with what it says: one receipt for both. */
async function askDates(
  context: Context,
  { refs, date: given, note: reason }: Args,
  recorded: readonly Recorded[],
): Promise<readonly Outcome[]> {
  const date = dayFrom(context, given ?? '', 'date')
  if (!reason)
    throw new UserError(
      'invalid',
      'Say in the note why it needs another date. Nothing was recorded.',
      [],
      'note',
    )
  const outcomes: Outcome[] = []
  for (const item of itemsOf(context, refs)) {
    const status = await revisable(context, item)
    const updateId = recorded.find((each) => each.item.id === item.id)?.updateId ?? null
    outcomes.push(await requestDate(context, { item, status, date, reason, updateId }))
  }
  return outcomes
}

/** Several outcomes of one line as one; the question that the first would ask gives way to what was said with it. */
function joined(outcomes: readonly Outcome[]): Outcome {
  const [first, ...others] = outcomes
  if (!first) throw new Error('an update of nothing')
  if (others.length === 0) return first
  const { question: _, ...rest } = first
  const blocks = outcomes.map(({ message }) => message.blocks)
  const isButtons = (block: Block) => block.kind === 'buttons'
  return {
    ...rest,
    message: {
      summary: outcomes.map(({ message }) => message.summary).join(' '),
      blocks: [
        ...blocks.flatMap((each) => each.filter((block) => !isButtons(block))),
        ...blocks.flatMap((each) => each.filter(isButtons)),
      ],
    },
    changes: outcomes.flatMap(({ changes = [] }) => changes),
    items: outcomes.at(-1)?.items ?? [],
    notices: outcomes.flatMap(({ notices = [] }) => notices),
  }
}

function refsFrom({ vocabulary }: Context, given: readonly string[] | string): readonly string[] {
  if (typeof given !== 'string') return given
  const found = readReferences(given, vocabulary.references)
  if (found) return found.map(({ ref }) => ref)
  throw new UserError(
    'unknown',
    `“${given.slice(0, 40)}” is no item of this plan. Write its reference, such as ${[...vocabulary.references.values()][0]?.ref}.`,
    [],
    'item',
  )
}

function isBlank({
  rating,
  state,
  note,
  source,
  evidence,
  unchanged,
  date,
}: Partial<Omit<Given, 'refs'>>): boolean {
  return !rating && !state && !note && !source && !evidence && !unchanged && !date
}

function checkEntry(context: Context, entry: Entry): void {
  const { scale } = context.model.plan
  const isKnown = scale.ratings.some(({ code }) => code === entry.rating)
  if (entry.rating !== undefined && !isKnown) {
    const ratings = listed(
      scale.ratings.map(({ label }) => label.toLowerCase()),
      'or',
    )
    throw new UserError(
      'invalid',
      `“${entry.rating.slice(0, 40)}” is no rating of this plan: expected ${ratings}.`,
      [],
      'rating',
    )
  }
  checkDay(context, entry)
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
