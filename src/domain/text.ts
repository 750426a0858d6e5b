/** The most that one message or note may hold, in characters. */
export const MOST_CHARACTERS = 4_000

/**
 * Terminal control codes (ECMA-48): control sequences; control strings (title, hyperlink) with their terminator;
 * escapes of two or three characters. An unterminated string loses only its introducer, so that no text disappears. No
 * alternative can match across the start of another, which keeps the search linear.
 */
const ESCAPES = new RegExp(
  [
    '(?:\\u001b\\[|\\u009b)[0-?]*[ -/]*[@-~]',
    '(?:\\u001b[\\]PX^_]|[\\u0090\\u0098\\u009d-\\u009f])[^\\u0000-\\u001f\\u007f-\\u009f]*(?:\\u0007|\\u001b\\\\|\\u009c)',
    '\\u001b[ -/]*[0-~]',
  ].join('|'),
  'g',
)
/** Word processors paste a vertical tab for a manual line break. */
const LINE_ENDS = /\r\n?|[\v\f\u0085\u2028\u2029]/g
/** Controls other than newline and tab, and noncharacters. */
const CONTROLS = /[^\P{Cc}\n\t]|\p{Noncharacter_Code_Point}/gu
/** Characters that change the direction of text, or are invisible. */
const HIDDEN =
  /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}]/gu
/** Tag characters spell the flags of England, Scotland and Wales; anywhere else they are hidden text. */
const TAGS = /(\u{1f3f4}[\u{e0020}-\u{e007e}]{1,6}\u{e007f})|[\u{e0000}-\u{e007f}]/gu
/** More marks on one letter than any language uses. */
const STACKED_MARKS = /((?:[\u200c\u200d]?\p{M}){6})(?:[\u200c\u200d]|\p{M})+/gu
/** Joiners shape Persian, Hindi, Sinhala and emoji; elsewhere, or repeated, they are only hidden. */
const IDLE_JOINERS =
  /(?<!(?:(?![\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])\p{L}|[\p{Extended_Pictographic}\p{Emoji_Modifier}])\p{M}{0,6})[\u200c\u200d]/gu

/** The text without codes that control a terminal. */
export function withoutEscapes(text: string): string {
  return text.replace(ESCAPES, '')
}

/** Input text without anything that could break a terminal, a table or a database; the rest stays as typed. */
export function cleanText(raw: string): string {
  return raw
    .toWellFormed()
    .replace(ESCAPES, '')
    .replace(LINE_ENDS, '\n')
    .replace(CONTROLS, '')
    .replace(HIDDEN, '')
    .replace(TAGS, '$1')
    .normalize('NFC')
    .replace(STACKED_MARKS, '$1')
    .replace(IDLE_JOINERS, '')
    .normalize('NFC')
    .trim()
}

/** How many characters a text has, as platforms count them: an emoji's code points, not its halves. */
export function lengthOf(text: string): number {
  let length = 0
  for (const _ of text) length += 1
  return length
}

/** A text of at most so many characters, with "…" for what is left out; whole words where there are any. */
export function shortened(text: string, most: number): string {
  if (text.length <= most || lengthOf(text) <= most) return text
  const [beginning = ''] = split(text, most - 1)
  return `${beginning.trimEnd()}…`
}

/** What somebody typed, as it is repeated to them: not at length. */
export function saidBack(text: string): string {
  return shortened(text, 60)
}

/** Cuts a long text into parts: between words where there are any, else between characters. */
export function split(text: string, most: number): readonly string[] {
  const parts: string[] = []
  let rest = text
  while (rest.length > most && lengthOf(rest) > most) {
    const head = headOf(rest, most)
    const blank = Math.max(head.lastIndexOf(' '), head.lastIndexOf('\n'))
    const at = blank > head.length / 2 ? blank + 1 : head.length
    parts.push(rest.slice(0, at).trimEnd())
    rest = rest.slice(at).trimStart()
  }
  return rest === '' ? parts : [...parts, rest]
}

/** The longest beginning of whole characters; one with more code points than fit is cut between them. */
function headOf(text: string, most: number): string {
  const head = [...text.slice(0, most * 2)].slice(0, most).join('')
  const cut = charactersIn(text).containing(head.length)
  return cut && cut.index > 0 ? text.slice(0, cut.index) : head
}

let segmenter: Intl.Segmenter | undefined

/** Made when it is first needed: it loads megabytes that a text which is never too long can do without. */
function charactersIn(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' })
  return segmenter.segment(text)
}

/** A line split into words with their positions, so that a note can be kept exactly as typed. */
export interface Words {
  readonly raw: string
  readonly list: readonly Word[]
}

interface Word {
  /** For comparing: lower case, NFKC, without surrounding punctuation. */
  readonly plain: string
  readonly start: number
  readonly end: number
}

export function wordsOf(raw: string): Words {
  const list = [...raw.matchAll(/\S+/gu)].map((match) => ({
    plain: plainWord(match[0]),
    start: match.index,
    end: match.index + match[0].length,
  }))
  return { raw, list }
}

export function plainWord(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[‘’]/g, "'")
    .replace(/^["“”'(*_~`]+/u, '')
    .replace(/(?<!["“”'),:;.!?…*_~`])["“”'),:;.!?…*_~`]+$/u, '')
}

/** The text of the words from `from` up to, but not including, `to`. */
export function textBetween({ raw, list }: Words, from: number, to: number): string {
  const first = list[from]
  const last = list[to - 1]
  return first && last && to > from ? raw.slice(first.start, last.end) : ''
}

/** The rest of the line as typed, without a leading dash, colon or comma. */
export function restFrom(words: Words, from: number, to = words.list.length): string {
  return textBetween(words, from, to)
    .replace(/^[-–—:,;]+\s+/u, '')
    .trim()
}
