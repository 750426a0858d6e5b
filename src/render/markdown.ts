import { markdownTable } from 'markdown-table'
import stringWidth from 'string-width'
import { type Block, type Inline, inlines, type Message, type Table, type Text } from '../message.ts'
import { cellText, plainInline } from './plain.ts'

/** A message as GitHub-flavoured Markdown. People's words can neither format, link nor break a table. */
export function renderMarkdown({ blocks }: Message): string {
  return blocks.map(block).join('\n\n')
}

function block(each: Block): string {
  switch (each.kind) {
    case 'heading':
      return `## ${escaped(oneLine(each.text))}`
    case 'paragraph':
      return rich(each.text)
    case 'context':
      return `_${rich(each.text)}_`
    case 'quote':
      return `${lines(escaped(each.text), '> ')}\n>\n> ${escaped(each.by)}`
    case 'list':
      return each.items.map((item) => `- ${rich(item)}`).join('\n')
    case 'facts':
      return each.facts.map(({ label, value }) => `- **${escaped(label)}**: ${rich(value)}`).join('\n')
    case 'table':
      return table(each)
    case 'buttons':
      return each.buttons.map(({ label, line }) => `${escaped(label)}: ${code(line)}`).join(' · ')
    case 'choices':
      return each.choices.map(({ label }, index) => `${index + 1}. ${escaped(label)}`).join('\n')
    case 'form':
      return `${escaped(each.title)}: ${code(each.line)}`
  }
}

function table({ columns, rows }: Table): string {
  const cell = (text: Text) =>
    inlines(text)
      .map((each) => escaped(cellText(` ${plainInline(each)} `)) || ' ')
      .join(' ')
      .replace(/ +/g, ' ')
      .trim()
  return markdownTable([columns.map(({ title }) => escaped(title)), ...rows.map((row) => row.map(cell))], {
    align: columns.map(({ align }) => align ?? 'left'),
    stringLength: stringWidth,
  })
}

function rich(text: Text): string {
  return inlines(text).map(inline).join('')
}

function inline(each: Inline): string {
  if (typeof each === 'string') return escaped(oneLine(each))
  switch (each.kind) {
    case 'strong':
    case 'rating':
      return `**${escaped(oneLine(plainInline(each)))}**`
    case 'said':
      return escaped(oneLine(plainInline(each)))
    case 'line':
      return code(each.line)
  }
}

/** Everything that Markdown or HTML inside it could read as markup; a bare address is kept from linking itself. */
function escaped(text: string): string {
  return text
    .replace(/[\\`*_{}[\]#+!|~<>&]/g, (character) => `\\${character}`)
    .replace(/^(\d+)([.)])(?=\s)/gm, '$1\\$2')
    .replace(/^(-)(?=\s)/gm, '\\$1')
    .replace(/(https?|ftp):\/\//gi, '$1\\://')
    .replace(/www\./gi, 'www\\.')
    .replace(/@/g, '\\@')
}

function oneLine(text: string): string {
  return text.replace(/\n+/g, ' ')
}

function code(line: string): string {
  return `\`${oneLine(line).replace(/`/g, "'")}\``
}

function lines(text: string, prefix: string): string {
  return text
    .split('\n')
    .map((line) => `${prefix}${line}`)
    .join('\n')
}
