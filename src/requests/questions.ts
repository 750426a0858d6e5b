import type { Outcome } from '../command.ts'
import { sentence } from '../message.ts'
import { answerLineOf, type Deciding } from './decision.ts'

/** Asks which other date a body agreed to; nothing is decided yet. */
export function anotherDate(deciding: Deciding): Outcome {
  const { number, note } = deciding
  const line = answerLineOf({ ...deciding, line: `approve R${number} with {answer}` })
  return asked(
    `Which date was agreed for R${number}? For example: 26 March 2021, or Mar 2021 for its last day.`,
    note === undefined ? line.replace(/ \{answer\}$/, '') : line.replace(/\{answer\}$/, () => `note ${note}`),
  )
}

/** Asks for the reason, which whoever asked is told. */
export function whyDeclined(deciding: Deciding): Outcome {
  const { number, note } = deciding
  const line = answerLineOf(deciding)
  return asked(
    `Why is R${number} declined? The person who asked is told the reason.`,
    line.replace(/\{answer\}$/, () => (note === undefined ? 'note {answer}' : `note ${note}: {answer}`)),
  )
}

function asked(text: string, answerLine: string): Outcome {
  return { message: sentence(text), waits: true, question: { text, options: [], answerLine } }
}
