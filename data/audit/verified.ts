/** What does not agree, and the entry that shows it; null when it is no single entry. */
export interface Problem {
  readonly seq: number | null
  readonly problem: string
}
