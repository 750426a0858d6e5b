import { isSafeAddress } from '../../domain/address.ts'
import type { Tone } from '../../domain/scale.ts'
import { shortened } from '../../domain/text.ts'
import { type Inline, inlines, type Link, type Text } from '../../message.ts'
import { oneLine, plainInline } from '../plain.ts'
import type { Colour, RichText, Run } from './card.ts'
import { PHONE_CHARACTERS } from './pages.ts'

/** More than anyone may type at once, so typed text is never cut. */
const MOST_IN_A_RUN = 5_000

/** More than any label, title or heading of ours has. */
const MOST_IN_A_LABEL = 1_000

/** The style of a text. */
export interface Look {
  readonly strong?: true
  readonly subtle?: true
  readonly small?: true
}

/** Text without markdown; undefined if it has no words. */
export function richText(text: Text, look: Look = {}): RichText | undefined {
  const runs = runsOf(text, look)
  return runs.length > 0 ? { type: 'RichTextBlock', inlines: runs } : undefined
}

export function runsOf(text: Text, look: Look = {}): readonly Run[] {
  return inlines(text)
    .flatMap((inline) => ofInline(inline, look))
    .filter((each) => each.text !== '')
}

function ofInline(inline: Inline, look: Look): readonly Run[] {
  const text = cardText(oneLine(plainInline(inline)))
  const common = plainRun(text, look)
  if (typeof inline === 'string') return [common]
  switch (inline.kind) {
    case 'strong':
      return [{ ...common, weight: 'Bolder' }]
    case 'rating': {
      const color = COLOURS[inline.tone]
      const bold: Run = { ...common, weight: 'Bolder' }
      if (!color || inline.mark === '') return [bold]
      const mark = cardText(oneLine(inline.mark))
      return [
        { ...bold, text: mark, color },
        { ...bold, text: text.slice(mark.length) },
      ]
    }
    case 'said':
      return [{ ...common, text: isolated(text) }]
    case 'line':
      return [{ ...common, fontType: 'Monospace' }]
    case 'reference':
      return [common]
    case 'link':
      return [linked(inline, common)]
  }
}

function linked({ text, address }: Link, run: Run): Run {
  if (!isSafeAddress(address)) return run
  return { ...run, text: cardText(oneLine(text)), selectAction: { type: 'Action.OpenUrl', url: address } }
}

function plainRun(text: string, look: Look): Run {
  return {
    type: 'TextRun',
    text,
    ...(look.strong ? { weight: 'Bolder' } : {}),
    ...(look.subtle ? { isSubtle: true } : {}),
    ...(look.small ? { size: 'Small', isSubtle: true } : {}),
  }
}

/** The theme's own colours. Some are faint on its background, so that only a mark has one, and never a word. */
const COLOURS: Readonly<Record<Tone, Colour | undefined>> = {
  red: 'Attention',
  orange: 'Warning',
  amber: 'Warning',
  yellow: 'Warning',
  green: 'Good',
  blue: 'Accent',
  purple: 'Accent',
  grey: undefined,
}

/** One line of text for a run, a label, a title or a choice, none of which is markdown. */
export function plainText(text: string): string {
  return cardText(oneLine(text).trim(), MOST_IN_A_LABEL)
}

function cardText(text: string, most = MOST_IN_A_RUN): string {
  return wrappable(escapeFunctions(shortened(text, most))).toWellFormed()
}

const LONG_WORDS = new RegExp(`\\S{${PHONE_CHARACTERS},}`, 'gu')
/** Break points never fall before a combining mark or within an emoji sequence. */
const UNBROKEN = /\S{24}(?<!\u200d)(?=\S)(?!\u200d|[\p{M}\p{Emoji_Modifier}\u{1f1e6}-\u{1f1ff}])/gu

/** Words wider than a phone may be broken; an address stays whole, so that it can be copied. */
function wrappable(text: string): string {
  return text.replace(LONG_WORDS, (word) =>
    word.includes('://') ? word : word.replace(UNBROKEN, '$&\u200b'),
  )
}

/** Teams evaluates `{{DATE(…)}}` and `{{TIME(…)}}` anywhere; a word joiner between the braces prevents it. */
function escapeFunctions(text: string): string {
  return text.replace(/\{(?=\{)/g, '{\u2060')
}

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u

/** Isolates right-to-left text, so that it does not reorder the text around it. */
function isolated(text: string): string {
  return RIGHT_TO_LEFT.test(text) ? `\u2068${text}\u2069` : text
}

/**
 * Text where only markdown is possible. It escapes as little as possible, because some clients show the backslash, and
 * references with brackets and blanks should never have one.
 */
export function markdownText(text: string): string {
  return plainText(text)
    .replace(/[\\`*_[\]~]/g, '\\$&')
    .replace(/^(?:[-+>#=|]|\d{1,9}(?=[.)]))/, (start) => (/\d/.test(start) ? `${start}\\` : `\\${start}`))
    .replace(/&(?=#?\w+;)/g, '&amp;')
    .replace(/<(?=[\w/!?])/g, '&lt;')
}
