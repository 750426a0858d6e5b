import { hasNumbersAlone } from '../../domain/reference-names.ts'
import type { Rating } from '../../domain/scale.ts'
import type { Vocabulary } from '../../domain/vocabulary.ts'
import { isCount } from '../counting.ts'
import { bit } from './lexicon.ts'
import { is } from './patterns.ts'
import type { Piece } from './sentence.ts'
import { type Token, unbroken } from './tokens.ts'

const BETWEEN = (['link', 'courtesy', 'it', 'rate', 'topic', 'past', 'from', 'so'] as const).reduce(
  (all, name) => all | bit(name),
  0,
)
const COMMA = bit('comma')
const OPENING = (['courtesy', 'lead', 'rate'] as const).reduce((all, name) => all | bit(name), 0)

/**
 * A rating that is a number, where it is said of an item: "13 2", "13: 2", "Rec 1 is now 2", "from 3 to 2". With a comma or
 * "and" before it a number belongs to a list, and before "weeks" it counts them.
 */
export function numberRatingAt(
  tokens: readonly Token[],
  at: number,
  { scale: { ratings }, references }: Vocabulary,
  sentence: readonly Piece[],
): Rating | undefined {
  const rating = ratings.find(({ label, code }) => [label, code].includes(tokens[at]?.plain ?? ''))
  if (!rating || !/^\d+$/.test(tokens[at]?.plain ?? '')) return undefined
  const next = tokens[at + 1]
  const following = next?.before === 'nothing' ? unbroken(tokens, at + 1).map(({ plain }) => plain) : []
  if (isCount(following) || /^\d+$/.test(following[0] ?? '')) return undefined
  if (sentence.every((piece) => is(piece, OPENING)))
    return isFirst(following, next, hasNumbersAlone(references)) ? rating : undefined
  return isSaidOfItem(sentence, tokens[at]) ? rating : undefined
}

/** "2 for Rec 1", or a rating alone. */
function isFirst([following = '']: readonly string[], next: Token | undefined, mayBeItem: boolean): boolean {
  if (mayBeItem) return following === 'for'
  return following === 'for' || next === undefined || next.before !== 'nothing'
}

/** Whether what stands before leads back to an item, or to the rating that it had. */
function isSaidOfItem(sentence: readonly Piece[], token: Token | undefined): boolean {
  const isLink = (piece: Piece) => piece.refs === undefined && is(piece, BETWEEN)
  let links = 0
  for (const piece of sentence.toReversed()) {
    if (isLink(piece)) {
      links += 1
      continue
    }
    if (is(piece, COMMA) && (piece.plain === ':' || links > 0)) continue
    if (piece.refs) return links > 0 || token?.before !== 'comma'
    return piece.said !== undefined && links > 0
  }
  return links > 0
}

/** Whether a number stands where only a rating of the item before it could: "13 is 6". */
export function isInPlaceOfRating(sentence: readonly Piece[]): boolean {
  const at = sentence.findLastIndex((piece) => !is(piece, bit('link')) || piece.refs !== undefined)
  const between = sentence.slice(at + 1)
  return (
    sentence[at]?.refs !== undefined &&
    between.some(({ plain }) => /^(?:is|are|=|rated|now|is now)$/.test(plain))
  )
}
