import { type Answers, answerTo, notAnAnswer } from '../../data/import/questions.ts'
import type { TrackerAct, TrackerChange, TrackerQuestion } from './compared.ts'

/** One thing that a row says: what it changes and does, or what is open about it. */
export interface Part {
  readonly changes?: readonly TrackerChange[]
  readonly acts?: readonly TrackerAct[]
  readonly questions?: readonly TrackerQuestion[]
  /** What the update of the row says besides. */
  readonly update?: Partial<Extract<TrackerAct, { kind: 'update' }>>
}

export const NOTHING: Part = {}

/** A question was answered so that nothing is recorded: the row counts as seen. */
export const LEFT: Part = { changes: [] }

export const LEAVE = { answer: 'leave', means: 'leave it' } as const

/** What an answer to a question does; the question while it is open. */
export function asked(
  answers: Answers,
  question: TrackerQuestion,
  meaning: (answer: string) => Part | undefined,
): Part {
  const given = answerTo(answers, question.key)
  if (given === undefined) return { questions: [question] }
  const plain = given.trim()
  if (question.answers.some(({ answer }) => answer === LEAVE.answer) && /^leave(?: it)?$/i.test(plain))
    return LEFT
  const known = question.answers.find(({ answer }) => answer.toLowerCase() === plain.toLowerCase())?.answer
  return meaning(known ?? plain) ?? notAnAnswer(question, given)
}
