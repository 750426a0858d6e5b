import type { Plainness } from '../../domain/plainness.ts'
import type { RichElement, RichPiece, SlackBlock, SlackButton } from './blocks.ts'
import { nativeAsText } from './table.ts'
import { escaped, smallPrint } from './words.ts'

/** One Slack message. `text` is shown in notifications and read by screen readers; Slack parses it as mrkdwn. */
export interface SlackPage {
  /** Without blocks the text is the whole message. */
  readonly blocks: readonly SlackBlock[]
  readonly text: string
}

/** The page as plain as asked for: what Slack refuses for how it is built may be taken so. */
export function plainerPage(page: SlackPage, plainness: Plainness): SlackPage {
  switch (plainness) {
    case 'composed':
      return page
    case 'simple':
      return { ...page, blocks: page.blocks.flatMap(simpler) }
    case 'text':
      return { blocks: [], text: page.blocks.flatMap(linesOf).map(escaped).join('\n') || page.text }
    case 'sentence':
      return { blocks: [], text: page.text }
  }
}

/** Without what a workspace may not know or may not show: a native table, and a picture that was uploaded. */
function simpler(block: SlackBlock): readonly SlackBlock[] {
  switch (block.type) {
    case 'table':
      return [nativeAsText(block)]
    case 'image':
      return smallPrint(block.alt_text)
    default:
      return [block]
  }
}

/** What a block says, line by line. */
function linesOf(block: SlackBlock): readonly string[] {
  switch (block.type) {
    case 'header':
      return ['', block.text.text]
    case 'section':
      return [block.text.text, ...(block.accessory ? [pressed(block.accessory)] : [])]
    case 'context':
      return block.elements.map(({ text }) => text)
    case 'actions':
      return block.elements.map(pressed)
    case 'rich_text':
      return block.elements.flatMap(richLines)
    case 'table':
    case 'image':
      return simpler(block).flatMap(linesOf)
  }
}

function richLines(element: RichElement): readonly string[] {
  switch (element.type) {
    case 'rich_text_list':
      return element.elements.map(({ elements }) => `• ${joined(elements)}`)
    case 'rich_text_section':
    case 'rich_text_quote':
    case 'rich_text_preformatted':
      return [joined(element.elements)]
  }
}

function joined(pieces: readonly RichPiece[]): string {
  return pieces.map(({ text }) => text).join('')
}

/** A button cannot be pressed in a text, but what it says can be typed. */
function pressed({ text: { text }, value }: SlackButton): string {
  const { line } = JSON.parse(value) as { readonly line: string }
  return `${text}: ${line}`
}
