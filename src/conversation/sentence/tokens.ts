import { plainReference } from '../../domain/reference.ts'
import { beginsSeveralWords } from '../../domain/reference-names.ts'
import { plainWord } from '../../domain/text.ts'
import type { Vocabulary } from '../../domain/vocabulary.ts'
import { ABBREVIATIONS, saidOf } from './lexicon.ts'
import { withoutSlip } from './slips.ts'

/** A word of a sentence, split more finely than at blanks. */
export interface Token {
  readonly plain: string
  readonly raw: string
  readonly start: number
  readonly end: number
  /** What separates it from the token before. */
  readonly before: 'nothing' | 'comma' | 'colon' | 'stop'
}

/** Splits "C2: amber", "C2=amber", "B4(a)/(c)" and "amber-ish" into tokens, but not addresses and dates. */
export function tokensOf(raw: string, vocabulary: Vocabulary): readonly Token[] {
  const tokens: Token[] = []
  let before: Token['before'] = 'nothing'
  let last = 0
  for (const match of raw.matchAll(/\S+/gu)) {
    // A colon at the end of a line refers to the next line.
    if (raw.slice(last, match.index).includes('\n') && before !== 'colon') before = 'stop'
    last = match.index + match[0].length
    for (const { text, at } of partsOf(match[0], vocabulary)) {
      const start = match.index + at
      const plain = withoutSlip(plainWord(text))
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
      const isShort = text === `${core}.` && beginsSeveralWords(plain, vocabulary.references)
      before = isShort ? 'nothing' : partingOf(text.slice(core.length), plain)
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

/** Longer runs without a blank are never split. */
const LONGEST_RUN = 80

/** Splits a run without blanks. */
function partsOf(chunk: string, vocabulary: Vocabulary): readonly { text: string; at: number }[] {
  // "PAP2–05" is one word.
  if (/\d[–-]\d/.test(chunk) && vocabulary.references.has(plainReference(chunk)))
    return [{ text: chunk, at: 0 }]
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

/** The tokens from an index up to the next comma or full stop. */
export function unbroken(tokens: readonly Token[], at: number): readonly Token[] {
  const rest = tokens.slice(at, at + MOST_WORDS)
  const end = rest.findIndex(({ before }, index) => index > 0 && before !== 'nothing')
  return end === -1 ? rest : rest.slice(0, end)
}

const MOST_WORDS = 8

/** The neighbouring word, if no punctuation is in between. */
export function neighbour(tokens: readonly Token[], at: number, step: 1 | -1): string | undefined {
  const parted = step === 1 ? tokens[at + 1]?.before : tokens[at]?.before
  return parted === 'nothing' ? tokens[at + step]?.plain : undefined
}
