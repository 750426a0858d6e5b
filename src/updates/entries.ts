import { z } from 'zod'
import { findLatestBatch, findUpdate } from '../../data/updates.ts'
import type { Context, Outcome } from '../command.ts'
import { listed, longDay, shortDay } from '../domain/format.ts'
import { readReferences } from '../domain/reference-list.ts'
import { saidBack } from '../domain/text.ts'
import { UserError } from '../errors.ts'
import { completionDay, dayFrom, givenDay } from '../lookup/days.ts'
import { itemsOf } from '../lookup/items.ts'
import { type Block, sentence } from '../message.ts'
import { requestDate, revisable } from '../requests/ask.ts'
import { fieldChanges, type Recorded, record } from './record.ts'
import { takenBackBlocks, takenBackWords } from './taken-back-words.ts'
import { checkUndoTime, type TakenBack, takeBack } from './undo.ts'

/** More than one line can say. */
const MOST_ENTRIES = 200

const updateEntry = z.object({
  refs: z.array(z.string()).min(1),
  rating: z.string().optional(),
  state: z.enum(['not-started', 'in-progress', 'complete']).optional(),
  on: completionDay.optional(),
  /** Nothing has changed, which counts as an update for the period. */
  unchanged: z.literal(true).optional(),
  note: z.string().trim().min(1).optional(),
})

/** What the command, a form or a choice brings. */
export const updateArguments = updateEntry.extend({
  refs: z.array(z.string()).min(1).optional(),
  /** The item that was chosen in a form. */
  item: z.string().optional(),
  source: z.string().optional(),
  evidence: z.string().trim().min(1).optional(),
  /** The number of the entry that it corrects. */
  entry: z.number().optional(),
  /** The number of a recent entry, about the wrong item, that it takes the place of. */
  instead: z.number().optional(),
  /** The number of the first entry of an edited message, of which it takes the place of everything. */
  replaces: z.number().optional(),
  /** What the same line says of other items. */
  also: z.array(updateEntry).max(MOST_ENTRIES).optional(),
  /** Another due date that is asked for; the note is the reason. */
  date: givenDay.optional(),
  /** It comes from a form that was filled in. */
  filled: z.literal(true).optional(),
})

/** What a line says of one or several items in one breath. */
export type Entry = Omit<z.output<typeof updateEntry>, 'refs'> & { readonly refs: readonly string[] }

export type UpdateArguments = z.output<typeof updateArguments>

/** The arguments, with the items found. */
export type UpdateOfItems = Omit<UpdateArguments, 'refs' | 'item'> & { readonly refs: readonly string[] }

export async function recordEntries(
  context: Context,
  args: UpdateOfItems,
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

/** Asks about "complete on Friday", said on a Wednesday: the Friday gone, or a plan for the one to come? */
export function whichDay(args: UpdateOfItems, { refs, on }: Entry): Outcome {
  const settled = (each: Entry) =>
    each.on ? { ...each, on: { on: each.on.on, asGiven: each.on.asGiven } } : each
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

export function refsFrom({ vocabulary }: Context, given: readonly string[] | string): readonly string[] {
  if (typeof given !== 'string') return given
  const found = readReferences(given, vocabulary.references)
  if (found) return found.map(({ ref }) => ref)
  throw new UserError(
    'unknown',
    `“${saidBack(given)}” is no item of this plan. Write its reference, such as ${[...vocabulary.references.values()][0]?.ref}.`,
    [],
    'item',
  )
}

export function isBlank({
  rating,
  state,
  note,
  source,
  evidence,
  unchanged,
  date,
}: Partial<Omit<UpdateArguments, 'refs'>>): boolean {
  return !rating && !state && !note && !source && !evidence && !unchanged && !date
}

export function checkEntry(context: Context, entry: Entry): void {
  const { scale } = context.model.plan
  const isKnown = scale.ratings.some(({ code }) => code === entry.rating)
  if (entry.rating !== undefined && !isKnown) {
    const ratings = listed(
      scale.ratings.map(({ label }) => label.toLowerCase()),
      'or',
    )
    throw new UserError(
      'invalid',
      `“${saidBack(entry.rating)}” is no rating of this plan: expected ${ratings}.`,
      [],
      'rating',
    )
  }
  checkDay(context, entry)
}

function checkDay(context: Context, { rating, state, on, note }: Entry): void {
  const { ratings } = context.model.plan.scale
  const completes = ratings.some(({ code, impliesState }) => code === rating && impliesState === 'complete')
  if (on && state !== 'complete' && !completes) {
    throw new UserError(
      'invalid',
      'Only a completion has a day: update <ref> complete on <date>. Nothing was recorded.',
    )
  }
  if (state && !on && UNREAD_DAY.test(note ?? '')) {
    throw new UserError(
      'invalid',
      'I cannot read the day after "on". Write it as 3 November, with a colon before a note: update <ref> complete on 3 November: <note>. Nothing was recorded.',
    )
  }
  if (on && on.on > context.today) {
    throw new UserError(
      'invalid',
      `${shortDay(on.on)} is still to come; an item is complete from the day it is done. Nothing was recorded.`,
    )
  }
}

/** "on" with a number soon after it was meant as a day; "on schedule" was not. */
const UNREAD_DAY = /^on\s+(?:\S+\s+){0,2}\S*\d/i

/** Asks for the date that a form names besides what it records. */
export async function askDates(
  context: Context,
  { refs, date: asked, note: reason }: UpdateOfItems,
  recorded: readonly Recorded[],
): Promise<readonly Outcome[]> {
  const date = dayFrom(context, asked ?? '', 'date')
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

/** Makes one receipt of several outcomes. The first one's question is dropped, because the rest of the line answers it. */
export function joined(outcomes: readonly Outcome[]): Outcome {
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

/**
 * Takes back what the speaker said of the wrong item a moment ago, in the same transaction.
 * @throws UserError unless that was their last entry, about one item alone
 */
export async function takeBackEntry(context: Context, id: number): Promise<TakenBack> {
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

/**
 * Takes back all that the speaker's last line recorded, in the same transaction.
 * @throws UserError unless it is that line, said a moment ago
 */
export async function takeBackLine(context: Context, id: number): Promise<TakenBack> {
  const batch = await findLatestBatch(context.db, context.model.plan.id, context.speaker.personId)
  const [first] = batch
  if (first?.batchId !== id)
    throw new UserError(
      'conflict',
      'You have recorded something since; nothing was changed. Please say it anew.',
    )
  await checkUndoTime(context, new Date(first.recordedAt), () => 'Say it in a new message.')
  return takeBack(context, batch)
}

/** Adds to a receipt what was taken back. */
export function withTakenBack(context: Context, outcome: Outcome, taken: TakenBack): Outcome {
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

/** @throws UserError unless the corrected entry is about one of these items */
export async function checkCorrected(
  context: Context,
  entry: number,
  refs: readonly string[],
): Promise<void> {
  const corrected = await findUpdate(context.db, context.model.plan.id, entry)
  if (corrected && itemsOf(context, refs).some((item) => item.id === corrected.itemId)) return
  throw new UserError(
    'unknown',
    `There is no entry #${entry} for that item. The entries are listed by: history <ref>`,
  )
}
