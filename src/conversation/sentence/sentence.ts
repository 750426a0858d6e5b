import type { Item } from '../../domain/plan.ts'
import { needsWord, plainReference } from '../../domain/reference.ts'
import { readReferences } from '../../domain/reference-list.ts'
import { beginsSeveralWords, goesOnSeveralWords, namesOf } from '../../domain/reference-names.ts'
import type { Scale } from '../../domain/scale.ts'
import type { Vocabulary } from '../../domain/vocabulary.ts'
import { isCount, leadsToCount } from '../counting.ts'
import { bit, type Classes, isPlace, isSaying, phraseAt, type Said, saidOf } from './lexicon.ts'
import { isInPlaceOfRating, numberRatingAt } from './number-rating.ts'
import { neighbour, type Token, tokensOf, unbroken } from './tokens.ts'

/** A part of a sentence, with its position in the line as typed. */
export interface Piece {
  readonly start: number
  readonly end: number
  readonly plain: string
  /** Every class it may belong to. */
  readonly classes: Classes
  /** For `items`: the references as the plan writes them. */
  readonly refs?: readonly string[]
  readonly said?: Said
  /** The number of a request. */
  readonly request?: number
}

/** Pieces up to a full stop, a semicolon or the end of a line. */
export type Sentence = readonly Piece[]

export function sentencesOf(raw: string, vocabulary: Vocabulary): readonly Sentence[] {
  const tokens = tokensOf(raw, vocabulary)
  const sentences: Piece[][] = [[]]
  let at = 0
  while (at < tokens.length) {
    const token = tokens[at]
    if (!token) break
    if (token.before === 'stop') sentences.push([])
    const sentence = sentences.at(-1) ?? []
    if (token.before === 'comma' || token.before === 'colon') sentence.push(commaAt(token))
    const found =
      calledRequestAt(tokens, at) ??
      numberAt(tokens, at, vocabulary, sentence) ??
      itemsAt(tokens, at, { vocabulary, raw, sentence }) ??
      requestAt(tokens, at) ??
      saidAt(tokens, at, vocabulary.scale, sentence)
    const phrase = phraseAt(unbroken(tokens, at), 0)
    const length = found?.length ?? phrase?.length ?? 1
    sentence.push({
      start: token.start,
      end: tokens[at + length - 1]?.end ?? token.end,
      plain: tokens
        .slice(at, at + length)
        .map(({ plain }) => plain)
        .join(' '),
      classes: found ? found.classes : (phrase?.classes ?? (/[\p{L}\p{N}]/u.test(token.plain) ? WORD : IDLE)),
      ...found?.piece,
    })
    at += length
  }
  return sentences.filter((sentence) => sentence.length > 0)
}

const WORD = bit('word')
const ITEMS = bit('items')
const SAID = bit('said')
const REQUEST = bit('request')
const COMMA = bit('comma')
/** Emoji and bullets are ignored like courtesies. */
const IDLE = bit('courtesy')

interface Found {
  readonly length: number
  readonly classes: Classes
  readonly piece: Partial<Piece>
}

function commaAt({ start, before }: Token): Piece {
  return { start, end: start, plain: before === 'colon' ? ':' : ',', classes: COMMA }
}

/** A reference, or a list or range of them: the longest. */
function itemsAt(
  tokens: readonly Token[],
  at: number,
  { vocabulary, raw, sentence }: { vocabulary: Vocabulary; raw: string; sentence: Sentence },
): Found | undefined {
  const first = tokens[at]
  const alone = isSlot(tokens, at)
  if (!first || !(beginsReference(first, vocabulary) || (alone && isOuter(first, vocabulary))))
    return undefined
  if (/^\d+$/.test(first.plain) && (isInPlaceOfRating(sentence) || countsAt(tokens, at, at))) return undefined
  let end = at + 1
  while (end < tokens.length && end - at < MOST_OF_A_LIST && goesOn(tokens[end], tokens[end - 1], vocabulary))
    end += 1
  for (let next = end; next > at; next -= 1) {
    const text = raw.slice(first.start, tokens[next - 1]?.end)
    const items = readReferences(text, vocabulary.references, { alone })
    if (!items || !isWhole(tokens, at, next, vocabulary)) continue
    if (alone && isOuter(first, vocabulary) && !isSaidNext(tokens, next, vocabulary.scale)) continue
    if (isWithin(items, tokens, { at, next })) return undefined
    const [before, after] = [neighbour(tokens, at, -1), neighbour(tokens, next - 1, 1)]
    if (next === at + 1 && !/[()]/.test(first.raw) && isPlace(before, after)) return undefined
    return { length: next - at, classes: ITEMS, piece: { refs: items.map((item) => item.ref) } }
  }
  return undefined
}

const MOST_OF_A_LIST = 24

/** "update A green, B red": items stand first and behind commas. */
function isSlot(tokens: readonly Token[], at: number): boolean {
  return (
    tokens[0]?.plain === 'update' &&
    (at === 1 || tokens[at]?.before !== 'nothing' || tokens[at - 1]?.plain === 'and')
  )
}

/** "A": an item that is named with its level's word elsewhere. */
function isOuter({ raw, plain }: Token, { references }: Vocabulary): boolean {
  return /^\p{Lu}\p{Ll}*$/u.test(raw) && namesOf(references).alone.has(plain)
}

function beginsReference({ raw, plain }: Token, { references }: Vocabulary): boolean {
  if (!/[\p{L}\p{N}]/u.test(plain)) return false
  if (references.has(plainReference(raw))) return true
  // "PAP205" for PAP2-05, "PAP2-05-06" for two.
  if (/\d/.test(plain) && /\p{L}/u.test(plain) && readReferences(raw.replace(/[,:;.!?]+$/, ''), references))
    return true
  const [first = ''] = plain.split(/[-,/&+(]/)
  return (first !== plain && references.has(plainReference(first))) || beginsSeveralWords(plain, references)
}

/** "Rec" and "1" of "Rec 1", where the plan has such references. */
function mayBelong({ plain }: Token, { references }: Vocabulary): boolean {
  return goesOnSeveralWords(plain, references)
}

function goesOn(token: Token | undefined, before: Token | undefined, vocabulary: Vocabulary): boolean {
  if (!token || token.before === 'stop' || token.before === 'colon') return false
  // "B3(a) B3(c)" with nothing in between is not a list.
  if (
    token.before === 'nothing' &&
    beginsReference(token, vocabulary) &&
    before &&
    beginsReference(before, vocabulary) &&
    !beginsSeveralWords(before.plain, vocabulary.references)
  )
    return false
  return (
    mayBelong(token, vocabulary) ||
    /^(and|or|&|\+|\/|to|through|-|–|\(?\p{L}\)?([-+&/,]\(?\p{L}\)?)*|\d{1,3}\p{L}?)$/u.test(token.plain) ||
    beginsReference(token, vocabulary)
  )
}

/** "what is amber in area A" and "area B all amber" are about what is in it. */
function isWithin(
  items: readonly Item[],
  tokens: readonly Token[],
  { at, next }: { at: number; next: number },
): boolean {
  const isAround = /^(?:in|within|across|under|inside|of)$/.test(tokens[at - 1]?.plain ?? '')
  const isAll = /^(?:all|everything|throughout)$/.test(tokens[next]?.plain ?? '')
  return (isAround || isAll) && items.some(needsWord)
}

/** Whether the number that ends a run of tokens counts something: "we met 3 people", "13 to 14 April". */
function countsAt(tokens: readonly Token[], at: number, last: number): boolean {
  const next = tokens[last + 1]
  const following = next?.before === 'nothing' ? unbroken(tokens, last + 1).map(({ plain }) => plain) : []
  if (isCount(following)) return true
  const before = tokens.slice(Math.max(0, at - 2), at).map(({ plain }) => plain)
  const isParted = tokens[at]?.before !== 'nothing'
  return last === at && !isParted && at > 0 && leadsToCount(before)
}

/**
 * "B2 a delay came up" is about B2; "B2 a, now red" is about B2(a). A number that is short for an item is one only where
 * it counts nothing.
 */
function isWhole(
  tokens: readonly Token[],
  at: number,
  next: number,
  { scale, references }: Vocabulary,
): boolean {
  const last = tokens[next - 1]
  if (last && /^\d+$/.test(last.plain) && next > at + 1) {
    const isShort =
      /^(?:and|or|&|\+|to|through|-|–)$/.test(tokens[next - 2]?.plain ?? '') || last.before === 'comma'
    return !(isShort || references.has(plainReference(last.plain))) || !countsAt(tokens, at, next - 1)
  }
  if (last && next === at + 1 && /^(?:a|i|or)$/.test(last.plain)) return isSaidNext(tokens, next, scale)
  if (!last || next === at + 1 || !/^(?:a|i|I)$/.test(last.raw)) return true
  const following = tokens[next]
  if (following?.before !== 'nothing') return true
  return (
    saidIn(tokens, next, scale) !== undefined ||
    scale.ratings.some(({ label }) => label === following.plain) ||
    /^(to|as|not|in|via|because|is|now|still|was|has|are|and|no|all|both|unchanged)$/.test(following.plain)
  )
}

/** "a is amber" is about an item, and so is "A:"; "a delay" and "I was away" are not. */
function isSaidNext(tokens: readonly Token[], next: number, scale: Scale): boolean {
  const following = tokens[next]
  if (following?.before !== 'nothing') return true
  return saidIn(tokens, next, scale) !== undefined || /^(?:is|now|to|no|unchanged|=)$/.test(following.plain)
}

function numberAt(
  tokens: readonly Token[],
  at: number,
  vocabulary: Vocabulary,
  sentence: readonly Piece[],
): Found | undefined {
  const rating = numberRatingAt(tokens, at, vocabulary, sentence)
  return rating && { length: 1, classes: SAID, piece: { said: { rating: rating.code } } }
}

/** "request 13", "requests 2 and 4": no items, whatever the plan's references are. */
function calledRequestAt(tokens: readonly Token[], at: number): Found | undefined {
  if (!/^requests?$/.test(tokens[at]?.plain ?? '')) return undefined
  let next = at + 1
  if (/^(?:no|nos|number|numbers|#)$/.test(tokens[next]?.plain ?? '')) next += 1
  const number = tokens[next]?.plain.match(/^#?r?(\d{1,6})$/)?.[1]
  // "we had to request 3 quotes"
  if (number === undefined || tokens[next]?.before === 'stop' || countsAt(tokens, at, next)) return undefined
  next += 1
  while (goesOnRequests(tokens, next)) next += 1
  return { length: next - at, classes: REQUEST, piece: { request: Number(number) } }
}

/** "and 4" or ", 4" after "requests 2". */
function goesOnRequests(tokens: readonly Token[], at: number): boolean {
  const isNumber = (token: Token | undefined) => /^r?\d{1,6}$/.test(token?.plain ?? '')
  const isJoin = (token: Token | undefined) => /^(?:and|&|\+|or)$/.test(token?.plain ?? '')
  if (isNumber(tokens[at])) return tokens[at]?.before === 'comma' || isJoin(tokens[at - 1])
  return isJoin(tokens[at]) && isNumber(tokens[at + 1])
}

function requestAt(tokens: readonly Token[], at: number): Found | undefined {
  const number = tokens[at]?.plain.match(/^r(\d{1,6})$/)?.[1]
  return number === undefined
    ? undefined
    : { length: 1, classes: REQUEST, piece: { request: Number(number) } }
}

function saidAt(
  tokens: readonly Token[],
  at: number,
  scale: Scale,
  sentence: readonly Piece[],
): Found | undefined {
  const found = saidIn(tokens, at, scale) ?? letterAt(tokens, at, scale, sentence)
  if (!found) return undefined
  const kind = 'rating' in found.said ? 'rating' : 'state'
  const around = { before: neighbour(tokens, at, -1), after: neighbour(tokens, at + found.length - 1, 1) }
  if (isSaying(kind, tokens[at]?.plain ?? '', around)) return undefined
  return { length: found.length, classes: SAID, piece: { said: found.said } }
}

function saidIn(
  tokens: readonly Token[],
  at: number,
  scale: Scale,
): { said: Said; length: number } | undefined {
  const run = unbroken(tokens, at).slice(0, MOST_OF_A_RATING)
  for (let length = run.length; length > 0; length -= 1) {
    const said = saidOf(
      run
        .slice(0, length)
        .map(({ plain }) => plain)
        .join(' '),
      scale,
    )
    // A number alone is a rating only where it is said of an item.
    if (said && !(length === 1 && /^\d+$/.test(run[0]?.plain ?? ''))) return { said, length }
  }
  return undefined
}

const MOST_OF_A_RATING = 4

/**
 * A single letter: a capital right after an item ("B1 R, supplier gone"), any letter set apart by a colon or comma
 * ("B1c: g"), or a capital before an item ("R: B2(e)"). "A" counts only where it cannot be an article.
 */
function letterAt(
  tokens: readonly Token[],
  at: number,
  scale: Scale,
  sentence: readonly Piece[],
): { said: Said; length: number } | undefined {
  const token = tokens[at]
  const letter = token?.raw.replace(/[,:;.!?]+$/, '') ?? ''
  if (!token || !/^\p{L}$/u.test(letter)) return undefined
  const before = sentence.at(-1)?.classes ?? 0
  const after = tokens[at + 1]?.before ?? 'stop'
  const isApart = after !== 'nothing'
  const isSetOff = isApart && (before & COMMA) !== 0 && ((sentence.at(-2)?.classes ?? 0) & ITEMS) !== 0
  const isCapital = /^\p{Lu}$/u.test(letter)
  const follows =
    isCapital &&
    (before & LEADS_TO_RATING) !== 0 &&
    (isApart || ((before & ITEMS) !== 0 && !/^[ai]$/.test(token.plain)))
  const leads = isCapital && sentence.length === 0 && (after === 'colon' || after === 'comma')
  if (!isSetOff && !follows && !leads) return undefined
  const rating = scale.ratings.find((each) => each.letter.toLowerCase() === token.plain)
  return rating && { said: { rating: rating.code }, length: 1 }
}

const LEADS_TO_RATING = ITEMS | COMMA | bit('link') | bit('from')
