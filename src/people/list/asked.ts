import { type Answers, answerTo, type ImportQuestion, notAnAnswer } from '../../../data/import/questions.ts'

export const LEAVE = { answer: 'leave', means: 'nothing of it is recorded' } as const

/** What an answer means; the question while it is open. */
export function asked<Meaning>(
  answers: Answers,
  question: ImportQuestion,
  meaning: (answer: string) => Meaning | undefined,
):
  | { readonly kind: 'open'; readonly question: ImportQuestion }
  | { readonly kind: 'said'; readonly is: Meaning } {
  const given = answerTo(answers, question.key)
  if (given === undefined) return { kind: 'open', question }
  const known = question.answers.find(({ answer }) => answer.toLowerCase() === given.toLowerCase())?.answer
  const is = meaning(known ?? given)
  return is === undefined ? notAnAnswer(question, given) : { kind: 'said', is }
}
