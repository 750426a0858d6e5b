import { lengthOf, shortened } from '../../domain/text.ts'
import type { Button, Form } from '../../message.ts'
import {
  ACTIONS,
  BUTTON_TEXT,
  BUTTON_VALUE,
  PART,
  parted,
  type RichPiece,
  type SlackBlock,
  type SlackButton,
} from './blocks.ts'
import { line, piece, plainText, sectionsOf } from './words.ts'

/** Our action ids: `wsoa:` and the button's number in the message. */
const ACTION = 'wsoa:'

/** Numbers the buttons of one message: Slack requires unique ids. */
export type Counter = () => number

export function counter(): Counter {
  let count = 0
  return () => {
    count += 1
    return count
  }
}

export function buttonBlocks(all: readonly Button[], count: Counter): readonly SlackBlock[] {
  const fitting = all.filter(fits)
  const typed = all.filter((each) => !fits(each)).flatMap(typedInstead)
  return [...rows(fitting.map((each) => button(each, each.label, count))), ...typed]
}

/** Numbered answers; if one is too long for a button, all are written out above. */
export function choiceBlocks(all: readonly Button[], count: Counter): readonly SlackBlock[] {
  const labels = all.map(({ label }, index) => `${index + 1} ${line(label)}`)
  const isShort = labels.every((label) => lengthOf(label) <= BUTTON_TEXT)
  const list: readonly SlackBlock[] = isShort ? [] : written(all)
  const buttons = all.flatMap((each, index) =>
    fits(each) ? [button(each, isShort ? (labels[index] ?? '') : `${index + 1}`, count)] : [],
  )
  return [...list, ...rows(buttons)]
}

/**
 * Opens the form by saying the line that asks for it, with those settled arguments that can be typed. The nonce is used
 * up only by submitting the form.
 */
export function formButton({ title, command, settled }: Form, count: Counter): readonly SlackBlock[] {
  const words = Object.values(settled)
    .map((value) => (Array.isArray(value) ? value.join(', ') : value))
    .filter((value) => typeof value === 'string' && value !== '')
  return buttonBlocks([{ label: title, line: [command, ...words].join(' ') }], count)
}

/** The button beside a row; its accessibility label tells alike buttons apart. */
export function stepButton(step: Button, about: string, count: Counter): SlackButton | undefined {
  if (!fits(step)) return undefined
  const label = shortened(`${line(step.label)} ${about}`, BUTTON_TEXT)
  return { ...button(step, step.label, count), accessibility_label: label }
}

function button(given: Button, label: string, count: Counter): SlackButton {
  return {
    type: 'button',
    action_id: `${ACTION}${count()}`,
    text: plainText(line(label), BUTTON_TEXT),
    ...(given.about === undefined
      ? {}
      : { accessibility_label: shortened(`${line(label)}: ${line(given.about)}`, BUTTON_TEXT) }),
    value: carried(given),
  }
}

/** The value of a pressed button: its line, the nonce that makes it count once, and the mark of what was shown. */
function carried({ line: typed, pressed = typed, nonce, seen }: Button): string {
  return JSON.stringify({ line: pressed, nonce, seen })
}

function fits(given: Button): boolean {
  return lengthOf(carried(given)) <= BUTTON_VALUE
}

function rows(buttons: readonly SlackButton[]): readonly SlackBlock[] {
  return parted(buttons, PART, ACTIONS).map((elements) => ({ type: 'actions', elements }))
}

/** A line that is too long for a button is shown for typing. */
function typedInstead({ label, line: said }: Button): readonly SlackBlock[] {
  return richBlocks([piece(`${line(label)}: `), piece(line(said), { code: true })])
}

function written(all: readonly Button[]): readonly SlackBlock[] {
  return all.flatMap(({ label }, index) => richBlocks([piece(`${index + 1}. ${line(label)}`)]))
}

function richBlocks(all: readonly RichPiece[]): readonly SlackBlock[] {
  return sectionsOf(all).map((section) => ({ type: 'rich_text', elements: [section] }))
}
