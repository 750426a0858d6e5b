import { distance } from 'fastest-levenshtein'

/** The known words most like an unknown one, best first; only those that a typing slip explains. */
export function didYouMean(word: string, known: Iterable<string>, most = 3): readonly string[] {
  // One number is no slip for another.
  if (/^\d+$/.test(word)) return []
  const wanted = word.toLowerCase().slice(0, MOST_CHARACTERS)
  return [...new Set(known)]
    .map((candidate) => ({ candidate, slips: slips(wanted, candidate.toLowerCase()) }))
    .filter(({ slips: count }) => count <= allowed(wanted))
    .sort((one, other) => one.slips - other.slips)
    .slice(0, most)
    .map(({ candidate }) => candidate)
}

/** Longer words are no slip of anything known. */
const MOST_CHARACTERS = 60

/** Letters wrong, missing or added; two swapped letters count as one slip. */
function slips(word: string, known: string): number {
  const all = distance(word, known)
  return all === 2 && isSwap(word, known) ? 1 : all
}

function isSwap(word: string, known: string): boolean {
  if (word.length !== known.length) return false
  const at = [...word].findIndex((letter, index) => letter !== known[index])
  return (
    word[at] === known[at + 1] && word[at + 1] === known[at] && word.slice(at + 2) === known.slice(at + 2)
  )
}

/** One slip in a word of up to seven letters, two in a longer one: "minute" is not "mine". */
function allowed(word: string): number {
  return word.length <= 7 ? 1 : 2
}
