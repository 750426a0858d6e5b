import type { Answers, Question } from './extracted.ts'

type Asked = Omit<Question, 'key' | 'offers'> & {
  /** What the question is about, in words that stay when the file changes. */
  readonly subject: string
  readonly offers?: readonly string[]
}

/** Takes the questions of one reading, and gives the answers that are there already. */
export interface Asking {
  /** The answer, or undefined while the question is open. */
  readonly ask: (asked: Asked) => string | undefined
  readonly questions: () => readonly Question[]
  /** Questions that somebody chose to leave open. */
  readonly left: () => readonly Question[]
  /** What was answered, in the order in which it was used. */
  readonly answered: () => readonly Answered[]
}

export interface Answered {
  readonly question: Question
  readonly answer: string
}

export function createAsking(answers: Answers): Asking {
  const open: Question[] = []
  const left: Question[] = []
  const answered: Answered[] = []
  const known = new Set<string>()
  return {
    ask({ subject, offers = [], ...rest }) {
      const question = { ...rest, key: keyOf(rest.kind, subject), offers }
      const answer = answers.get(question.key)
      const isNew = !known.has(question.key)
      known.add(question.key)
      if (answer === undefined || answer === '') {
        if (isNew) open.push(question)
        return undefined
      }
      if (LEFT_OPEN.test(answer.trim())) {
        if (isNew) left.push(question)
        return undefined
      }
      const chosen =
        offers.find((offer) => offer.toLowerCase() === answer.trim().toLowerCase()) ?? answer.trim()
      if (isNew) answered.push({ question, answer: chosen })
      return chosen
    },
    questions: () => open,
    left: () => left,
    answered: () => answered,
  }
}

/** A key stands before a colon in a file of answers, so it has none of its own. */
export function keyOf(kind: Question['kind'], subject: string): string {
  const key = `${kind} ${subject}`
    .replace(/:\s/g, ', ')
    .replace(/[\s#"]+/g, ' ')
    .trim()
  return key.length <= LONGEST_KEY ? key : `${key.slice(0, LONGEST_KEY)} … (${key.length})`
}

/** A key of a YAML file has to stay on one line; the length tells those apart that begin alike. */
const LONGEST_KEY = 160

/** What somebody says who does not want to decide. */
export const LEAVE_OPEN = 'leave open'
const LEFT_OPEN = /^leave(?: it)? open$/i
