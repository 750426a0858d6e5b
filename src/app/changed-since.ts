import { readItemStatuses } from '../../data/item-status.ts'
import { findRequest } from '../../data/requests.ts'
import type { TrailEntry } from '../../data/trail.ts'
import { changesSince } from '../../data/trail-since.ts'
import type { Context, Outcome } from '../command.ts'
import { listed, moment } from '../domain/format.ts'
import type { Item } from '../domain/plan.ts'
import type { Submission } from '../domain/question.ts'
import { readReferences } from '../domain/reference-list.ts'
import { statusOf, withParts } from '../lookup/items.ts'
import { type Fact, type Form, type Inline, said, sentence, type Text } from '../message.ts'
import { dueText, positionText } from '../status/item-text.ts'
import type { HeardCommand } from './run-command.ts'

/**
 * Asks first when an item was changed after the speaker was shown the form or question that they now answer. What has
 * happened and what they are about to record stand side by side; sending it again records it.
 */
export async function askIfChanged(heard: HeardCommand, context: Context): Promise<Outcome | undefined> {
  const { seen, name, args, line } = heard
  if (seen === undefined) return undefined
  const items = await itemsNamed(heard, context)
  if (items.length === 0) return undefined
  const refs = items.map(({ ref }) => ref)
  const changes = await changesSince(context.db, context.model.plan.id, { seen, refs })
  if (changes.length === 0) return undefined
  const changed = items.filter(({ ref }) => changes.some((each) => each.ref === null || each.ref === ref))
  const form = await formAgain(heard, context, refs)
  const which = listed(changed.map(({ ref }) => ref))
  const text =
    name === 'confirm'
      ? `${which} changed after that was shown to you. Shall “no change” be recorded for ${changed.length > 1 ? 'them as they are' : 'it as it is'} now?`
      : `${which} changed while you were answering. Shall yours be recorded all the same?`
  const facts: readonly Fact[] = [
    ...changes.slice(-MOST_CHANGES).map((entry) => ({ label: 'Changed', value: changeText(context, entry) })),
    ...(await Promise.all(changed.map((item) => nowFact(context, item)))),
    { label: 'Yours', value: yoursText(line, form) },
  ]
  const message = sentence(text, { kind: 'facts', facts })
  if (form) return { message: { ...message, blocks: [...message.blocks, form] }, waits: true }
  return {
    message,
    waits: true,
    question: {
      text,
      options: [
        {
          label: 'Yes, record it',
          line,
          submission: { command: name, arguments: args as Submission['arguments'] },
        },
      ],
      isYesNo: true,
      answerLine: null,
    },
  }
}

/** A reader takes in this many changes; the item's position tells the rest. */
const MOST_CHANGES = 3

interface Naming {
  readonly ref?: unknown
  readonly refs?: unknown
  readonly item?: unknown
  readonly also?: unknown
  readonly request?: unknown
  readonly requests?: unknown
  readonly reversing?: unknown
}

/** The items that the arguments name. They may come from outside and be anything. */
async function itemsNamed({ args }: HeardCommand, context: Context): Promise<readonly Item[]> {
  const { model, vocabulary } = context
  const naming = (args ?? {}) as Naming
  const also = Array.isArray(naming.also) ? (naming.also as readonly (Naming | null)[]) : []
  const given = [naming, ...also].flatMap((each) => [each?.ref, each?.refs, each?.item]).flat()
  const named = new Set(
    given.flatMap((each) =>
      typeof each === 'string' ? (readReferences(each, vocabulary.references) ?? []).map(({ id }) => id) : [],
    ),
  )
  const reversed = naming.reversing === true ? await itemsRequested(naming, context) : []
  return model.items.filter(({ id }) => named.has(id) || reversed.includes(id))
}

/** The ids of the items of requests. Deciding tells by itself what was decided before, unless that is reversed knowingly. */
async function itemsRequested(
  { request, requests }: Naming,
  { db, model }: Context,
): Promise<readonly number[]> {
  const numbers = [request, requests].flat().filter((each) => typeof each === 'number')
  const found = await Promise.all(numbers.map((number) => findRequest(db, model.plan.id, number)))
  return found.flatMap((each) => (each ? [each.itemId] : []))
}

function changeText({ model, speaker }: Context, { by, at, action, onBehalfOf }: TrailEntry): Text {
  const who = by === speaker.name ? 'you' : by
  const behalf = onBehalfOf === null ? '' : ` for ${onBehalfOf}`
  return `${who}${behalf}, ${moment(new Date(at), model.plan.timeZone)}: ${ACTIONS[action] ?? action}`
}

const ACTIONS: Readonly<Record<string, string>> = {
  update: 'an update',
  confirm: 'no change',
  undo: 'taken back',
  revise: 'another date asked for',
  withdraw: 'a request withdrawn',
  approve: 'approved',
  decline: 'declined',
  defer: 'deferred',
  recommend: 'a recommendation',
  import: 'a newer plan file',
}

async function nowFact(context: Context, item: Item): Promise<Fact> {
  const { model, today, db } = context
  const only = withParts([item], model.items)
  const status = statusOf(await readItemStatuses(db, model, { today, only }), item)
  const { note } = status.position.record
  return {
    label: `${item.ref} now`,
    value: [
      ...positionText(status.position, model.plan.scale),
      `; due ${dueText(status)}`,
      ...(note ? ['; ', said(note.text)] : []),
    ],
  }
}

/** What the speaker is about to record: their line, or the fields that they filled in. */
function yoursText(line: string, form: Form | undefined): Text {
  if (!form) return [said(line)]
  const filled = form.fields.filter(({ value }) => value !== undefined)
  return filled.flatMap(({ label, value = '', choices = [] }, index): readonly Inline[] => {
    const shown = choices.find((choice) => choice.value === value)?.label.replace(/: .*/s, '') ?? value
    return [index === 0 ? '' : ', ', `${label} `, said(shown)]
  })
}

/** The form for these items as they are now, with what was filled in before. */
async function formAgain(
  { command, args, isForm }: HeardCommand,
  context: Context,
  refs: readonly string[],
): Promise<Form | undefined> {
  if (!isForm || !command.form) return undefined
  const form = await command.form(context, refs)
  return {
    ...form,
    submit: `${form.submit} all the same`,
    fields: form.fields.map((field) => {
      const value = textOf((args as Readonly<Record<string, unknown>>)[field.name])
      return value === undefined ? field : { ...field, value }
    }),
  }
}

/** A field's value as text; a day comes as `{ on, asGiven }` or as typed. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  const { on } = (value ?? {}) as { on?: unknown }
  return typeof on === 'string' ? on : undefined
}
