import type { Field, Form } from '../../message.ts'
import { actionSets, execute } from './actions.ts'
import type { Action, Element, FormData, Input } from './card.ts'
import { markdownText, plainText, richText } from './text.ts'

/** The most that a person may type into a field, as anywhere. */
const MOST_CHARACTERS = 4_000
/** With more choices than this a list that opens takes less room. */
const MOST_OPEN_CHOICES = 5

/** What a form is shown again with when it was not accepted. */
export interface Refilled {
  /** What was wrong; `field` where one alone was. */
  readonly error?: { readonly text: string; readonly field?: string | undefined }
  /** What was typed, by the names of the fields. */
  readonly values?: Readonly<Record<string, string>>
}

export function formElements(form: Form, refilled: Refilled, actions: readonly Action[]): readonly Element[] {
  return [
    {
      type: 'TextBlock',
      style: 'heading',
      text: markdownText(form.title),
      size: 'Medium',
      weight: 'Bolder',
      wrap: true,
    },
    ...inputElements(form, refilled),
    ...actionSets(actions),
  ]
}

/** The inputs, with what was wrong above the field that it is about, or above all. */
export function inputElements({ fields }: Form, { error, values = {} }: Refilled): readonly Element[] {
  const isKnown = fields.some(({ name }) => name === error?.field)
  return [
    ...(error && !isKnown ? problem(error.text) : []),
    ...fields.flatMap((field) => [
      ...(error && error.field === field.name ? problem(error.text) : []),
      ...hint(field),
      input(field, values[field.name] ?? field.value ?? ''),
    ]),
  ]
}

export function formData({ command, settled, nonce }: Form): FormData {
  return { form: command, settled, ...(nonce === undefined ? {} : { nonce }) }
}

export function submitAction(form: Form): Action {
  return execute({ title: plainText(form.submit), style: 'positive', data: formData(form) })
}

export function dialogAction(form: Form): Action {
  return {
    type: 'Action.Submit',
    title: 'Open in a window',
    associatedInputs: 'none',
    data: { ...formData(form), msteams: { type: 'task/fetch' } },
  }
}

function problem(text: string): readonly Element[] {
  const shown = plainText(text)
  return [
    {
      type: 'RichTextBlock',
      inlines: [{ type: 'TextRun', text: `✗ ${shown}`, weight: 'Bolder', color: 'Attention' }],
    },
  ]
}

/** A placeholder would be gone as soon as one types; only a hint beside a single line is short enough for it. */
function hint({ input: kind, hint: text }: Field): readonly Element[] {
  if (text === undefined || kind === 'text' || kind === 'paragraph') return []
  const shown = richText(text, { small: true })
  return shown ? [shown] : []
}

function input(field: Field, value: string): Input {
  const { name, label, required, choices = [] } = field
  const about = plainText(label)
  const common = {
    id: name,
    label: required ? about : `${about} (optional)`,
    isRequired: required,
    ...(required ? { errorMessage: `${MISSING[field.input]} ${about}.` } : {}),
    ...(value === '' ? {} : { value: field.input === 'paragraph' ? value.toWellFormed() : plainText(value) }),
  }
  const placeholder = field.hint === undefined ? {} : { placeholder: plainText(field.hint) }
  switch (field.input) {
    case 'text':
    case 'paragraph':
      return {
        type: 'Input.Text',
        ...common,
        isMultiline: field.input === 'paragraph',
        maxLength: MOST_CHARACTERS,
        ...placeholder,
      }
    case 'day':
      return { type: 'Input.Date', ...common }
    case 'choice':
      return {
        type: 'Input.ChoiceSet',
        ...common,
        style: choices.length > MOST_OPEN_CHOICES ? 'compact' : 'expanded',
        wrap: true,
        choices: choices.map((choice) => ({ title: plainText(choice.label), value: choice.value })),
      }
  }
}

const MISSING: Readonly<Record<Field['input'], string>> = {
  text: 'Fill in:',
  paragraph: 'Fill in:',
  day: 'Choose a day:',
  choice: 'Choose one:',
}
