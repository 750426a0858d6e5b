import type { Reading } from '../../domain/reading.ts'
import { asks, beginsAsQuestion } from '../sentence/guards.ts'
import { bit } from '../sentence/lexicon.ts'
import { is } from '../sentence/patterns.ts'
import type { Line } from './line.ts'

const AROUND = (['ask', 'show', 'courtesy', 'comma', 'link', 'it', 'topic', 'for', 'and'] as const).reduce(
  (all, name) => all | bit(name),
  0,
)
const LIST = bit('comma') | bit('and') | bit('courtesy')
const ABOUT =
  /^(?:status|position|progress|how|they|them|these|those|we|doing|going|looking|getting on|latest|news|update|updates|about|stand|standing|of|on|with|now|today|at|the moment)$/

/** "B5(a), (b) and (c)?", "how are B1 and B2 doing": how several items stand. */
export function readSeveralAsked({ raw, sentences }: Line): Reading | undefined {
  const pieces = sentences.flat()
  const refs = [...new Set(pieces.flatMap((piece) => piece.refs ?? []))]
  // "B1 and B2, how are they"
  const isAsked =
    pieces.every((piece) => piece.refs || is(piece, LIST)) ||
    asks(raw) ||
    sentences.some((own) => beginsAsQuestion(own.filter((piece) => !piece.refs)))
  if (refs.length < 2 || !isAsked) return undefined
  const isNothingElse = pieces.every(
    (piece) => piece.refs || piece.said || is(piece, AROUND) || ABOUT.test(piece.plain),
  )
  // "are B1 and B2 green?" asks; "B1 and B2 green?" may only be in doubt.
  const isStated = pieces.some((piece) => piece.said) && !sentences.some(beginsAsQuestion)
  if (!isNothingElse || isStated) return undefined
  return {
    certainty: 'sure',
    command: 'status',
    args: { refs },
    line: `status ${refs.join(', ')}`,
    reason: 'it asks how several items stand',
  }
}
