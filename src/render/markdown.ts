import { markdownTable } from 'markdown-table'
import stringWidth from 'string-width'
import { isSafeAddress } from '../domain/address.ts'
import { type Inline, inlines, type Link, type Message, type Table, type Text } from '../message.ts'
import { type ChatBlock, chatBlocks, headingText } from './in-chat.ts'
import { cellText, oneLine, plainInline, stripControls } from './plain.ts'

/** A message as GitHub-flavoured Markdown. What people type cannot format, link or break a table. */
export function renderMarkdown({ blocks }: Message): string {
  return chatBlocks(blocks)
    .map(block)
    .filter((text) => text !== '')
    .join('\n\n')
}

function block(each: ChatBlock): string {
  switch (each.kind) {
    case 'heading':
      return `## ${words(headingText(each))}`
    case 'paragraph':
      return rich(each.text)
    case 'context':
      return surrounded('_', rich(each.text))
    case 'quote':
      return quote(each.text, each.by)
    case 'list':
      return each.items.map((item) => `- ${rich(item)}`).join('\n')
    case 'facts':
      return each.facts.map(({ label, value }) => `* **${words(label)}**: ${rich(value)}`).join('\n')
    case 'table':
      return table(each)
    case 'buttons':
      return each.buttons.map(({ label, line }) => `${words(label)}: ${code(line)}`).join(' · ')
    case 'choices':
      return each.choices.map(({ label }, index) => `${index + 1}. ${words(label)}`).join('\n')
    case 'form':
      return `${words(each.title)}: ${code(each.line)}`
    case 'picture':
      return surrounded('_', escaped(each.alt))
    case 'paper':
      return words(each.title)
  }
}

/** A quotation keeps its line ends; an empty line begins a new paragraph. */
function quote(text: string, by: string): string {
  const lines = stripControls(text)
    .split('\n')
    .map((line) => words(line))
  const said = lines.map((line, index) =>
    line !== '' && lines[index + 1] ? `> ${line}\\` : `> ${line}`.trim(),
  )
  return [...said, '>', `> — ${words(by)}`].join('\n')
}

function table({ columns, rows }: Table): string {
  const cells = rows.map((row) => columns.map((_, index) => cell(row[index] ?? '')))
  return markdownTable([columns.map(({ title }) => words(title)), ...cells], {
    align: columns.map(({ align }) => align ?? 'left'),
    stringLength: stringWidth,
  })
}

/** Lines to type are not code inside a cell, because a bar in code would need a different escape. */
function cell(text: Text): string {
  return cellText(text)
    .map((each) => escaped(plainInline(each)))
    .join('')
    .trim()
}

/** One line of text that cannot begin a list, a heading, a rule or code. */
function rich(text: Text): string {
  return begun(inlines(text).map(inline).join('').trim())
}

function words(text: string): string {
  return begun(escaped(text).trim())
}

function inline(each: Inline): string {
  if (typeof each === 'string') return escaped(each)
  switch (each.kind) {
    case 'strong':
    case 'rating':
      return surrounded('**', escaped(plainInline(each)))
    case 'said':
    case 'reference':
      return escaped(plainInline(each))
    case 'link':
      return linked(each)
    case 'line':
      return code(each.line)
  }
}

function linked({ text, address }: Link): string {
  return isSafeAddress(address)
    ? `[${escaped(text)}](<${address.replace(/[<>\\]/g, encodeURI)}>)`
    : escaped(text)
}

/** Emphasis marks only work right beside a non-blank character. */
function surrounded(mark: string, text: string): string {
  const inner = text.trim()
  return inner === '' ? text : text.replace(inner, () => mark + inner + mark)
}

/** Addresses become code: exact, easy to copy, and never turned into a link. */
const ADDRESS = /((?:https?:\/\/|ftp:\/\/|www\.)(?:[^\s`|<>]*[^\s`|<>.,;:!?"'’”)])?)/i

function escaped(text: string): string {
  return oneLine(text)
    .split(ADDRESS)
    .map((part, index) => (index % 2 === 1 ? code(part) : literal(part)))
    .join('')
}

/**
 * Escapes every character that could be markup. Mentions, e-mail addresses and issue numbers are found after
 * backslashes are gone, so a zero-width space breaks those up.
 */
function literal(text: string): string {
  return text.replace(/[\\`*_{}[\]#+!|~<>&$@]/g, '\\$&').replace(/\\@(?=\w)|\\#(?=\d)/g, '$&&#8203;')
}

/** Escapes the start of a line that would open a list, underline a heading or rule a table. */
function begun(text: string): string {
  return text.replace(/^(?:(?=[-=:])|\d{1,9}(?=[.)](?:\s|$)))/, '$&\\')
}

/** A code span that contains backticks needs a longer fence. */
function code(line: string): string {
  const text = oneLine(line).trim()
  const rows = text.match(/`+/g) ?? []
  const fence = '`'.repeat(Math.max(0, ...rows.map((row) => row.length)) + 1)
  const blank = rows.length > 0 ? ' ' : ''
  return text === '' ? '' : fence + blank + text + blank + fence
}
