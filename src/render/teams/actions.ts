import stringWidth from 'string-width'
import { shortened } from '../../domain/text.ts'
import type { Button } from '../../message.ts'
import type { Action, ActionSet, Element, Execute, FilledData, PressData, Submit } from './card.ts'
import { inParts, PHONE_CHARACTERS } from './pages.ts'
import { plainText, richText } from './text.ts'

/** Teams shows no more actions per set. */
const MOST_ACTIONS = 6
const MOST_SET_BYTES = 32 * 1024
/** Padding of a button and the gap beside it, in characters. */
const BUTTON_PADDING = 5
/** A phone cuts longer titles. */
const MOST_IN_A_TITLE = 40

export interface Pressing {
  /** Whether a form may open as a dialog. */
  readonly dialogs?: true
}

export function buttonSets(buttons: readonly Button[], options: Pressing): readonly ActionSet[] {
  return actionSets(buttons.map((button) => press(button, button.label, options)))
}

/** Numbered, because a number may also be typed; written out above if one is too long for a button. */
export function choiceElements(choices: readonly Button[]): readonly Element[] {
  const numbered = choices.map((choice, index) => ({ choice, number: index + 1 }))
  if (choices.every(({ label }) => plainText(label).length + 4 <= MOST_IN_A_TITLE)) {
    return actionSets(numbered.map(({ choice, number }) => press(choice, `${number}. ${choice.label}`)))
  }
  const texts = numbered.flatMap(({ choice, number }) => {
    const text = richText([{ kind: 'strong', text: `${number}.` }, ` ${choice.label}`])
    return text ? [{ ...text, spacing: 'Small' as const }] : []
  })
  return [...texts, ...actionSets(numbered.map(({ choice, number }) => press(choice, `Choose ${number}`)))]
}

/** Rows of buttons that a phone shows without cutting titles. */
export function actionSets(actions: readonly Action[]): readonly ActionSet[] {
  const rows: Action[][] = []
  let room = 0
  for (const action of actions) {
    const width = stringWidth(action.title) + BUTTON_PADDING
    const row = rows.at(-1)
    if (row && row.length < MOST_ACTIONS && width <= room) row.push(action)
    else {
      rows.push([action])
      room = PHONE_CHARACTERS
    }
    room -= width
  }
  return rows.flatMap((row) =>
    inParts(row, MOST_ACTIONS, MOST_SET_BYTES).map((some) => ({ type: 'ActionSet', actions: some })),
  )
}

/** A button that submits none of the inputs on the same card. */
export function press(
  { label, line, pressed = line, nonce, seen, opens }: Button,
  title: string,
  { dialogs, tooltip }: Pressing & { readonly tooltip?: string } = {},
): Execute | Submit {
  const data: PressData = {
    line: pressed,
    ...(nonce === undefined ? {} : { nonce }),
    ...(seen === undefined ? {} : { seen }),
  }
  const shown = shortened(plainText(title), MOST_IN_A_TITLE)
  const whole = plainText(tooltip ?? label)
  const action = {
    title: shown,
    ...(shown.includes(whole) ? {} : { tooltip: whole }),
    associatedInputs: 'none',
  } as const
  return dialogs && opens === 'form'
    ? { type: 'Action.Submit', ...action, data: { ...data, msteams: { type: 'task/fetch' } } }
    : execute({ ...action, data })
}

export function execute(
  action: Omit<Submit, 'type' | 'data'> & { readonly data: PressData | FilledData },
): Execute {
  return {
    type: 'Action.Execute',
    verb: 'wsoa',
    ...action,
    fallback: { type: 'Action.Submit', ...action },
  }
}
