import { plainReference, readReferences } from '../domain/reference.ts'
import type { Scale, State, Tone } from '../domain/scale.ts'
import { ABBREVIATIONS, bit, type Classes, isPlace, isSaying, phraseAt } from './lexicon.ts'
import { STATES } from './slots.ts'
import type { Vocabulary } from './vocabulary.ts'
import { plainWord } from './words.ts'

/** What is said of an item: a rating of the scale, or a state. */
export type Said = { readonly rating: string } | { readonly state: State }

/** A part of a sentence, with its place in the line as it was typed. */
export interface Piece {
  readonly start: number
  readonly end: number
  readonly plain: string
  /** All that it can be. */
  readonly classes: Classes
  /** Of `items`: the references, as the plan writes them. */
  readonly refs?: readonly string[]
  readonly said?: Said
  /** The number of a request. */
  readonly request?: number
}

/** A run of pieces up to a full stop, a semicolon or the end of a line. */
export type Sentence = readonly Piece[]

/** What a line is made of. */
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
      itemsAt(tokens, at, vocabulary, raw) ??
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
/** A smiley or a bullet. */
const IDLE = bit('courtesy')

interface Token {
  readonly plain: string
  readonly raw: string
  readonly start: number
  readonly end: number
  /** What parts it from the token before. */
  readonly before: 'nothing' | 'comma' | 'colon' | 'stop'
}

interface Found {
  readonly length: number
  readonly classes: Classes
  readonly piece: Partial<Piece>
}

function commaAt({ start, before }: Token): Piece {
  return { start, end: start, plain: before === 'colon' ? ':' : ',', classes: COMMA }
}

/** Finer than words: "C2: amber", "C2=amber", "B4(a)/(c)" and "amber-ish" come apart, addresses and dates do not. */
function tokensOf(raw: string, vocabulary: Vocabulary): readonly Token[] {
  const tokens: Token[] = []
  let before: Token['before'] = 'nothing'
  let last = 0
  for (const match of raw.matchAll(/\S+/gu)) {
    // A colon before the end of a line speaks of the next one.
    if (raw.slice(last, match.index).includes('\n') && before !== 'colon') before = 'stop'
    last = match.index + match[0].length
    for (const { text, at } of partsOf(match[0], vocabulary)) {
      const start = match.index + at
      const plain = plainWord(text)
      if (/^[-–—|:,(]+$/u.test(text)) {
        if (before !== 'stop') before = text.includes(':') ? 'colon' : 'comma'
        continue
      }
      if (/^[.;!?…]+$/u.test(text)) {
        before = 'stop'
        continue
      }
      if (/^[("“‘]\p{L}{2}/u.test(text) && before === 'nothing' && tokens.length > 0 && text.startsWith('('))
        before = 'comma'
      const core = text.replace(/[,:;.!?…]+$/u, '')
      const { left, right } = emphasisOf(core, vocabulary)
      tokens.push({
        plain,
        raw: text.slice(left),
        start: start + left,
        end: start + core.length - right,
        before: tokens.length === 0 ? 'nothing' : before,
      })
      before = partingOf(text.slice(core.length), plain)
      if (before === 'nothing' && core.endsWith(')') && !core.includes('(') && /\p{L}{3}\)$/u.test(core))
        before = 'comma'
    }
  }
  return tokens
}

/** The marks of emphasis around a reference or a rating: `*C2*`, `_amber_`, or the star of a correction. */
function emphasisOf(core: string, { references, scale }: Vocabulary): { left: number; right: number } {
  const [, left = '', inner = '', right = ''] = core.match(/^([*_~`]*)(.+?)([*_~`]*)$/u) ?? []
  const isNamed =
    left + right !== '' &&
    (references.has(plainReference(inner)) || saidOf(plainWord(inner), scale) !== undefined)
  return isNamed ? { left: left.length, right: right.length } : { left: 0, right: 0 }
}

function partingOf(punctuation: string, plain: string): Token['before'] {
  if (/[;!?…]/.test(punctuation)) return 'stop'
  if (punctuation.includes('.')) return ABBREVIATIONS.has(plain) ? 'nothing' : 'stop'
  if (punctuation.includes(':')) return 'colon'
  return punctuation.includes(',') ? 'comma' : 'nothing'
}

const ADDRESS = /^[<(]?(https?:\/\/|www\.)|@\w+\.\w/i

/** Longer runs without a blank are nothing that comes apart. */
const LONGEST_RUN = 80

/** Where a run without blanks comes apart. */
function partsOf(chunk: string, vocabulary: Vocabulary): readonly { text: string; at: number }[] {
  if (chunk.length > LONGEST_RUN || ADDRESS.test(chunk) || !/[=→–—:;,!?…/>-]|['’]s$/u.test(chunk))
    return [{ text: chunk, at: 0 }]
  const parts: { text: string; at: number }[] = []
  let from = 0
  for (const { index, 0: mark } of chunk.matchAll(PARTING)) {
    const [left, right] = [chunk.slice(from, index), chunk.slice(index + mark.length)]
    if (left === '' || !comesApart(mark, left, right, vocabulary)) continue
    // A comma and the like stays with the word before it.
    const isEnd = /^[:;,!?…]$/.test(mark)
    parts.push({ text: isEnd ? left + mark : left, at: from })
    if (!isEnd) parts.push({ text: mark, at: index })
    from = index + mark.length
  }
  if (from < chunk.length) parts.push({ text: chunk.slice(from), at: from })
  return parts
}

const PARTING = /->|=>|→|=|–|—|[:;,!?…]|\/|-|['’]s$/gu

function comesApart(mark: string, left: string, right: string, vocabulary: Vocabulary): boolean {
  if (right === '' && !/s$/.test(mark)) return false
  if (mark === '/' || mark === '-' || /s$/.test(mark)) {
    const isNamed =
      vocabulary.references.has(plainReference(left)) ||
      saidOf(plainWord(left), vocabulary.scale) !== undefined
    return isNamed && (mark !== '-' || /^\p{L}{3}/u.test(right))
  }
  return !/^[:,]$/.test(mark) || !(/\d$/.test(left) && /^\d/.test(right))
}

/** The tokens from a place up to the next comma or full stop. */
function unbroken(tokens: readonly Token[], at: number): readonly Token[] {
  const rest = tokens.slice(at, at + MOST_WORDS)
  const end = rest.findIndex(({ before }, index) => index > 0 && before !== 'nothing')
  return end === -1 ? rest : rest.slice(0, end)
}

const MOST_WORDS = 8

/** A reference, a list or a range of them: the longest. */
function itemsAt(
  tokens: readonly Token[],
  at: number,
  vocabulary: Vocabulary,
  raw: string,
): Found | undefined {
  const first = tokens[at]
  if (!first || !beginsReference(first, vocabulary)) return undefined
  let end = at + 1
  while (end < tokens.length && end - at < MOST_OF_A_LIST && goesOn(tokens[end], tokens[end - 1], vocabulary))
    end += 1
  for (let next = end; next > at; next -= 1) {
    const text = raw.slice(first.start, tokens[next - 1]?.end)
    const items = readReferences(text, vocabulary.references)
    if (!items || !isWhole(tokens, at, next, vocabulary.scale)) continue
    const [before, after] = [near(tokens, at, -1), near(tokens, next - 1, 1)]
    if (next === at + 1 && !/[()]/.test(first.raw) && isPlace(before, after)) return undefined
    return { length: next - at, classes: ITEMS, piece: { refs: items.map((item) => item.ref) } }
  }
  return undefined
}

const MOST_OF_A_LIST = 24

function beginsReference({ raw, plain }: Token, { references }: Vocabulary): boolean {
  if (!/[\p{L}\p{N}]/u.test(plain)) return false
  if (references.has(plainReference(raw))) return true
  const [first = ''] = plain.split(/[-,/&+(]/)
  return first !== plain && references.has(plainReference(first))
}

function goesOn(token: Token | undefined, before: Token | undefined, vocabulary: Vocabulary): boolean {
  if (!token || token.before === 'stop' || token.before === 'colon') return false
  // "B3(a) B3(c)" with nothing between is no list.
  if (
    token.before === 'nothing' &&
    beginsReference(token, vocabulary) &&
    before &&
    beginsReference(before, vocabulary)
  )
    return false
  return (
    /^(and|or|&|\+|\/|to|through|-|–|\(?\p{L}\)?([-+&/,]\(?\p{L}\)?)*)$/u.test(token.plain) ||
    beginsReference(token, vocabulary)
  )
}

/** "B2 a delay came up" is about B2; "B2 a, now red" is about B2(a). */
function isWhole(tokens: readonly Token[], at: number, next: number, scale: Scale): boolean {
  const last = tokens[next - 1]
  if (!last || next === at + 1 || !/^[ai]$/.test(last.raw)) return true
  const following = tokens[next]
  if (!following || following.before !== 'nothing') return true
  return (
    saidIn(tokens, next, scale) !== undefined ||
    /^(to|as|not|in|via|because|is|now|still|was|has|are|and)$/.test(following.plain)
  )
}

/** The word beside a token where nothing parts them. */
function near(tokens: readonly Token[], at: number, step: 1 | -1): string | undefined {
  const parted = step === 1 ? tokens[at + 1]?.before : tokens[at]?.before
  return parted === 'nothing' ? tokens[at + step]?.plain : undefined
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
  const around = { before: near(tokens, at, -1), after: near(tokens, at + found.length - 1, 1) }
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
    if (said) return { said, length }
  }
  return undefined
}

const MOST_OF_A_RATING = 4

/**
 * A single letter: a capital right after an item ("B1 R, supplier gone"), any letter set apart by a colon or comma
 * ("B1c: g"), a capital before an item ("R: B2(e)"). An "A" only where it cannot be an article.
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

/** Coloured discs and squares, by the colour of the rating. */
const DISCS: Partial<Record<Tone, string>> = {
  red: '🔴🟥',
  orange: '🟠🟧',
  amber: '🟠🟡🟧🟨',
  yellow: '🟡🟨',
  green: '🟢🟩',
  blue: '🔵🟦',
  purple: '🟣🟪',
}

const spoken = new WeakMap<Scale, ReadonlyMap<string, Said>>()

function saidOf(phrase: string, scale: Scale): Said | undefined {
  return spokenOf(scale).get(phrase.replace(/-/g, ' '))
}

function spokenOf(scale: Scale): ReadonlyMap<string, Said> {
  const known = spoken.get(scale) ?? phrasesOf(scale)
  spoken.set(scale, known)
  return known
}

function phrasesOf(scale: Scale): ReadonlyMap<string, Said> {
  const states = [...STATES].map(([phrase, state]) => [phrase, { state }] as const)
  const ratings = scale.ratings.flatMap(({ code, label, words, tone }) =>
    [code, label, ...words, ...(DISCS[tone] ?? '')].map(
      (phrase) => [phrase.toLowerCase().replace(/-/g, ' '), { rating: code }] as const,
    ),
  )
  return new Map<string, Said>([...states, ...ratings])
}

/** Every word and phrase that says a rating or a state, for "did you mean". */
export function wordsOfScale(scale: Scale): readonly string[] {
  return [...spokenOf(scale).keys()].filter((phrase) => /^\p{L}{3,}$/u.test(phrase))
}
