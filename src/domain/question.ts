/** A question of the bot's that waits for an answer of one person in one conversation. */
export interface Question {
  readonly text: string
  readonly options: readonly Option[]
  /** "Yes" chooses the first option. */
  readonly isYesNo?: true
  /** The line that an answer in free words completes, with `{answer}` where it goes; null when only options count. */
  readonly answerLine: string | null
}

export interface Option {
  readonly label: string
  /** The line that choosing it stands for. */
  readonly line: string
  /** The same as structure, where a line cannot hold it: several updates, each with a note of its own. */
  readonly submission?: Submission
}

/** A form that was filled in, or a choice that a line cannot hold: a command's arguments as structure. */
export interface Submission {
  readonly command: string
  readonly arguments: Readonly<Record<string, unknown>>
}
