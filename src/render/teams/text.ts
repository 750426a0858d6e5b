import { shortened } from '../../domain/characters.ts'
import type { Tone } from '../../domain/scale.ts'
import { type Inline, inlines, type Text } from '../../message.ts'
import { oneLine, plainInline } from '../plain.ts'
import type { Colour, RichText, Run } from './card.ts'
import { PHONE_CHARACTERS } from './pages.ts'

/** More than anybody may type at once, so that what people said stays whole. */
const MOST_IN_A_RUN = 5_000

/** More than any label, title or heading of ours has. */
const MOST_IN_A_LABEL = 1_000

/** How a text stands among others. */
export interface Look {
  readonly strong?: true
  readonly subtle?: true
  readonly small?: true
}

/** A text in which nothing is markdown; undefined when it has no words. */
export function richText(text: Text, look: Look = {}): RichText | undefined {
  const runs = runsOf(text, look)
  return runs.length > 0 ? { type: 'RichTextBlock', inlines: runs } : undefined
}

export function runsOf(text: Text, look: Look = {}): readonly Run[] {
  return inlines(text)
    .map((inline) => run(inline, look))
    .filter((each) => each.text !== '')
}

function run(inline: Inline, look: Look): Run {
  const text = kept(oneLine(plainInline(inline)))
  const common: Run = {
    type: 'TextRun',
    text,
    ...(look.strong ? { weight: 'Bolder' } : {}),
    ...(look.subtle ? { isSubtle: true } : {}),
    ...(look.small ? { size: 'Small', isSubtle: true } : {}),
  }
  if (typeof inline === 'string') return common
  switch (inline.kind) {
    case 'strong':
      return { ...common, weight: 'Bolder' }
    case 'rating': {
      const color = COLOURS[inline.tone]
      return { ...common, weight: 'Bolder', ...(color ? { color } : {}) }
    }
    case 'said':
      return { ...common, text: apart(text) }
    case 'line':
      return { ...common, fontType: 'Monospace' }
  }
}

/** The theme's own colours, which it keeps readable, dark and in high contrast too. They repeat mark and word. */
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

/** The text of one line as it may stand in a run, a label, a title or a choice: none of them is markdown. */
export function plainText(text: string): string {
  return kept(oneLine(text).trim(), MOST_IN_A_LABEL)
}

function kept(text: string, most = MOST_IN_A_RUN): string {
  return wrappable(inert(shortened(text, most))).toWellFormed()
}

const LONG_WORDS = new RegExp(`\\S{${PHONE_CHARACTERS},}`, 'gu')
/** Never before a mark or within an emoji of several characters. */
const UNBROKEN = /\S{24}(?<!\u200d)(?=\S)(?!\u200d|[\p{M}\p{Emoji_Modifier}\u{1f1e6}-\u{1f1ff}])/gu

/** A word wider than a phone may be broken where it must; an address stays as it is, to be copied. */
function wrappable(text: string): string {
  return text.replace(LONG_WORDS, (word) =>
    word.includes('://') ? word : word.replace(UNBROKEN, '$&\u200b'),
  )
}

/** `{{DATE(…)}}` and `{{TIME(…)}}` are computed wherever they stand; a joiner without width keeps the braces apart. */
function inert(text: string): string {
  return text.replace(/\{(?=\{)/g, '{\u2060')
}

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u

/** Words written from right to left turn no words of ours around. */
function apart(text: string): string {
  return RIGHT_TO_LEFT.test(text) ? `\u2068${text}\u2069` : text
}

/**
 * Text where only markdown can stand. The fewest characters that could be markup are escaped: not every client takes
 * the backslash away again, and brackets and blanks of references should never show one.
 */
export function markdownText(text: string): string {
  return plainText(text)
    .replace(/[\\`*_[\]~]/g, '\\$&')
    .replace(/^(?:[-+>#=|]|\d{1,9}(?=[.)]))/, (start) => (/\d/.test(start) ? `${start}\\` : `\\${start}`))
    .replace(/&(?=#?\w+;)/g, '&amp;')
    .replace(/<(?=[\w/!?])/g, '&lt;')
}
