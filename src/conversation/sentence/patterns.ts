import { bit, type Classes, type PieceClass } from './lexicon.ts'
import type { Piece, Sentence } from './sentence.ts'

/**
 * A pattern is a row of classes, each piece of a sentence being one of several (`link|courtesy`), with `*` for any
 * number of them and `?` for one or none: `items comma? link* said`.
 */
export type Pattern = readonly Step[]

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
export function fits(steps: Pattern, sentence: Sentence, from: number): number | undefined {
  return fit(0, from)

  function fit(step: number, at: number): number | undefined {
    const wanted = steps[step]
    if (!wanted) return at
    const isHere = is(sentence[at], wanted.classes)
    if (isHere) {
      const end = fit(wanted.many ? step : step + 1, at + 1)
      if (end !== undefined) return end
    }
    return wanted.optional ? fit(step + 1, at) : undefined
  }
}

export function is(piece: Piece | undefined, classes: Classes): boolean {
  return piece !== undefined && (piece.classes & classes) !== 0
}
