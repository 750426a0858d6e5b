import { stripVTControlCharacters } from 'node:util'

/** The most that one message or note may hold, in characters. */
export const MOST_CHARACTERS = 4_000

/** More marks on one letter than any language writes. */
const STACKED_MARKS = /(\p{M}{4})\p{M}+/gu
const LINE_ENDS = /\r\n?|[\u0085\u2028\u2029]/g
/** Everything that steers a terminal or a printer, but newline and tab. */
const CONTROLS = /[^\P{Cc}\n\t]/gu
/** Marks that turn the direction of text, or hide in it. */
const DIRECTIONS = /[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g

/** Text as it enters: what could break a terminal, a table or a database is taken out, the rest stays as typed. */
export function cleanText(raw: string): string {
  return stripVTControlCharacters(raw.toWellFormed())
    .replace(LINE_ENDS, '\n')
    .replace(CONTROLS, '')
    .replace(DIRECTIONS, '')
    .replace(STACKED_MARKS, '$1')
    .normalize('NFC')
    .trim()
}
