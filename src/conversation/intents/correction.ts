import { listed } from '../../domain/format.ts'
import type { Ask, Reading } from '../../domain/reading.ts'
import type { State } from '../../domain/scale.ts'
import type { RecalledEntry, Vocabulary } from '../../domain/vocabulary.ts'
import { asks } from '../sentence/guards.ts'
import { bit, labelOf, type PieceClass, type Said, wordOf } from '../sentence/lexicon.ts'
import { is } from '../sentence/patterns.ts'
import type { Piece } from '../sentence/sentence.ts'
import type { Line } from './line.ts'

const SOFTENERS =
  '(?:please|pls|can you|could you|ok|oh|no|oops|sorry|hi|wait|wrong (?:one|item|ref)|my (?:mistake|bad)|actually)'
const TAKE_BACK = '(?:undo|take (?:that|it|this) back|take back (?:that|it|my last))'
const WHAT = '(?:that|it|this|one|my|the|last|latest|update|entry|message|thing)'
const UNDO = new RegExp(
  `^(?:${SOFTENERS}[,!.\\s]+)*${TAKE_BACK}(?:\\s+${WHAT})*(?:[,!.\\s]+(?:please|pls|thanks|ta|cheers))*[.!\\s]*$`,
  'i',
)
const UNSAY =
  '(?:scrap|scratch|cancel|delete|reverse|retract|ignore|forget|disregard|strike|bin|drop|undo|take back|remove)'
const SAYING =
  "(?:that|it|this|(?:that|my|the)(?: very)?(?: last| previous| latest| earlier)?(?: update| entry| message| one| note| post| bit)?|what i(?: have|'ve)?(?: just)? (?:said|put|sent|wrote|typed|posted|recorded|entered))"
const WRONG = '(?:one|button|chat|item|thing|line|action|option|key|message|window|colour|rating)'
/** What somebody says who wants the last thing undone. */
const OOPS_WORDS = [
  `${UNSAY} ${SAYING}`,
  `take (?:it|that|this) (?:back|off|down|out)(?: again)?`,
  'oops|whoops|my (?:mistake|bad)',
  `(?:i |i've |i have |just )*(?:pressed|clicked|hit|tapped|picked|chose|chosen|selected|sent|did) the wrong ${WRONG}`,
  `wrong ${WRONG}`,
  "i didn'?t mean (?:that|it|to)(?: send| press| do)?(?: that| it)?",
  '(?:that|this|it) was (?:a mistake|an? error|a slip|wrong|not meant|sent (?:by mistake|in error))',
].join('|')
const OOPS = new RegExp(
  `^(?:(?:${SOFTENERS}|hmm|er|um|ah|just|so)[,!.\\s]+)*(?:${OOPS_WORDS})(?:[,!.\\s]+(?:please|pls|thanks|ta|cheers|sorry))*[.!\\s]*$`,
  'i',
)
/** The same, naming the item: "take back what I just put on B5(a)", "undo B5(a)". */
const OOPS_ON = new RegExp(
  `^(?:(?:${SOFTENERS}|hmm|er|um|ah|just)[,!.\\s]+)*${UNSAY} (?:${SAYING} (?:on|for|about|against) )?\\S+(?: ?\\(?\\p{L}\\)?)?(?:[,!.\\s]+(?:please|pls|thanks|ta))*[.!\\s]*$`,
  'iu',
)

/** It may mean what was said, or the date. */
const PUT_BACK =
  /^(?:(?:please|pls|can you|could you|no|sorry|actually|ok|oh|then)[,!.\s]+)*(?:put|move|push|set|bring|shift) (?:it|that|this) back(?: (?:again|then|please|pls|thanks|as it was|how it was|to how it was|to what it was|where it was))*[.!\s]*$/i

const SHOULD_BE = /\b(?:should|ought to) (?:be|have been|say|read|have said|have read)\b/i

const NOT = bit('not')
const SORRY = bit('sorry')
const COMMA = bit('comma')
/** Words that a correction may contain besides what it names: "sorry, that should be". */
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
).reduce((all, name: PieceClass) => all | bit(name), 0)

/** A correction of what the same person said a moment ago, offered for one tap; both entries stay in the record. */
export function readCorrection(line: Line): Reading | undefined {
  const { raw, sentences, recalled } = line
  const plain = raw.normalize('NFKC').replace(/[‘’]/g, "'").trim()
  if (UNDO.test(plain))
    return { certainty: 'sure', command: 'undo', args: {}, line: 'undo', reason: 'read as: undo' }
  const [last] = recalled.lastSaid
  if (asks(raw)) return undefined
  if (PUT_BACK.test(plain)) return askPutBack(line)
  if (OOPS.test(plain)) return askUndo(line, last)
  const named = sentences.flat().flatMap((piece) => piece.refs ?? [])
  if (named.length > 0 && OOPS_ON.test(plain))
    return askUndo(
      line,
      recalled.lastSaid.find(({ ref }) => named.includes(ref)),
    )
  if (!last) return undefined
  const pieces = sentences.filter((sentence) => sentence.some((piece) => piece.refs || piece.said)).flat()
  if (!takesBack(pieces, plain) || !isNothingElse(pieces)) return undefined
  const items = pieces.filter((piece) => piece.refs)
  const said = pieces.filter((piece) => piece.said)
  const entry = recalled.lastSaid.filter(({ ref }) => named.includes(ref))
  // "the latter should be amber", of two that were recorded together
  if (named.length === 1 && entry.length === 1 && said.length > 0 && SHOULD_BE.test(plain))
    return otherRating({ ...line, recalled: { ...recalled, lastSaid: entry } }, said, pieces)
  if (items.length > 0 && said.length === 0) return otherItem(line, items, pieces)
  return items.length === 0 && said.length > 0 ? otherRating(line, said, pieces) : undefined
}

function takesBack(pieces: readonly Piece[], plain: string): boolean {
  const words = pieces.filter((piece) => !is(piece, COMMA))
  if (is(words[0], SORRY | NOT) || is(words.at(-1), SORRY)) return true
  return /\b(meant|should have been|should be|as I said|make that|make it|sorry)\b/i.test(plain)
}

/** The line says nothing but the correction, or the rating directly follows "should have been". */
function isNothingElse(pieces: readonly Piece[]): boolean {
  const hasItems = pieces.some((piece) => piece.refs)
  const isLedTo = pieces.some(
    (piece, at) => piece.said && is(pieces[at - 1], SORRY) && pieces[at - 1]?.plain !== 'no',
  )
  if (isLedTo && !hasItems) return true
  return pieces.every(
    (piece) => is(piece, AROUND) || piece.refs || piece.said || /^(said|than)$/.test(piece.plain),
  )
}

/** "sorry, meant B2 not C2": taken back and recorded for the other item. */
function otherItem(
  { vocabulary, recalled }: Line,
  items: readonly Piece[],
  pieces: readonly Piece[],
): Ask | undefined {
  const denied = items.filter((piece) => isDenied(piece, pieces)).flatMap(({ refs = [] }) => refs)
  const named = items.filter((piece) => !isDenied(piece, pieces)).flatMap(({ refs = [] }) => refs)
  // "not B1(b), B1(c)" is not a list.
  const earlier = named.filter((ref) => recalled.lastSaid.some((each) => each.ref === ref))
  // "the last one was meant for B3(d)": one that was said, and another.
  const isHanded = denied.length === 0 && earlier.length === 1 && named.length === 2
  const [wrong, right] = isHanded
    ? [earlier, named.filter((ref) => !earlier.includes(ref))]
    : named.length > 0
      ? [denied, named]
      : [denied.slice(0, 1), denied.slice(1)]
  const entry = recalled.lastSaid.find(({ ref }) => wrong.length === 0 || wrong.includes(ref))
  if (!entry || right.length === 0 || right.includes(entry.ref)) return undefined
  const target = right.join(', ')
  const said = saidOf(entry)
  const note = entry.note ? `note ${entry.note}` : ''
  const parts = ['update', target, said ? wordOf(said) : '', `instead of #${entry.id}`, note]
  const what = textOf(entry, vocabulary)
  return {
    certainty: 'ask',
    command: 'update',
    args: { refs: right },
    question: `Shall I take back ${entry.ref} ${what} and record it for ${target}?`,
    options: [
      { label: `${target} ${what}, not ${entry.ref}`, line: parts.filter((part) => part !== '').join(' ') },
      { label: `Only take back ${entry.ref}`, line: 'undo' },
    ],
    isYesNo: true,
    reason: 'it corrects the item of what you said last',
  }
}

function isDenied(piece: Piece, pieces: readonly Piece[]): boolean {
  const before = pieces[pieces.indexOf(piece) - 1]
  return is(before, NOT) || before?.plain === 'than'
}

/** "no, amber": the same item with another rating, naming the entry that it corrects. */
function otherRating(
  { vocabulary, recalled }: Line,
  said: readonly Piece[],
  pieces: readonly Piece[],
): Ask | undefined {
  const affirmed = said.filter((piece) => !isDenied(piece, pieces))
  // "I put amber, I meant green"
  const meant =
    affirmed.length > 1
      ? affirmed.filter(({ said: each }) => !recalled.lastSaid.every((entry) => isAs(entry, each)))
      : affirmed
  const [only, ...others] = meant.flatMap((piece) => piece.said ?? [])
  if (!only || others.length > 0) return undefined
  const refs = recalled.lastSaid.map(({ ref }) => ref)
  const [first, ...more] = recalled.lastSaid
  const correcting = more.length === 0 ? ` correcting #${first?.id}` : ''
  const label = `${refs.join(', ')}: ${labelOf(only, vocabulary.scale)}`
  return {
    certainty: 'ask',
    command: 'update',
    args: { refs, ...only },
    question: `${label}?`,
    options: [
      { label, line: `update ${refs.join(', ')} ${wordOf(only)}${correcting}` },
      { label: 'Take back what I said', line: 'undo' },
    ],
    isYesNo: true,
    reason: 'it corrects the rating of what you said last',
  }
}

/** "put it back": to what it was before, or to a later date? */
function askPutBack(line: Line): Ask | undefined {
  const { vocabulary, recalled } = line
  const mine = recalled.requests.findLast(({ isMine, kind }) => isMine && kind === 'date')
  const ref = recalled.lastRef ?? recalled.lastSaid[0]?.ref ?? mine?.ref
  const said = recalled.lastSaid.map((each) => `${each.ref} ${textOf(each, vocabulary)}`)
  const undone =
    said.length > 0 && mine
      ? 'what you said last'
      : said.length > 0
        ? listed(said)
        : mine && `the request R${mine.number} for ${mine.ref}`
  const options = [
    ...(undone === undefined ? [] : [{ label: `Take back ${undone}`, line: 'undo' }]),
    ...(ref === undefined ? [] : [{ label: `Ask for a later date for ${ref}`, line: `revise ${ref}` }]),
  ]
  if (options.length === 0) return undefined
  return {
    certainty: 'ask',
    command: null,
    question: options.length > 1 ? 'Which do you mean?' : 'Do you mean this?',
    options,
    ...(options.length > 1 ? {} : { isYesNo: true as const }),
    reason: 'it may mean what was said, or the date',
  }
}

function askUndo({ vocabulary, recalled }: Line, entry: RecalledEntry | undefined): Ask | undefined {
  if (!entry)
    return recalled.lastSaid.length > 0 || recalled.requests.some(({ isMine }) => isMine)
      ? askUndoLast(recalled.lastSaid)
      : undefined
  // One line is taken back as a whole.
  const all = listed(recalled.lastSaid.map((each) => `${each.ref} ${textOf(each, vocabulary)}`))
  return {
    certainty: 'ask',
    command: 'undo',
    question: `Shall I take back ${all}?`,
    options: [{ label: 'Take it back', line: 'undo' }],
    isYesNo: true,
    reason: 'it may be about what you said last',
  }
}

/** What was said last is not what the line names, or is a request: it is named before it is taken back. */
function askUndoLast(said: readonly RecalledEntry[]): Ask {
  return {
    certainty: 'ask',
    command: 'undo',
    question:
      said.length > 0
        ? `What you said last was about ${listed(said.map(({ ref }) => ref))}. Shall I take that back?`
        : 'Shall I take back what you asked for last?',
    options: [{ label: 'Take it back', line: 'undo' }],
    isYesNo: true,
    reason: 'it may be about what you said last',
  }
}

function isAs({ rating, state }: RecalledEntry, said: Said | undefined): boolean {
  return said !== undefined && ('rating' in said ? said.rating === rating : said.state === state)
}

function saidOf({ rating, state }: RecalledEntry): Said | undefined {
  if (rating !== null) return { rating }
  return state === null ? undefined : { state: state as State }
}

function textOf(entry: RecalledEntry, { scale }: Vocabulary): string {
  const said = saidOf(entry)
  return said ? labelOf(said, scale) : '(the note)'
}
