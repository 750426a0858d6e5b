import type { Outcome } from '../command.ts'
import type { Body } from '../domain/plan.ts'
import { sentence } from '../message.ts'
import { answerLineOf, type Deciding } from './decision.ts'

/** Asks for the minute of a body's decision; nothing is decided yet. */
export function minuteQuestion(body: Body, deciding: Deciding): Outcome {
  return asked(
    `Which minute of the ${body.name} records it? Say where it stands, and what was agreed.`,
    answerLineOf(deciding),
  )
}

/** Asks which other date a body agreed to; nothing is decided yet. */
export function anotherDate(deciding: Deciding): Outcome {
  const { number, note } = deciding
  const line = answerLineOf({ ...deciding, line: `approve R${number} with {answer}` })
  return asked(
    `Which date was agreed for R${number}? For example: 26 March, or March for its last day.`,
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
