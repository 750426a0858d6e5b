import { bit } from './lexicon.ts'
import { is } from './patterns.ts'
import type { Piece, Sentence } from './sentence.ts'
import type { Assertion } from './statement.ts'

const COURTESY = bit('courtesy')
const LINK = bit('link')
const SO = bit('so')
const AND = bit('and')
const COMMA = bit('comma')
const NAMED = bit('said') | bit('items')
/** "B5(a) update" above the rating, or "typo -" before it, is no note. */
const HEADING = (
  ['items', 'courtesy', 'topic', 'lead', 'for', 'comma', 'it', 'link', 'sorry'] as const
).reduce((all, name) => all | bit(name), 0)

/**
 * The note of each assertion: the text around it exactly as typed, without what was understood. Text before the first
 * assertion belongs to the first; other text belongs to the assertion it follows.
 */
export function notesOf(
  sentences: readonly Sentence[],
  assertions: readonly Assertion[],
  raw: string,
): readonly string[] {
  const pieces = sentences.flat()
  const isHeading = (end: number) => pieces.slice(0, end).every((piece) => is(piece, HEADING))
  const spans = assertions.map((each) => spanOf(sentences, each))
  return assertions.map((_, index) => {
    const own = spans[index]
    if (!own) return ''
    const next = spans[index + 1]?.start ?? pieces.length
    const before =
      index === 0 && !isHeading(own.start) ? trimmed(pieces, 0, own.start, raw, { isBefore: true }) : ''
    const after = trimmed(pieces, own.end, next, raw, { isBefore: false })
    return [before, after].filter((part) => part !== '').join(' ')
  })
}

function spanOf(
  sentences: readonly Sentence[],
  { sentence, from, to }: Assertion,
): { start: number; end: number } {
  const earlier = sentences.slice(0, sentence).reduce((sum, each) => sum + each.length, 0)
  return { start: earlier + from, end: earlier + to }
}

/** The text of some pieces without greetings, commas and linking words at its ends. */
function trimmed(
  pieces: readonly Piece[],
  from: number,
  to: number,
  raw: string,
  { isBefore }: { isBefore: boolean },
): string {
  let [first, last] = [from, to]
  const isIdle = (piece: Piece | undefined) =>
    is(piece, isBefore ? COURTESY : COURTESY | LINK) && !is(piece, NAMED) && !isEmojiOf(piece)
  const isEdge = (piece: Piece | undefined) => is(piece, COMMA) && piece?.plain !== '"'
  while (
    first < last &&
    (isEdge(pieces[first]) || (isIdle(pieces[first]) && (isBefore || isParted(pieces, first, last))))
  )
    first += 1
  while (
    first < last &&
    (isEdge(pieces[last - 1]) ||
      isFarewell(pieces, last - 1) ||
      is(pieces[last - 1], isBefore ? SO | AND : AND))
  )
    last -= 1
  const [start, end] = [pieces[first], pieces[last - 1]]
  if (!start || !end || last <= first) return ''
  return unwrapped(raw.slice(start.start, endOf(raw, end)))
}

const THANKS =
  /^(please|pls|plz|thanks|thanks all|thank you|many thanks|thanks very much|thx|ta|cheers|kind regards|regards|best wishes|xx?)$/

/** "…, thanks all" is not part of a note; the last word of "waiting on the team" is. */
function isFarewell(pieces: readonly Piece[], at: number): boolean {
  const [before, piece] = [pieces[at - 1], pieces[at]]
  if (!piece || !is(piece, COURTESY) || is(piece, NAMED) || isEmojiOf(piece)) return false
  return THANKS.test(piece.plain) || !before || is(before, COMMA) || piece.start - before.end > 1
}

/** A word of courtesy belongs to what follows unless a comma separates them: "please chase the supplier" is a note. */
function isParted(pieces: readonly Piece[], at: number, last: number): boolean {
  const [piece, next] = [pieces[at], pieces[at + 1]]
  return (
    at + 1 >= last ||
    is(next, COMMA) ||
    (piece !== undefined && next !== undefined && next.start - piece.end > 1)
  )
}

function isEmojiOf(piece: Piece | undefined): boolean {
  return piece !== undefined && /\p{Extended_Pictographic}/u.test(piece.plain)
}

/** Includes a closing full stop or bracket, but not a comma. */
function endOf(raw: string, { end }: Piece): number {
  const [closing = ''] = raw.slice(end).match(/^[.!…)”"]+/u) ?? []
  return end + closing.length
}

/** Removes brackets around the whole text: "(backlog)". */
function unwrapped(text: string): string {
  const inner = text.match(/^\(([^()]*)\)\.?$/)?.[1]
  return (inner ?? text).replace(/^[-–—:,;|.\s]+/u, '').trim()
}
