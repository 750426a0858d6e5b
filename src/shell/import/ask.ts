import { createInterface } from 'node:readline/promises'
import type { Answers, ImportQuestion } from '../../../data/import/questions.ts'
import { heldBack } from '../../domain/held-back.ts'
import { UserError } from '../../errors.ts'
import type { Machine } from '../session.ts'
import { questionText } from './told.ts'

type Terminal = Pick<Machine, 'input' | 'output'>

export function isTerminal({ input, output }: Terminal): boolean {
  return Boolean(input.isTTY && output.isTTY)
}

/**
 * Asks one question after another until none is open or somebody leaves one open. An answer may raise another question, or be
 * none: `asking` says what is open with the answers so far.
 */
export async function askInTurn<Found extends { readonly questions: readonly ImportQuestion[] }>(
  terminal: Terminal,
  given: Answers,
  asking: (answers: Answers) => Promise<Found>,
): Promise<{ readonly answers: Answers; readonly found: Found }> {
  const lines = createInterface({ input: terminal.input, output: terminal.output, terminal: false })
  const typed = lines[Symbol.asyncIterator]()
  try {
    let answers = given
    let found = await asking(answers)
    for (;;) {
      const [question] = found.questions
      if (!question) return { answers, found }
      const open = found.questions.length > 1 ? `${found.questions.length} questions. ` : ''
      terminal.output.write(heldBack(`${open}${questionText(question)}Answer (nothing leaves it open): `))
      const line = await typed.next()
      const answer = line.done === true ? '' : line.value.trim()
      if (answer === '') return { answers, found }
      const more = new Map([...answers, [question.key, answer]])
      const next = await asking(more).catch((error: unknown) => {
        if (!(error instanceof UserError)) throw error
        terminal.output.write(heldBack(`${error.message.replace(' Nothing was imported.', '')}\n`))
        return undefined
      })
      if (!next) continue
      answers = more
      found = next
    }
  } finally {
    lines.close()
  }
}
