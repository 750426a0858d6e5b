import { longDay, momentInFull } from './format.ts'
import type { Day } from './plan.ts'

/** What was wrong in a digest that was out, put right. */
export interface Correction {
  /** The day of the meeting whose digest it was. */
  readonly for: Day
  readonly words: string
  readonly because: string
  /** When it was issued. */
  readonly at: string
}

export function correctionText({ for: day, words, because, at }: Correction, timeZone: string): string {
  return `Correction to the digest for ${longDay(day)}: ${words}. Why: ${because.replace(/\.$/, '')}. Issued ${momentInFull(new Date(at), timeZone)}.`
}
