import type { Button } from '../../message.ts'
import type { Action, ActionSet, Element, Execute, FormData, PressData, Submit } from './card.ts'
import { inParts } from './pages.ts'
import { plainText, richText } from './text.ts'

/** Teams shows no more actions of one set. */
const MOST_ACTIONS = 6
const MOST_SET_BYTES = 32 * 1024
/** A longer title is cut by a phone. */
const MOST_IN_A_TITLE = 40

/** Rows of buttons. */
export function buttonSets(buttons: readonly Button[]): readonly ActionSet[] {
  return actionSets(buttons.map((button) => press(button, button.label)))
}

/** Numbered, as a number may be typed as well; written out in full above when a button could not show it all. */
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

export function actionSets(actions: readonly Action[]): readonly ActionSet[] {
  return inParts(actions, MOST_ACTIONS, MOST_SET_BYTES).map((some) => ({ type: 'ActionSet', actions: some }))
}

/** A button asks nothing of the inputs that may stand on the same card. */
export function press({ label, line, nonce }: Button, title: string): Execute {
  const data: PressData = { line, ...(nonce === undefined ? {} : { nonce }) }
  const shown = shortened(title)
  const whole = plainText(label)
  return execute({
    title: shown,
    ...(shown.includes(whole) ? {} : { tooltip: whole }),
    data,
    associatedInputs: 'none',
  })
}

export function execute(
  action: Omit<Submit, 'type' | 'data'> & { readonly data: PressData | FormData },
): Execute {
  return {
    type: 'Action.Execute',
    verb: 'wsoa',
    ...action,
    fallback: { type: 'Action.Submit', ...action },
  }
}

function shortened(title: string): string {
  const text = plainText(title)
  const all = [...text]
  return all.length <= MOST_IN_A_TITLE
    ? text
    : `${all
        .slice(0, MOST_IN_A_TITLE - 1)
        .join('')
        .trimEnd()}…`
}
