import { readItemStatuses } from '../../data/item-status.ts'
import type { Context, Outcome } from '../command.ts'
import { rightToUpdate } from '../domain/authority.ts'
import type { Item } from '../domain/plan.ts'
import type { Option } from '../domain/question.ts'
import { needsWord } from '../domain/reference.ts'
import { needsSignOff, type Rating, type Scale } from '../domain/scale.ts'
import { UserError } from '../errors.ts'
import { itemsOf } from '../lookup/items.ts'
import type { Field, Form } from '../message.ts'
import { stateMark } from '../status/item-text.ts'
import { ownItems } from '../status/own-items.ts'

/** Asks for an update's content: with a form, or with a short question where forms cannot be shown. */
export async function updateForm(
  context: Context,
  { refs, note }: { refs?: readonly string[]; note?: string | undefined },
): Promise<Outcome> {
  return refs === undefined ? formForAny(context, note) : formFor(context, refs)
}

/** The form for some items. */
export async function itemForm(context: Context, refs: readonly string[]): Promise<Form> {
  const ref = refs.join(', ')
  return formOf(context, {
    title: `Update ${ref}`,
    settled: { refs },
    line: `update ${ref} <rating> <note>`,
    standing: await standingOf(context, refs),
  })
}

/** How the items of a form stand, in the words of its fields. */
interface Standing {
  readonly rating?: string
  readonly state?: string
}

/** Says how items stand that all stand alike. */
async function standingOf(context: Context, refs: readonly string[]): Promise<Standing> {
  const { db, model, today } = context
  const only = new Set(itemsOf(context, refs).map(({ id }) => id))
  const positions = [...(await readItemStatuses(db, model, { today, only })).values()].map(
    ({ position }) => position,
  )
  const rating = alike(positions.map((each) => plainRating(each.rating)))
  const state = alike(positions.map((each) => stateMark(each.state)))
  return { ...(rating === undefined ? {} : { rating }), ...(state === undefined ? {} : { state }) }
}

function plainRating(rating: Rating | null): string {
  return rating ? `${rating.mark} ${rating.label}` : '○ Not rated'
}

function alike(texts: readonly string[]): string | undefined {
  const [first, ...others] = new Set(texts)
  return others.length === 0 ? first : undefined
}

function withStanding(field: Field, asItIs: string | undefined): Field {
  return asItIs === undefined ? field : { ...field, asItIs }
}

async function formFor(context: Context, refs: readonly string[]): Promise<Outcome> {
  const ref = refs.join(', ')
  const [only, ...others] = itemsOf(context, refs)
  const ratings = context.model.plan.scale.ratings.filter((rating) => !needsSignOff(rating))
  const text = `How does ${ref} stand?`
  return {
    message: { summary: text, blocks: [{ kind: 'paragraph', text }, await itemForm(context, refs)] },
    waits: true,
    ...(only && others.length === 0 ? { itemId: only.id } : {}),
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

/** A person reads through this many choices. */
const MOST_OPTIONS = 5

/** The words of a message that was chosen become the note. */
async function formForAny(context: Context, note: string | undefined): Promise<Outcome> {
  const { items } = context.model
  const own = (await ownItems(context)).open.map(({ item }) => item)
  const others = items.filter(
    (item) =>
      !own.includes(item) && !needsWord(item) && rightToUpdate(context.speaker, item, items).may !== 'not',
  )
  const choices = [...own, ...others].map(({ ref, title }) => ({ value: ref, label: `${ref} ${title}` }))
  if (choices.length === 0) {
    throw new UserError(
      'refused',
      'You answer for no item of this plan, so there is none that you can update.',
      ['mine'],
    )
  }
  const text = 'Which item, and how does it stand?'
  const form = formOf(context, {
    title: 'Update',
    settled: {},
    line: 'update <ref> <rating> <note>',
    item: itemField(choices),
    note,
  })
  return {
    message: { summary: text, blocks: [{ kind: 'paragraph', text }, form] },
    waits: true,
    question: {
      text,
      options: note === undefined ? own.slice(0, MOST_OPTIONS).map(optionFor) : [],
      answerLine: note === undefined ? 'update {answer}' : `update {answer} note ${note}`,
    },
  }
}

function optionFor({ ref }: Item): Option {
  return { label: ref, line: `update ${ref}` }
}

/** No platform's list of choices holds more. */
const MOST_CHOICES = 100

function itemField(choices: NonNullable<Field['choices']>): Field {
  const item = { name: 'item', label: 'Item', required: true } as const
  return choices.length <= MOST_CHOICES
    ? { ...item, input: 'choice', choices }
    : { ...item, input: 'text', hint: `Its reference, such as ${choices[0]?.value}` }
}

function ratingFields({ ratings }: Scale, asItIs: string | undefined): readonly Field[] {
  if (ratings.length === 0) return []
  const choices = ratings.map(({ code, mark, label, definition }) => ({
    value: code,
    label: `${mark} ${label}: ${definition}`,
  }))
  const field: Field = { name: 'rating', label: 'Rating', input: 'choice', required: false, choices }
  return [withStanding(field, asItIs)]
}

const STATE: Field = {
  name: 'state',
  label: 'State',
  input: 'choice',
  required: false,
  choices: [
    { value: 'not-started', label: 'Not started' },
    { value: 'in-progress', label: 'In progress' },
    { value: 'complete', label: 'Complete' },
  ],
}

function formOf(
  { model }: Context,
  {
    item,
    note,
    standing = {},
    ...form
  }: Pick<Form, 'title' | 'settled' | 'line'> & {
    item?: Field
    note?: string | undefined
    standing?: Standing
  },
): Form {
  return {
    kind: 'form',
    command: 'update',
    adds: { filled: true },
    submit: 'Record',
    ...form,
    fields: [
      ...(item ? [item] : []),
      ...ratingFields(model.plan.scale, standing.rating),
      withStanding(STATE, standing.state),
      {
        name: 'note',
        label: 'Note',
        hint: 'What has happened, and what comes next; why, if it is late',
        input: 'paragraph',
        required: false,
        ...(note === undefined ? {} : { value: note }),
      },
      {
        name: 'evidence',
        label: 'Evidence',
        hint: 'A link, or what it is and where',
        input: 'text',
        required: false,
      },
      {
        name: 'date',
        label: 'New date, if it is delayed',
        hint: 'Asks for it; the note is the reason',
        input: 'day',
        required: false,
      },
    ],
  }
}
