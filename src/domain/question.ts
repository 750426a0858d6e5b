/** A question from the bot that awaits one person's answer in one conversation. */
export interface Question {
  readonly text: string
  readonly options: readonly Option[]
  /** "Yes" chooses the first option. */
  readonly isYesNo?: true
  /** The line that a free-text answer completes at `{answer}`; null if only the options count. */
  readonly answerLine: string | null
  /** Its options are one line, with the name of each plan that it may be about. */
  readonly asksWhichPlan?: true
  /** It asks for more about what was recorded already. */
  readonly follows?: true
  /** Something else was answered since, so that a mere number or "yes" has to say what it is for. */
  readonly interrupted?: true
  /** It asks whether words may stand that tell of very few children. */
  readonly asksOfFew?: true
  /** A mark of what the person had been shown when they were asked. */
  readonly seen?: string
}

export interface Option {
  readonly label: string
  /** The line that this option stands for. */
  readonly line: string
  /** The same as structured arguments, if one line cannot hold it: several updates, each with its own note. */
  readonly submission?: Submission
}

/** A command's arguments as structure, from a form or from an option. */
export interface Submission {
  readonly command: string
  readonly arguments: Readonly<Record<string, unknown>>
}

export const NO_LONGER_OPEN =
  'That question is no longer open, so nothing was changed. Please say it again, with what it is about.'
