import { isSafeAddress } from '../../domain/address.ts'
import { lengthOf, shortened, split } from '../../domain/text.ts'
import { type Inline, inlines, type Link, type Text } from '../../message.ts'
import { oneLine, plainInline, stripControls } from '../plain.ts'
import { type PlainText, type RichPiece, type RichSection, type SlackBlock, TEXT } from './blocks.ts'

/** One line of text, without control characters. */
export function line(text: string): string {
  return oneLine(text.toWellFormed()).trim()
}

/** Text that keeps its line ends. */
export function lines(text: string): string {
  return stripControls(text.toWellFormed()).trim()
}

export function plainText(text: string, most: number): PlainText {
  return { type: 'plain_text', text: shortened(text, most) || NOTHING, emoji: false }
}

/** Slack refuses empty text. */
const NOTHING = '–'

export function piece(text: string, style?: RichPiece['style']): RichPiece {
  return { type: 'text', text, ...(style ? { style } : {}) }
}

/** Text as rich text pieces, neighbours of the same style joined; empty if there are no words. */
export function pieces(text: Text): readonly RichPiece[] {
  const joined: RichPiece[] = []
  for (const next of inlines(text).map(richInline)) {
    const last = joined.at(-1)
    if (next.text === '') continue
    if (last && sameStyle(last, next)) joined[joined.length - 1] = { ...last, text: last.text + next.text }
    else joined.push(next)
  }
  return trimmed(joined)
}

/** Text as sections, several if it exceeds Slack's limit for one. */
export function sections(text: Text): readonly RichSection[] {
  return sectionsOf(pieces(text))
}

export function sectionsOf(all: readonly RichPiece[]): readonly RichSection[] {
  const made: RichPiece[][] = []
  let room = 0
  for (const each of all) {
    for (const text of split(each.text, TEXT)) {
      const length = lengthOf(text)
      if (length > room) {
        made.push([])
        room = TEXT
      }
      made.at(-1)?.push({ ...each, text })
      room -= length
    }
  }
  return made.map((elements) => ({ type: 'rich_text_section', elements }))
}

function richInline(each: Inline): RichPiece {
  const text = oneLine(plainInline(each).toWellFormed())
  if (typeof each === 'string') return piece(text)
  switch (each.kind) {
    case 'strong':
    case 'rating':
      return piece(text, { bold: true })
    case 'said':
    case 'reference':
      return piece(text)
    case 'link':
      return isSafeAddress(each.address) ? linked(each) : piece(text)
    case 'line':
      return piece(text, { code: true })
  }
}

function linked({ text, address }: Link): RichPiece {
  return { type: 'link', url: address, text: oneLine(text.toWellFormed()) }
}

function sameStyle({ style: one, url }: RichPiece, { style: other, url: otherUrl }: RichPiece): boolean {
  if (url !== undefined || otherUrl !== undefined) return false
  return one?.bold === other?.bold && one?.italic === other?.italic && one?.code === other?.code
}

function trimmed(all: readonly RichPiece[]): readonly RichPiece[] {
  return all
    .map((each, index) => {
      const begun = index === 0 ? each.text.trimStart() : each.text
      return { ...each, text: index === all.length - 1 ? begun.trimEnd() : begun }
    })
    .filter(({ text }) => text !== '')
}

/** Text without markup, for small print; lines to type are put in quotation marks. */
export function smallWords(text: Text): string {
  return line(
    inlines(text)
      .map((each) =>
        typeof each === 'object' && each.kind === 'line' ? `“${each.line}”` : plainInline(each),
      )
      .join(''),
  )
}

/**
 * The notification and fallback text, which Slack parses as mrkdwn. Escaping `<` disarms mentions and links, breaking
 * up `://` prevents automatic links; emphasis marks have no escape and become look-alikes.
 */
export function fallback(text: string, most: number): string {
  return escaped(shortened(line(text), most))
}

/** Text where Slack reads markup. */
export function escaped(text: string): string {
  return text
    .replace(/[*~`]|(?<!\w)_|_(?!\w)/g, (mark) => LIKENESSES[mark] ?? '')
    .replace(/:(?=\/\/)/g, ': ')
    .replace(/mailto:/gi, 'mailto: ')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
}

/** Small print has no markup. */
export function smallPrint(text: string): readonly SlackBlock[] {
  return split(text, TEXT).map((part) => ({ type: 'context', elements: [plainText(part, TEXT)] }))
}

const LIKENESSES: Readonly<Record<string, string>> = { '*': '∗', _: '＿', '~': '∼', '`': 'ˋ' }
