import { bit, type Classes, type PieceClass } from './lexicon.ts'
import type { Piece, Sentence } from './sentence.ts'

/**
 * A pattern is a row of classes, each piece of a sentence being one of several (`link|courtesy`), with `*` for any
 * number of them and `?` for one or none: `items comma? link* said`.
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

/** Where a pattern ends when it is laid on a sentence from a piece on: the longest; undefined when it does not fit. */
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
