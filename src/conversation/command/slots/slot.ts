import { plainWord, textBetween, type Words } from '../../../domain/text.ts'
import type { Vocabulary } from '../../../domain/vocabulary.ts'

/** A value that a slot can take, and the index of the word after it. */
export interface Candidate {
  readonly value: unknown
  readonly next: number
}

/** A kind of thing that a form asks for: `<ref>`, `<date>`. */
export interface Slot {
  /** Every possible reading at a word, preferred ones (usually the longest) first. */
  readonly candidates: (words: Words, at: number, vocabulary: Vocabulary) => Iterable<Candidate>
  /** What was expected, with an example from this plan, for error messages. */
  readonly expected: (vocabulary: Vocabulary) => string
  /** The words it can be, for completion and "did you mean". */
  readonly known?: (vocabulary: Vocabulary) => readonly string[]
}

export type Slots = Readonly<Record<string, Slot>>

/** Few names have more words. */
export const MOST_WORDS = 8
export const MOST_NAME_WORDS = 4

/** Every reading of the words from `at`, longest first. */
export function* phrases(
  words: Words,
  at: number,
  most: number,
  read: (phrase: string, next: number) => unknown,
): Iterable<Candidate> {
  for (let next = Math.min(words.list.length, at + most); next > at; next -= 1) {
    const value = read(textBetween(words, at, next), next)
    if (value !== undefined) yield { value, next }
  }
}

export function plainPhrase(phrase: string): string {
  return plainWord(phrase).replace(/\s+/g, ' ')
}
