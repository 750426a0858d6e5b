import { lengthOf, shortened } from '../../domain/text.ts'
import type { Field, Form } from '../../message.ts'
import { AS_IT_IS, choicesOf, chosenOf } from '../choices.ts'
import {
  INPUT_LABEL,
  INPUT_TEXT,
  OPTION_TEXT,
  OPTION_VALUE,
  type PlainText,
  PRIVATE_METADATA,
  RADIO_OPTIONS,
  SELECT_OPTIONS,
  type SlackBlock,
  VIEW_BLOCKS,
  VIEW_WORDS,
} from './blocks.ts'
import { line, lines, plainText } from './words.ts'

/** The `callback_id` of every form. */
export const FORM = 'wsoa:form'
/** The `action_id` of every input: its value is `state.values[<field>][ENTRY]`. */
export const ENTRY = 'entry'

/** A form as a modal; each input's block id is its field's name. */
export interface SlackModal {
  readonly type: 'modal'
  readonly callback_id: string
  readonly title: PlainText
  readonly submit: PlainText
  readonly close: PlainText
  readonly private_metadata: string
  readonly blocks: readonly (SlackBlock | InputBlock)[]
}

interface InputBlock {
  readonly type: 'input'
  readonly block_id: string
  readonly label: PlainText
  readonly hint?: PlainText
  readonly optional: boolean
  readonly element: InputElement
}

type InputElement =
  | {
      readonly type: 'plain_text_input'
      readonly action_id: string
      readonly multiline: boolean
      readonly max_length: number
      readonly initial_value?: string
    }
  | { readonly type: 'datepicker'; readonly action_id: string; readonly initial_date?: string }
  | {
      readonly type: 'radio_buttons' | 'static_select'
      readonly action_id: string
      readonly options: readonly Option[]
      readonly initial_option?: Option
    }

interface Option {
  readonly text: PlainText
  readonly value: string
  readonly description?: PlainText
}

export function renderModal(
  form: Form,
  {
    privateMetadata,
    above = [],
  }: { readonly privateMetadata: string; readonly above?: readonly SlackBlock[] },
): SlackModal {
  if (lengthOf(privateMetadata) > PRIVATE_METADATA) throw new Error('a form carries more than a window holds')
  const title = line(form.title)
  const whole: readonly SlackBlock[] =
    lengthOf(title) > VIEW_WORDS
      ? [
          {
            type: 'rich_text',
            elements: [
              {
                type: 'rich_text_section',
                elements: [{ type: 'text', text: shortened(title, INPUT_TEXT), style: { bold: true } }],
              },
            ],
          },
        ]
      : []
  return {
    type: 'modal',
    callback_id: FORM,
    title: plainText(title, VIEW_WORDS),
    submit: plainText(line(form.submit), VIEW_WORDS),
    close: plainText('Cancel', VIEW_WORDS),
    private_metadata: privateMetadata,
    blocks: [...whole, ...above, ...form.fields.map(input)].slice(0, VIEW_BLOCKS),
  }
}

function input(field: Field): InputBlock {
  const hint = hintOf(field)
  return {
    type: 'input',
    block_id: field.name,
    label: plainText(line(field.label), INPUT_LABEL),
    ...(hint === '' ? {} : { hint: plainText(hint, INPUT_LABEL) }),
    optional: !field.required,
    element: element(field),
  }
}

/** Slack cuts the description of a choice to one line, so long ones are repeated in full in the hint. */
function hintOf({ hint, choices = [] }: Field): string {
  const cut = choices.filter(({ label }) => lengthOf(parts(label)[1] ?? '') > OPTION_TEXT)
  return lines([...(hint === undefined ? [] : [hint]), ...cut.map(({ label }) => line(label))].join('\n'))
}

function element(field: Field): InputElement {
  switch (field.input) {
    case 'text':
    case 'paragraph':
      return {
        type: 'plain_text_input',
        action_id: ENTRY,
        multiline: field.input === 'paragraph',
        max_length: INPUT_TEXT,
        ...initialValue(field.value),
      }
    case 'day':
      return {
        type: 'datepicker',
        action_id: ENTRY,
        ...(DAY.test(field.value ?? '') ? { initial_date: field.value ?? '' } : {}),
      }
    case 'choice':
      return choice(field)
  }
}

const DAY = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/

function initialValue(value = ''): { initial_value?: string } {
  const text = lines(value)
  return text === '' ? {} : { initial_value: shortened(text, INPUT_TEXT) }
}

/**
 * Choices with descriptions become radio buttons, to be read one by one; others become a select. Values that Slack would refuse are left out (a plan's codes are shorter).
 */
function choice(field: Field): InputElement {
  const options = choicesOf(field)
    .filter(({ value: code }) => code !== '' && code === line(code) && lengthOf(code) <= OPTION_VALUE)
    .map(option)
    .slice(0, SELECT_OPTIONS)
  if (options.length === 0)
    return { type: 'plain_text_input', action_id: ENTRY, multiline: false, max_length: INPUT_TEXT }
  const initial = options.find((each) => each.value === chosenOf(field))
  const isExplained =
    options.length <= RADIO_OPTIONS &&
    options.some(({ value, description }) => description && value !== AS_IT_IS)
  return {
    type: isExplained ? 'radio_buttons' : 'static_select',
    action_id: ENTRY,
    options,
    ...(initial ? { initial_option: initial } : {}),
  }
}

/** Splits "◆ Amber: started, some delay" into the word and its meaning. */
function option({ value, label }: { readonly value: string; readonly label: string }): Option {
  const [text = '', meaning] = parts(label)
  return {
    text: plainText(text, OPTION_TEXT),
    value,
    ...(meaning === undefined ? {} : { description: plainText(meaning, OPTION_TEXT) }),
  }
}

function parts(label: string): readonly string[] {
  const whole = line(label)
  const at = whole.indexOf(': ')
  return at > 0 ? [whole.slice(0, at), whole.slice(at + 2)] : [whole]
}
