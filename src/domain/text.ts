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
