import { UserError } from '../../src/errors.ts'

/** What an import cannot know and does not guess. */
export interface ImportQuestion {
  /** What it is about, and not where: the same file asks it under the same key. */
  readonly key: string
  readonly ref: string
  readonly text: string
  readonly answers: readonly PossibleAnswer[]
  /** It may be left open: what it is about stays as it is. */
  readonly mayStay?: boolean
}

export interface PossibleAnswer {
  /** As it is typed; what stands in angle brackets is filled in. */
  readonly answer: string
  /** Empty where the answer says it all. */
  readonly means: string
}

/** Answers by the keys of their questions. An empty one is none. */
export type Answers = ReadonlyMap<string, string>

export const NO_ANSWERS: Answers = new Map()

/** The answer to a question, as typed; undefined while it is open. */
export function answerTo(answers: Answers, key: string): string | undefined {
  const given = answers.get(key)?.trim()
  return given === undefined || given === '' ? undefined : given
}

/** @throws UserError that names what can be answered */
export function notAnAnswer({ key, answers }: ImportQuestion, given: string): never {
  const possible = answers.map(({ answer }) => answer).join(', ')
  throw new UserError(
    'invalid',
    `“${given}” does not answer “${key}”: expected one of ${possible}. Nothing was imported.`,
  )
}
