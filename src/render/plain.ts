import { shortened } from '../domain/characters.ts'
import { type Inline, inlines, type Text } from '../message.ts'

/** What a rating, a quotation and a line to type read as without any markup. */
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
  }
}

/** Controls other than newline and tab, and characters that turn the direction of text. */
const STEERING = /[^\P{Cc}\n\t]|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** Text is cleaned where it enters; that nothing can steer a screen or a page is still made sure where it leaves. */
export function harmless(text: string): string {
  return text.replace(STEERING, '')
}

/** Only a quotation has lines of its own; all other text stays one line whatever was typed. */
export function oneLine(text: string): string {
  return harmless(text).replace(/\s+/g, ' ')
}

/** The most of one piece of a cell that is shown; the whole of it is in the record. */
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
    case 'rating':
      return each
  }
}
