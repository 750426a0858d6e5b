import type { ReferenceIndex } from './reference.ts'
import { readReferences } from './reference-list.ts'
import { plainWord } from './text.ts'

/**
 * Where a line names items of a plan: the positions of the words, in characters. A number alone counts only where a reference
 * is said: at the beginning, or after one of `leads`.
 */
export function itemsNamed(
  line: string,
  { references, leads }: { readonly references: ReferenceIndex; readonly leads: ReadonlySet<string> },
): ReadonlySet<number> {
  if (line.length > MOST_CHARACTERS) return new Set()
  const words = [...line.matchAll(WORD)].map((match) => ({ text: match[0], start: match.index }))
  const found = new Set<number>()
  for (const [at, { start }] of words.entries()) {
    for (let next = Math.min(words.length, at + MOST_WORDS); next > at; next -= 1) {
      const text = line.slice(start, endOf(words[next - 1])).replace(ENDS, '')
      if (!/\d/.test(text) || readReferences(text, references) === undefined) continue
      const before = words[at - 1]?.text
      const isNumber = /^\d+$/.test(text)
      if (isNumber && before !== undefined && !leads.has(plainWord(before))) continue
      found.add(start)
      break
    }
  }
  return found
}

/** Longer lines are documents, which are read in the plan of their conversation. */
const MOST_CHARACTERS = 4_000
/** `17 SRR 08 (b)` has as many. */
const MOST_WORDS = 4
/** "C2 (j)" is one word. */
const WORD = /\S+(?: \(\p{L}\)(?=[\s,;:.!?]|$))?/gu
const ENDS = /[,;:.!?]+$/

function endOf(word: { readonly text: string; readonly start: number } | undefined): number {
  return word ? word.start + word.text.length : 0
}
