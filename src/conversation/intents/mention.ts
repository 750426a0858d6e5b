import { listed } from '../../domain/format.ts'
import type { Reading } from '../../domain/reading.ts'
import { wordsOf } from '../../domain/text.ts'
import { asks, BECAUSE, beginsAsQuestion, type Guard, guardOfLine } from '../sentence/guards.ts'
import { bit, distinct, type WordClass } from '../sentence/lexicon.ts'
import { is } from '../sentence/patterns.ts'
import type { Piece, Sentence } from '../sentence/sentence.ts'
import { findDays } from './entities.ts'
import type { Line } from './line.ts'
import { noteOn, offerOneOf, offerOthers, offerRecord, refuse } from './offers.ts'

const COMMA = bit('comma')
const NOT = bit('not')
const SAME = bit('same')
const WORD = bit('word')

/** An item and a rating in one sentence, but not in a shape that connects them. */
export function readMention(line: Line): Reading | undefined {
  const { raw, sentences } = line
  const sentence = sentences.find(
    (each) => each.some((piece) => piece.refs) && each.some((piece) => piece.said),
  )
  if (!sentence) return readUnchanged(line)
  const refs = [...new Set(sentence?.flatMap((piece) => piece.refs ?? []))]
  if (refs.length === 0) return undefined
  const guard = guardOfLine(raw, sentences)
  if (guard === 'joke') return refuse(guard, refs)
  if (asks(raw) || beginsAsQuestion(sentence)) return undefined
  const [said, ...more] = distinct(sentence.flatMap((piece) => piece.said ?? []))
  if (more.length > 0) return offerOneOf(line, refs, said ? [said, ...more] : more)
  if (isDenied(sentence)) return offerOthers(line, refs, said)
  return offerRecord(line, refs, {
    ...(said ? { said } : {}),
    ahead: dayAhead(line),
    because: reasonFor(sentence),
  })
}

/** "we met on 12 November about C2(a), no change": said of the one item that is named. */
function readUnchanged(line: Line): Reading | undefined {
  const { raw, sentences } = line
  const pieces = sentences.flat()
  const [item, ...others] = pieces.filter((piece) => piece.refs)
  const isSame =
    pieces.some((piece) => is(piece, SAME) && !/^(?:the )?same(?: again)?$|^ditto$/.test(piece.plain)) ||
    /\bno updates?\b/i.test(raw)
  const isSaid = isSame && !pieces.some((piece) => is(piece, DENIED) && piece.plain !== 'no')
  if (!item?.refs || others.length > 0 || !isSaid || asks(raw) || sentences.some(beginsAsQuestion))
    return undefined
  const target = item.refs.join(', ')
  return {
    certainty: 'ask',
    command: 'confirm',
    args: { refs: item.refs },
    question: `Shall I confirm that nothing has changed on ${listed(item.refs)}?`,
    options: [{ label: `${target}: no change`, line: `confirm ${target}` }, noteOn(line, item.refs)],
    isYesNo: true,
    isNote: true,
    reason: BECAUSE.unclear,
  }
}

/** What makes "no change" something else: a condition, a wish, hearsay, a denial beside it. */
const DENIED = (['if', 'when', 'opinion', 'hedge', 'speech', 'joke', 'not'] as const).reduce(
  (all, name) => all | bit(name),
  0,
)

/** "B1 isn't green", "unable to confirm that B4(a) is complete": in the clause of the rating, and before it. */
function isDenied(sentence: Sentence): boolean {
  const at = sentence.findIndex((piece) => piece.said)
  const start = sentence.slice(0, at).findLastIndex((piece) => is(piece, COMMA) || isBidWord(piece))
  return sentence.slice(start + 1, at).some((piece) => is(piece, NOT))
}

function isBidWord({ plain }: Piece): boolean {
  return /^(can|could|will|would) (you|u)$/.test(plain)
}

/** A coming day that a forecast names, which may be requested. */
export function dayAhead({ raw, vocabulary }: Line) {
  const days = findDays(wordsOf(raw), vocabulary.today)
  return days.find(({ lead, given }) => AHEAD.has(lead) && given.on > vocabulary.today)?.given
}

const AHEAD = new Set(['by', 'to', 'until', 'till'])

/** The guard for a sentence, by the first of these classes that it contains; the surest first. */
const GUARDS_BY_CLASS: readonly (readonly [WordClass, Guard])[] = [
  ['if', 'condition'],
  ['when', 'condition'],
  ['speech', 'hearsay'],
  ['opinion', 'opinion'],
  ['hedge', 'forecast'],
  ['past', 'memory'],
  ['otherDay', 'memory'],
]

function reasonFor(sentence: readonly Piece[]): string {
  const found = GUARDS_BY_CLASS.find(([name]) => sentence.some((piece) => is(piece, bit(name))))
  if (found) return BECAUSE[found[1]]
  return isPart(sentence) || isDecoration(sentence) ? BECAUSE.doubted : BECAUSE.unclear
}

/** "80% done", "half finished": not the item. */
function isPart(sentence: readonly Piece[]): boolean {
  return sentence.some(({ plain }) =>
    /^\d{1,3}%$|^%$|^per ?cent$|^(?:half|partly|part|mostly|largely)$/.test(plain),
  )
}

/** "green certificates", "Red lanyard": the rating goes with the words behind it, far from the item. */
function isDecoration(sentence: readonly Piece[]): boolean {
  const at = sentence.findIndex((piece) => piece.said)
  return (
    sentence[at + 1]?.classes === WORD &&
    sentence[at - 1]?.refs === undefined &&
    sentence[at - 1]?.classes === WORD
  )
}
