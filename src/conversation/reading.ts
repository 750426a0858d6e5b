import type { Option } from '../domain/question.ts'
import type { Bindings } from './command/grammar.ts'

export type Choice = Option

/** What a line was understood to be. Only *sure* is carried out. */
export type Reading = Sure | Ask | None

export interface Sure {
  readonly certainty: 'sure'
  readonly command: string
  readonly args: Bindings
  /** The line in command form: what follow-ups and "share" go by. */
  readonly line: string
  readonly reason: string
}

export interface Ask {
  readonly certainty: 'ask'
  readonly command: string | null
  /** What was understood so far. */
  readonly args?: Bindings
  readonly question: string
  readonly options: readonly Choice[]
  /** "Yes" chooses the first option. */
  readonly isYesNo?: true
  /** The line that an answer in free words completes. */
  readonly answerLine?: string
  readonly reason: string
  /** A rating alone, of the item that was spoken of last: it answers a question about that item. */
  readonly isRatingAlone?: true
  /** The words could be a note: they may answer an open question that wants one. */
  readonly isNote?: true
}

export interface None {
  readonly certainty: 'none'
  readonly command: string | null
  /** It was probably a command, mistyped: no answer to a question. */
  readonly isSlip: boolean
  readonly reason: string
  readonly suggestions: readonly string[]
}
