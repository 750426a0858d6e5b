import { bit, type PieceClass } from './lexicon.ts'
import { is } from './patterns.ts'
import type { Sentence } from './sentence.ts'
import type { Assertion } from './statement.ts'

const COMMA = bit('comma')
const AND = bit('and')
/** What may stand between the beginning of a clause and its item. */
const LEADING = classes('courtesy', 'topic', 'for')
/** What says nothing of an item by itself. */
const IDLE = classes('courtesy', 'comma', 'and', 'link', 'topic', 'for', 'it')

/**
 * The assertions, and in their order the items that begin a clause of their own without a rating: "C2(b) green; C2(e)
 * awaiting chair". What follows such an item is its note, never another item's.
 */
export function withHanging(
  sentences: readonly Sentence[],
  assertions: readonly Assertion[],
): readonly Assertion[] {
  const named = new Set(assertions.flatMap(({ refs }) => refs ?? []))
  const hanging = sentences.flatMap((sentence, index) =>
    sentence.flatMap((piece, at): readonly Assertion[] => {
      const isNew = piece.refs !== undefined && !piece.refs.some((ref) => named.has(ref))
      const own = assertions.filter((each) => each.sentence === index)
      if (!isNew || !beginsClause(sentence, at, own) || !saysMore(sentence, at, own)) return []
      return [
        {
          sentence: index,
          from: at,
          to: at + 1,
          refs: piece.refs,
          said: undefined,
          isNote: true,
          shape: 'item, note',
        },
      ]
    }),
  )
  return [...assertions, ...hanging].sort(
    (one, other) => one.sentence - other.sentence || one.from - other.from,
  )
}

function beginsClause(sentence: Sentence, at: number, own: readonly Assertion[]): boolean {
  let first = at
  while (first > 0 && is(sentence[first - 1], LEADING) && !sentence[first - 1]?.refs) first -= 1
  const before = sentence[first - 1]
  if (own.some(({ from, to }) => at >= from && at < to)) return false
  return !before || is(before, COMMA) || (is(before, AND) && own.some(({ to }) => to === first - 1))
}

/** Whether words follow the item in its clause, up to the next item or assertion. */
function saysMore(sentence: Sentence, at: number, own: readonly Assertion[]): boolean {
  const end = sentence.findIndex(
    (piece, index) => index > at && (piece.refs !== undefined || own.some(({ from }) => from === index)),
  )
  return sentence.slice(at + 1, end === -1 ? undefined : end).some((piece) => !is(piece, IDLE))
}

function classes(...names: readonly PieceClass[]): number {
  return names.reduce((all, name) => all | bit(name), 0)
}
