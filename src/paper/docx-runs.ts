import { ShadingType, TextRun } from 'docx'
import { type Inline, inlines, type Text } from '../message.ts'
import { SHADES } from '../picture/tones.ts'
import { plainInline, stripControls } from '../render/plain.ts'

/** A rating is its mark and word; the background colour only repeats them. */
export function runsOf(text: Text): TextRun[] {
  return inlines(text).flatMap((inline) => {
    const run = runOf(inline)
    return run ? [run] : []
  })
}

function runOf(inline: Inline): TextRun | undefined {
  if (typeof inline === 'string') return inline === '' ? undefined : new TextRun(clean(inline))
  switch (inline.kind) {
    case 'strong':
      return new TextRun({ text: clean(inline.text), bold: true })
    case 'rating': {
      const shade = SHADES[inline.tone].pale.slice(1)
      return new TextRun({
        // A non-breaking space keeps the mark and its word on one line.
        text: `${clean(inline.mark)}\u00a0${clean(inline.label)}`,
        bold: true,
        shading: { type: ShadingType.CLEAR, color: 'auto', fill: shade },
      })
    }
    case 'said':
      return new TextRun(`“${clean(inline.text)}”`)
    case 'line':
    case 'reference':
    case 'link':
      return new TextRun(clean(plainInline(inline)))
  }
}

/** Removes what no word processor would open; line ends become blanks. */
export function clean(text: string): string {
  return stripControls(text.toWellFormed())
    .replace(/\p{Noncharacter_Code_Point}/gu, '')
    .replace(/\s/g, (blank) => (blank === '\u00a0' ? blank : ' '))
}
