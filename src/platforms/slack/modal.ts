import type { KnownBlock, ModalView } from '@slack/web-api'
import { z } from 'zod'
import { longDay } from '../../domain/format.ts'
import type { Field, Form } from '../../message.ts'
import {
  INPUT_LABEL,
  INPUT_TEXT,
  OPTION_TEXT,
  OPTION_VALUE,
  PRIVATE_METADATA,
  RADIO_OPTIONS,
  SELECT_OPTIONS,
  TEXT,
  VIEW_WORDS,
} from '../../render/slack/limits.ts'
import { lengthOf, plainText } from '../../render/slack/words.ts'

/** Every modal of ours. */
export const MODAL = 'form'

const carriedSchema = z.object({
  command: z.string(),
  settled: z.record(z.string(), z.unknown()),
  nonce: z.string().optional(),
  /** Where it was asked for, and where its receipt goes. */
  conversation: z.string(),
  channel: z.string().nullable(),
  thread: z.string().nullable(),
})

/** What a modal keeps until it is submitted. */
export type Carried = z.output<typeof carriedSchema>

/** A form as a modal; undefined where Slack could not hold what it carries. */
export function modalOf(
  form: Form,
  place: Omit<Carried, 'command' | 'settled' | 'nonce'>,
): ModalView | undefined {
  const { command, settled, nonce } = form
  const carried = JSON.stringify({ command, settled, nonce, ...place } satisfies {
    [Key in keyof Carried]: unknown
  })
  if (lengthOf(carried) > PRIVATE_METADATA) return undefined
  const isCut = lengthOf(form.title) > VIEW_WORDS
  return {
    type: 'modal',
    callback_id: MODAL,
    private_metadata: carried,
    title: plainText(form.title, VIEW_WORDS),
    submit: plainText(form.submit, VIEW_WORDS),
    close: plainText('Cancel', VIEW_WORDS),
    blocks: [
      ...(isCut ? [{ type: 'section', text: plainText(form.title, TEXT) } satisfies KnownBlock] : []),
      ...form.fields.map(input),
    ],
  }
}

/** What a modal kept, when it comes back: a claim like all that comes from outside. */
export function carriedBy(privateMetadata: string): Carried | undefined {
  try {
    return carriedSchema.safeParse(JSON.parse(privateMetadata)).data
  } catch {
    return undefined
  }
}

interface StateValue {
  readonly value?: string | null | undefined
  readonly selected_option?: { readonly value: string } | null | undefined
  readonly selected_date?: string | null | undefined
}

/** The fields that were filled in, as the command's arguments; what was left empty is not said. */
export function filledIn(
  values: Readonly<Record<string, Readonly<Record<string, StateValue>>>>,
): Readonly<Record<string, unknown>> {
  const filled = Object.entries(values).map(([name, element]) => [name, given(element[ELEMENT])] as const)
  return Object.fromEntries(filled.filter(([, value]) => value !== ''))
}

function given({ value, selected_option: option, selected_date: day }: StateValue = {}): unknown {
  return day ? givenDay(day) : (option?.value ?? value ?? '')
}

const ELEMENT = 'value'

/** As a person would have written it. */
function givenDay(on: string): { on: string; asGiven: string } {
  return { on, asGiven: longDay(on).replace(/^\S+ /, '') }
}

function input(field: Field): KnownBlock {
  const hint = [field.hint, definitions(field)].filter(Boolean).join('\n')
  return {
    type: 'input',
    block_id: field.name,
    optional: !field.required,
    label: plainText(field.label, INPUT_LABEL),
    element: element(field),
    ...(hint === '' ? {} : { hint: plainText(hint, INPUT_LABEL) }),
  }
}

type InputElement = Extract<KnownBlock, { type: 'input' }>['element']

function element(field: Field): InputElement {
  const { input: kind, value = '' } = field
  const choices = kind === 'choice' ? fittingChoices(field) : undefined
  if (choices) return choice(choices, value)
  switch (kind) {
    case 'day':
      return { type: 'datepicker', action_id: ELEMENT, ...(value === '' ? {} : { initial_date: value }) }
    case 'text':
    case 'paragraph':
    case 'choice':
      return {
        type: 'plain_text_input',
        action_id: ELEMENT,
        multiline: kind === 'paragraph',
        max_length: INPUT_TEXT,
        ...(value === '' ? {} : { initial_value: [...value].slice(0, INPUT_TEXT).join('') }),
      }
  }
}

type Choices = NonNullable<Field['choices']>

/** More choices than a menu holds, or longer ones, are typed instead. */
function fittingChoices({ choices = [] }: Field): Choices | undefined {
  const fit =
    choices.length <= SELECT_OPTIONS && choices.every(({ value }) => lengthOf(value) <= OPTION_VALUE)
  return fit && choices.length > 0 ? choices : undefined
}

function choice(choices: Choices, value: string): InputElement {
  const options = choices.map(option)
  const initial = options[choices.findIndex((each) => each.value === value)]
  const chosen = initial ? { initial_option: initial } : {}
  return choices.length <= RADIO_OPTIONS
    ? { type: 'radio_buttons', action_id: ELEMENT, options, ...chosen }
    : { type: 'static_select', action_id: ELEMENT, options, ...chosen }
}

/** `▲ Amber: progress is slower…` is the choice and what it means. */
function option({ value, label }: Choices[number]) {
  const { name, meaning } = named(label)
  return {
    value,
    text: plainText(name, OPTION_TEXT),
    ...(meaning === '' ? {} : { description: plainText(meaning, OPTION_TEXT) }),
  }
}

function named(label: string): { name: string; meaning: string } {
  const at = label.indexOf(': ')
  return at < 0 ? { name: label, meaning: '' } : { name: label.slice(0, at), meaning: label.slice(at + 2) }
}

/** In full below the field, where an option had to cut them. */
function definitions(field: Field): string {
  const isCut = field.choices?.some(({ label }) => lengthOf(named(label).meaning) > OPTION_TEXT)
  const isShown = field.input === 'choice' && fittingChoices(field) !== undefined
  return isCut && isShown ? (field.choices ?? []).map(({ label }) => label).join('\n') : ''
}
