import type { Field, Form } from '../../message.ts'
import { choicesOf, chosenOf } from '../choices.ts'
import { oneLine, stripControls } from '../plain.ts'
import { actionSets, execute } from './actions.ts'
import type { Action, Element, FilledData, Input } from './card.ts'
import { markdownText, plainText } from './text.ts'

/** Characters a person may type into a field, as anywhere else. */
const MOST_CHARACTERS = 4_000
/** With more choices than this, a drop-down takes less room. */
const MOST_OPEN_CHOICES = 5

/** What a rejected form is shown with again. */
export interface Refilled {
  /** What was wrong; `field` if it was a single field. */
  readonly error?: { readonly text: string; readonly field?: string | undefined }
  /** What was typed, by field name. */
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

/** The inputs; an error is shown above its field, or above all of them. */
export function inputElements({ fields }: Form, { error, values = {} }: Refilled): readonly Element[] {
  const isKnown = fields.some(({ name }) => name === error?.field)
  return [
    ...(error && !isKnown ? problem(error.text) : []),
    ...fields.flatMap((field) => [
      ...(error && error.field === field.name ? problem(error.text) : []),
      input(field, values[field.name] ?? field.value ?? ''),
    ]),
  ]
}

export function formData({ command, settled, adds, nonce, fields }: Form): FilledData {
  const days = fields.filter(({ input: kind }) => kind === 'day').map(({ name }) => name)
  return {
    form: command,
    settled,
    ...(adds ? { adds } : {}),
    ...(days.length > 0 ? { days } : {}),
    ...(nonce === undefined ? {} : { nonce }),
  }
}

export function submitAction(form: Form): Action {
  return execute({ title: plainText(form.submit), style: 'positive', data: formData(form) })
}

function problem(text: string): readonly Element[] {
  const shown = plainText(text)
  return [
    {
      type: 'RichTextBlock',
      inlines: [
        { type: 'TextRun', text: '✗', weight: 'Bolder', color: 'Attention' },
        { type: 'TextRun', text: ` ${shown}`, weight: 'Bolder' },
      ],
    },
  ]
}

function input(field: Field, value: string): Input {
  const { name, label, hint, required } = field
  const optional = required ? '' : ' (optional)'
  const common = {
    id: name,
    label: `${plainText(label)}${optional}`,
    isRequired: required,
    ...(required ? { errorMessage: `${MISSING[field.input]}: ${markdownText(label)}` } : {}),
  }
  const hinted = hint === undefined ? {} : { placeholder: plainText(hint) }
  // These inputs have no placeholder, so the hint goes into the label.
  const described = {
    ...common,
    label: hint === undefined ? common.label : `${common.label}. ${plainText(hint)}`,
  }
  switch (field.input) {
    case 'text':
      return {
        type: 'Input.Text',
        ...common,
        maxLength: MOST_CHARACTERS,
        isMultiline: false,
        ...filled(oneLine(value)),
        ...hinted,
      }
    case 'paragraph':
      return {
        type: 'Input.Text',
        ...common,
        maxLength: MOST_CHARACTERS,
        isMultiline: true,
        ...filled(stripControls(value)),
        ...hinted,
      }
    case 'day':
      return { type: 'Input.Date', ...described, ...(isDay(value) ? { value } : {}) }
    case 'choice': {
      const choices = choicesOf(field)
      const chosen = chosenOf(field, value)
      const isOpen = choices.length <= MOST_OPEN_CHOICES
      return {
        type: 'Input.ChoiceSet',
        ...described,
        ...(chosen === undefined ? {} : { value: chosen }),
        style: isOpen ? 'expanded' : 'compact',
        wrap: true,
        choices: choices.map((choice) => ({
          // Titles are markdown beside radio buttons, but not in a drop-down.
          title: isOpen ? markdownText(choice.label) : plainText(choice.label),
          value: choice.value,
        })),
      }
    }
  }
}

function filled(value: string): { readonly value?: string } {
  return value === '' ? {} : { value: value.toWellFormed() }
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text)
}

const MISSING: Readonly<Record<Field['input'], string>> = {
  text: 'Fill in',
  paragraph: 'Fill in',
  day: 'Choose a day',
  choice: 'Choose one',
}
