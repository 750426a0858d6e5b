import { styleText } from 'node:util'
import { markdownTable } from 'markdown-table'
import stringWidth from 'string-width'
import wrapAnsi from 'wrap-ansi'
import type { Tone } from '../domain/scale.ts'
import { type Block, type Inline, inlines, type Message, type Table, type Text } from '../message.ts'
import { cellText, plainInline } from './plain.ts'

interface Screen {
  /** Columns of the terminal. */
  readonly width: number
  /** Colour only repeats what the words say. */
  readonly colour: boolean
}

const NARROWEST_COLUMN = 8
/** Between two columns, as markdown-table draws them. */
const GAP = 3

/** A message for a terminal: wrapped to its width, tables that hold with emoji, colour only where there is one. */
export function renderTerminal({ blocks }: Message, screen: Screen): string {
  return blocks.map((each) => block(each, screen)).join('\n\n')
}

function block(each: Block, screen: Screen): string {
  const wrapped = (text: string, indent = '') => wrap(text, screen.width, indent)
  switch (each.kind) {
    case 'heading':
      return style('bold', wrapped(each.text), screen)
    case 'paragraph':
      return wrapped(rich(each.text, screen))
    case 'context':
      return style('dim', wrapped(rich(each.text, screen)), screen)
    case 'quote':
      return `${wrapped(each.text, '│ ')}\n${wrapped(`(${each.by})`, '│ ')}`
    case 'list':
      return each.items.map((item) => bullet(rich(item, screen), '• ', screen)).join('\n')
    case 'facts':
      return each.facts
        .map(({ label, value }) => bullet(rich(value, screen), `${label}: `, screen))
        .join('\n')
    case 'table':
      return table(each, screen)
    case 'buttons':
      return style(
        'dim',
        wrapped(each.buttons.map(({ label, line }) => `${label}: type "${line}"`).join('   ')),
        screen,
      )
    case 'choices':
      return each.choices.map(({ label }, index) => bullet(label, `  ${index + 1}  `, screen)).join('\n')
    case 'form':
      return wrapped(`On one line: ${each.line}`)
  }
}

function table({ columns, rows }: Table, screen: Screen): string {
  const cells = rows.map((row) => row.map((cell) => coloured(cell, screen)))
  const titles = columns.map(({ title }) => title)
  const widths = fittingWidths([titles, ...cells], screen.width)
  const wrapped = [titles, ...cells].map((row) =>
    row.map((cell, index) => wrapAnsi(cell, widths[index] ?? 1, { hard: true }).split('\n')),
  )
  const physical = wrapped.flatMap((row) => {
    const height = Math.max(...row.map((lines) => lines.length))
    return Array.from({ length: height }, (_, line) => row.map((lines) => lines[line] ?? ''))
  })
  const headLines = Math.max(...(wrapped[0] ?? [[]]).map((lines) => lines.length))
  const drawn = markdownTable(physical, {
    align: columns.map(({ align }) => align ?? 'left'),
    stringLength: stringWidth,
    delimiterStart: false,
    delimiterEnd: false,
  }).split('\n')
  return [
    ...drawn.slice(0, 1),
    ...drawn.slice(2, headLines + 1),
    rule(drawn[1] ?? ''),
    ...drawn.slice(headLines + 1),
  ]
    .map((line) => line.trimEnd())
    .join('\n')
}

/** markdown-table's own rule carries colons for alignment, which a person need not read. */
function rule(line: string): string {
  return line.replace(/:/g, '-')
}

/** Takes from the widest columns until the table fits. */
function fittingWidths(rows: readonly (readonly string[])[], width: number): readonly number[] {
  const widths = (rows[0] ?? []).map((_, index) =>
    Math.max(...rows.map((row) => stringWidth(row[index] ?? '')), 3),
  )
  const room = width - GAP * (widths.length - 1) - 2
  while (widths.reduce((sum, each) => sum + each, 0) > room) {
    const widest = widths.indexOf(Math.max(...widths))
    const current = widths[widest] ?? 0
    if (current <= NARROWEST_COLUMN) break
    widths[widest] = current - 1
  }
  return widths
}

function coloured(text: Text, screen: Screen): string {
  return inlines(text)
    .map((each) =>
      typeof each === 'object' && each.kind === 'rating'
        ? inline(each, screen)
        : cellText(` ${plainInline(each)} `) && spaced(each),
    )
    .join('')
    .trim()
}

/** A cell's pieces keep the blanks between them, but no line ends. */
function spaced(each: Inline): string {
  const text = plainInline(each)
  return `${/^\s/.test(text) ? ' ' : ''}${cellText(text)}${/\s$/.test(text) ? ' ' : ''}`
}

function rich(text: Text, screen: Screen): string {
  return inlines(text)
    .map((each) => inline(each, screen))
    .join('')
}

function inline(each: Inline, screen: Screen): string {
  if (typeof each === 'string') return each
  switch (each.kind) {
    case 'strong':
      return style('bold', each.text, screen)
    case 'rating':
      return style(COLOURS[each.tone], plainInline(each), screen)
    case 'said':
    case 'line':
      return plainInline(each)
  }
}

const COLOURS: Readonly<Record<Tone, 'red' | 'yellow' | 'green' | 'blue' | 'magenta' | 'gray'>> = {
  red: 'red',
  orange: 'yellow',
  amber: 'yellow',
  yellow: 'yellow',
  green: 'green',
  blue: 'blue',
  purple: 'magenta',
  grey: 'gray',
}

function style(format: Parameters<typeof styleText>[0], text: string, { colour }: Screen): string {
  return colour ? styleText(format, text) : text
}

function bullet(text: string, lead: string, screen: Screen): string {
  const indent = ' '.repeat(stringWidth(lead))
  return lead + wrap(text, screen.width, indent).slice(indent.length)
}

function wrap(text: string, width: number, indent: string): string {
  return wrapAnsi(text, Math.max(20, width - stringWidth(indent)), { hard: true, trim: true })
    .split('\n')
    .map((line) => indent + line)
    .join('\n')
}
