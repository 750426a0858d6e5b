import { bit, type Classes, type PieceClass } from './lexicon.ts'
import type { Piece, Sentence } from './sentence.ts'

/**
 * A sequence of classes, such as `items comma? link* said`: `|` separates alternatives, `*` means any number of pieces,
 * `?` means one or none.
 */
type Pattern = readonly Step[]

interface Step {
  readonly classes: Classes
  readonly many: boolean
  readonly optional: boolean
}

export function pattern(text: string): Pattern {
  return text.split(' ').map((part) => ({
    classes: part
      .replace(/[*?]$/, '')
      .split('|')
      .reduce((all, name) => all | bit(name as PieceClass), 0),
    many: part.endsWith('*'),
    optional: /[*?]$/.test(part),
  }))
}

/** The index after the longest match of a pattern that starts at `from`; undefined if it does not match. */
export function endOf(steps: Pattern, sentence: Sentence, from: number): number | undefined {
  return lay(0, from)

  function lay(step: number, at: number): number | undefined {
    const wanted = steps[step]
    if (!wanted) return at
    if (is(sentence[at], wanted.classes)) {
      const end = lay(wanted.many ? step : step + 1, at + 1)
      if (end !== undefined) return end
    }
    return wanted.optional ? lay(step + 1, at) : undefined
  }
}

export function is(piece: Piece | undefined, classes: Classes): boolean {
  return piece !== undefined && (piece.classes & classes) !== 0
}
