import type { RichElement, RichPiece, SlackBlock } from '../../../src/render/slack/blocks.ts'

/** What a person reads in a message: `#` is a heading, and there are `*bold*`, `[a button]` and `(small print)`. */
export function readSlack({
  blocks,
}: {
  readonly blocks: readonly SlackBlock[]
  readonly text: string
}): string {
  return blocks.map(block).join('\n')
}

function block(each: SlackBlock): string {
  switch (each.type) {
    case 'header':
      return `# ${each.text.text}`
    case 'rich_text':
      return each.elements.map(element).join('\n')
    case 'section':
      return each.accessory ? `${each.text.text} [${each.accessory.text.text}]` : each.text.text
    case 'context':
      return `(${each.elements.map(({ text }) => text).join(' ')})`
    case 'actions':
      return each.elements.map(({ text }) => `[${text.text}]`).join(' ')
    case 'table':
      return each.rows
        .map(
          (row) =>
            `| ${row.map((cell) => (cell.type === 'raw_text' ? cell.text : block(cell))).join(' | ')} |`,
        )
        .join('\n')
    case 'image':
      return `[picture: ${each.alt_text}]`
  }
}

function element(each: RichElement): string {
  switch (each.type) {
    case 'rich_text_section':
      return words(each.elements)
    case 'rich_text_list':
      return each.elements.map((item) => `• ${words(item.elements).replace(/\n/g, '\n  ')}`).join('\n')
    case 'rich_text_quote':
      return words(each.elements).replace(/^/gm, '> ')
    case 'rich_text_preformatted':
      return words(each.elements)
  }
}

function words(all: readonly RichPiece[]): string {
  return all.map(piece).join('')
}

function piece({ text, style }: RichPiece): string {
  if (style?.code) return `\`${text}\``
  const [begin = '', end = ''] = text.startsWith('\n') ? ['\n', text.slice(1)] : ['', text]
  if (style?.bold) return `${begin}*${end}*`
  return style?.italic ? `${begin}_${end}_` : text
}
