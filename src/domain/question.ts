/** A question of the bot's that waits for an answer of one person in one conversation. */
export interface Question {
  readonly text: string
  readonly options: readonly { readonly label: string; readonly line: string }[]
  /** The line that an answer in free words completes, with `{answer}` where it goes; null when only options count. */
  readonly answerLine: string | null
}
