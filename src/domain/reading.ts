import type { Option } from './question.ts'
import type { Words } from './text.ts'
import type { Vocabulary } from './vocabulary.ts'

/** The arguments that a command's form binds, by name. */
export type Bindings = Readonly<Record<string, unknown>>

/** A line that fits a form of a command, before the command is carried out. */
export interface FittingLine {
  readonly command: string
  readonly words: Words
  readonly bindings: Bindings
}

/** A reason to ask about a line although it fits; undefined when it is plain. */
export type Doubt = (line: FittingLine, vocabulary: Vocabulary) => Ask | None | undefined

export type Choice = Option

/** What a line was understood as. Only `sure` is carried out. */
export type Reading = Sure | Ask | None

export interface Sure {
  readonly certainty: 'sure'
  readonly command: string
  readonly args: Bindings
  /** The line in command form; follow-ups and "share" use it. */
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
  /** The line that a free-text answer completes. */
  readonly answerLine?: string
  readonly reason: string
  /** A bare rating, taken to be about the last item spoken of: it answers a question about that item. */
  readonly isRatingAlone?: true
  /** The words could be a note, and so answer an open question that wants one. */
  readonly isNote?: true
}

export interface None {
  readonly certainty: 'none'
  readonly command: string | null
  /** Probably a mistyped command, so not an answer to a question. */
  readonly isSlip: boolean
  /** It says something of its own, as a colleague would answer, rather than that nothing was understood. */
  readonly isAnswer?: true
  readonly reason: string
  readonly suggestions: readonly string[]
}
