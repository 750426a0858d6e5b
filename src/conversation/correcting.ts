import { findRating, STATE_WORDS } from '../domain/scale.ts'
import { asks } from './guards.ts'
import { bit, type PieceClass } from './lexicon.ts'
import { is } from './patterns.ts'
import type { Reading } from './reading.ts'
import type { Piece, Said, Sentence } from './sentence.ts'
import type { Recalled, RecalledEntry, Vocabulary } from './vocabulary.ts'

interface Line {
  readonly raw: string
  readonly sentences: readonly Sentence[]
  readonly vocabulary: Vocabulary
  readonly recalled: Recalled
}

const UNDO =
  /^(?:(?:please|pls|can you|could you|ok|oh|no|oops|sorry|hi|wait|wrong (?:one|item|ref)|my (?:mistake|bad)|actually)[,!.\s]+)*(?:undo|take (?:that|it|this) back|take back (?:that|it|my last)|scrap (?:that|it)|cancel (?:that|it)|delete (?:that|it)|reverse (?:that|it)|retract (?:that|it))(?:\s+(?:that|it|this|one|my|the|last|latest|update|entry|message|thing))*(?:[,!.\s]+(?:please|pls|thanks|ta|cheers))*[.!\s]*$/i
const OOPS =
  /^(?:oops|whoops|my (?:mistake|bad)|wrong (?:one|button|chat|item)|i didn'?t mean (?:that|it|to)|ignore that|forget that|that was a mistake)[.!\s]*$/i

const NOT = bit('not')
const SORRY = bit('sorry')
/** Of what a correction is made besides what it names: "sorry, that should be". */
const AROUND = (
  [
    'sorry',
    'courtesy',
    'it',
    'link',
    'comma',
    'not',
    'for',
    'topic',
    'and',
    'so',
    'from',
    'past',
    'lead',
  ] as const
).reduce((all, name) => all | bit(name as PieceClass), 0)

/** Takes back or puts right what the same person said a moment ago: offered in one tap, both entries stay. */
export function readCorrecting(line: Line): Reading | undefined {
  const { raw, sentences, recalled } = line
  const plain = raw.normalize('NFKC').replace(/[‘’]/g, "'").trim()
  if (UNDO.test(plain))
    return { certainty: 'sure', command: 'undo', args: {}, line: 'undo', reason: 'read as: undo' }
  const [last, ...others] = recalled.lastSaid
  if (!last || asks(raw)) return undefined
  if (OOPS.test(plain)) return askUndo(line, last)
  const pieces = sentences.filter((sentence) => sentence.some((piece) => piece.refs || piece.said)).flat()
  const isNamedRight = pieces.some(
    (piece, at) => piece.said && is(pieces[at - 1], SORRY) && pieces[at - 1]?.plain !== 'no',
  )
  const isOnlyThat =
    (isNamedRight && !pieces.some((piece) => piece.refs)) ||
    pieces.every(
      (piece) => is(piece, AROUND) || piece.refs || piece.said || /^(said|than)$/.test(piece.plain),
    )
  if (!isOnlyThat) return undefined
  const items = pieces.filter((piece) => piece.refs)
  const said = pieces.filter((piece) => piece.said)
  const ends = pieces.filter((piece) => !is(piece, bit('comma')))
  const opens =
    is(ends[0], SORRY | NOT) ||
    is(ends.at(-1), SORRY) ||
    /\b(meant|should have been|should be|as I said|make that|make it)\b/i.test(plain) ||
    /\bsorry\b/i.test(raw)
  if (!opens) return undefined
  if (items.length > 0 && said.length === 0) return otherItem(line, items, pieces, [last, ...others])
  if (items.length === 0 && said.length > 0) return otherRating(line, said, pieces, [last, ...others])
  return undefined
}

/** "sorry, meant B2 not C2": taken back and recorded for the other, in one tap. */
function otherItem(
  { vocabulary }: Line,
  items: readonly Piece[],
  pieces: readonly Piece[],
  entries: readonly RecalledEntry[],
): Reading | undefined {
  const isDenied = (piece: Piece) =>
    is(pieces[pieces.indexOf(piece) - 1], NOT) ||
    /^than$/.test(pieces[pieces.indexOf(piece) - 1]?.plain ?? '')
  const denied = items.filter(isDenied).flatMap(({ refs = [] }) => refs)
  const named = items.filter((piece) => !isDenied(piece)).flatMap(({ refs = [] }) => refs)
  // "not B1(b), B1(c)" is no list.
  const [wrong, right] = named.length > 0 ? [denied, named] : [denied.slice(0, 1), denied.slice(1)]
  const entry = entries.find(({ ref }) => wrong.length === 0 || wrong.includes(ref))
  if (!entry || right.length === 0 || right.includes(entry.ref)) return undefined
  const what = saidOf(entry, vocabulary)
  const note = entry.note ? ` note ${entry.note}` : ''
  const line = `update ${right.join(', ')} ${what.words} instead of #${entry.id}${note}`.replace(/ +/g, ' ')
  return {
    certainty: 'ask',
    command: 'update',
    args: { refs: right },
    question: `Shall I take back ${entry.ref} ${what.label} and record it for ${right.join(', ')}?`,
    options: [
      { label: `${right.join(', ')}: ${what.label}, not ${entry.ref}`, line },
      { label: `Only take back ${entry.ref}`, line: 'undo' },
    ],
    isYesNo: true,
    reason: 'it corrects the item of what you said last',
  }
}

/** "no, amber": the same item with the other rating, naming the entry that it corrects. */
function otherRating(
  { vocabulary, raw }: Line,
  said: readonly Piece[],
  pieces: readonly Piece[],
  entries: readonly RecalledEntry[],
): Reading | undefined {
  const affirmed = said.filter((piece) => !is(pieces[pieces.indexOf(piece) - 1], NOT))
  // "I put amber, I meant green"
  const meant = affirmed.length > 1 ? affirmed.filter((piece) => !isAsRecorded(piece, entries)) : affirmed
  const refs = entries.map(({ ref }) => ref)
  const [first] = entries
  if (meant.length !== 1 || !meant[0]?.said || !first) return undefined
  const words = wordsOfSaid(meant[0].said)
  const label = labelOfSaid(meant[0].said, vocabulary)
  const correcting = entries.length === 1 ? ` correcting #${first.id}` : ''
  void raw
  return {
    certainty: 'ask',
    command: 'update',
    args: { refs, ...meant[0].said },
    question: `${refs.join(', ')}: ${label}?`,
    options: [
      { label: `${refs.join(', ')}: ${label}`, line: `update ${refs.join(', ')} ${words}${correcting}` },
      { label: 'Take back what I said', line: 'undo' },
    ],
    isYesNo: true,
    reason: 'it corrects the rating of what you said last',
  }
}

function isAsRecorded({ said }: Piece, entries: readonly RecalledEntry[]): boolean {
  return entries.every(
    ({ rating, state }) => said && ('rating' in said ? said.rating === rating : said.state === state),
  )
}

function askUndo({ vocabulary }: Line, entry: RecalledEntry): Reading {
  const what = saidOf(entry, vocabulary)
  return {
    certainty: 'ask',
    command: 'undo',
    question: `Shall I take back ${entry.ref} ${what.label}?`,
    options: [{ label: 'Take it back', line: 'undo' }],
    isYesNo: true,
    reason: 'it may be about what you said last',
  }
}

function saidOf({ rating, state }: RecalledEntry, vocabulary: Vocabulary): { words: string; label: string } {
  const said = rating ? { rating } : state ? { state: state as keyof typeof STATE_WORDS } : undefined
  return said
    ? { words: wordsOfSaid(said), label: labelOfSaid(said, vocabulary) }
    : { words: '', label: '(the note)' }
}

function wordsOfSaid(said: Said): string {
  return 'rating' in said ? said.rating : STATE_WORDS[said.state]
}

function labelOfSaid(said: Said, { scale }: Vocabulary): string {
  return 'rating' in said ? findRating(scale, said.rating).label : STATE_WORDS[said.state]
}
