import { type Inline, inlines, type Text } from '../message.ts'

/** Text without any markup: what a rating, a quotation and a line to type read as. */
export function plainText(text: Text): string {
  return inlines(text).map(plainInline).join('')
}

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

/** The most of one cell that is shown; the whole of it is in the record. */
const MOST_IN_A_CELL = 300

/** A cell stays one line of its table whatever was typed. */
export function cellText(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim()
  const points = [...flat]
  return points.length > MOST_IN_A_CELL ? `${points.slice(0, MOST_IN_A_CELL - 1).join('')}…` : flat
}
