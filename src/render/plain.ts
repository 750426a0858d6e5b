import { isSafeAddress } from '../domain/address.ts'
import { shortened, withoutEscapes } from '../domain/text.ts'
import { type Inline, inlines, type Text } from '../message.ts'

/** A rating, a quotation or a line to type without any markup. */
export function plainInline(inline: Inline): string {
  if (typeof inline === 'string') return inline
  switch (inline.kind) {
    case 'strong':
      return inline.text
    case 'rating':
      return `${inline.mark} ${inline.label}`
    case 'said':
      return `“${inline.text}”`
    case 'line':
      return inline.line
    case 'reference':
      return inline.ref
    case 'link':
      return isSafeAddress(inline.address) ? `${inline.text}: ${inline.address}` : inline.text
  }
}

/** Controls other than newline and tab, and characters that change the direction of text. */
const CONTROLS = /[^\P{Cc}\n\t]|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** No text that is typed, and none of ours, is half as long. */
const MOST_SHOWN = 10_000

/**
 * Removes what could control a screen or a page, and cuts what no reader gets through. Input is cleaned and measured too:
 * this is the last check on output, also for what an earlier version stored.
 */
export function stripControls(text: string): string {
  return withoutEscapes(shortened(text, MOST_SHOWN)).replace(CONTROLS, '')
}

/** Only a quotation has several lines; all other text becomes one line. */
export function oneLine(text: string): string {
  return stripControls(text).replace(/\s+/g, ' ')
}

/** Characters shown of one part of a cell; the record has it in full. */
const MOST_IN_A_CELL = 300

/** A cell's text, no longer than a table can show. */
export function cellText(text: Text): readonly Inline[] {
  return inlines(text).map(shortenedInline)
}

function shortenedInline(each: Inline): Inline {
  if (typeof each === 'string') return shortened(each, MOST_IN_A_CELL)
  switch (each.kind) {
    case 'strong':
    case 'said':
      return { ...each, text: shortened(each.text, MOST_IN_A_CELL) }
    case 'line':
      return { ...each, line: shortened(each.line, MOST_IN_A_CELL) }
    case 'link':
      return { ...each, text: shortened(each.text, MOST_IN_A_CELL) }
    case 'rating':
    case 'reference':
      return each
  }
}
