import type { Plainness } from '../../domain/plainness.ts'
import type { Action, Card, Element, Input } from './card.ts'
import { plainText, richText } from './text.ts'

/** One card of a message, sent on its own. */
export interface TeamsPage {
  readonly card: Card
  /** For notifications, chat lists and screen readers: without it a card notifies as "sent a card". */
  readonly summary: string
}

/** A page in the place of a card that Teams refused: plain text, without markup. */
export interface TeamsText {
  readonly text: string
  readonly summary: string
}

/** The page as plain as asked for: what Teams refuses for how it is built, or how big it is, may be taken so. */
export function plainerPage(page: TeamsPage, plainness: Plainness): TeamsPage | TeamsText {
  const { card, summary } = page
  switch (plainness) {
    case 'composed':
      return page
    case 'simple':
      return { ...page, card: { ...card, body: card.body.flatMap(simpler) } }
    case 'text': {
      const lines = card.body.flatMap(linesOf).filter((line) => line !== '')
      return { text: lines.map(unread).join('\n\n') || summary, summary }
    }
    case 'sentence':
      return { text: unread(summary), summary }
  }
}

/** Without native tables, and without pictures, which make a card big. */
function simpler(element: Element): readonly Element[] {
  switch (element.type) {
    case 'Table':
      return [element.fallback]
    case 'Image': {
      const words = richText(element.altText, { small: true })
      return words ? [words] : []
    }
    case 'Container':
      return [{ ...element, items: element.items.flatMap(simpler) }]
    default:
      return [element]
  }
}

/** What an element says, line by line. */
function linesOf(element: Element): readonly string[] {
  switch (element.type) {
    case 'TextBlock':
      return [withoutEscapes(element.text)]
    case 'RichTextBlock':
      return [element.inlines.map(({ text }) => text).join('')]
    case 'Container':
      return element.items.flatMap(linesOf)
    case 'ColumnSet':
      return element.columns.flatMap(({ items }) => items.flatMap(linesOf))
    case 'Table':
    case 'Image':
      return simpler(element).flatMap(linesOf)
    case 'ActionSet':
      return element.actions.flatMap(pressed)
    default:
      return asked(element)
  }
}

/** A button cannot be pressed in a text, but what it says can be typed, and its link can be followed. */
function pressed(action: Action): readonly string[] {
  if (action.type === 'Action.OpenUrl') return [`${action.title}: ${action.url}`]
  return 'line' in action.data ? [`${action.title}: ${plainText(action.data.line)}`] : []
}

function asked({ label, value }: Input): readonly string[] {
  return [value === undefined ? label : `${label}: ${value}`]
}

/** A heading is markdown; its text is not. */
function withoutEscapes(markdown: string): string {
  return markdown
    .replace(/\\([\\`*_[\]~\-+>#=|.)])/g, '$1')
    .replace(/&lt;/g, '<')
    .replace(/&amp;/g, '&')
}

/** Some tools read plain text as markdown all the same. A word joiner keeps people's words from being a link or a tag. */
function unread(text: string): string {
  return text.replace(/\](?=\()/g, ']\u2060').replace(/<(?=[\w/!?])/g, '<\u2060')
}
