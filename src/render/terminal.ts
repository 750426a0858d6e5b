import { styleText } from 'node:util'
import stringWidth from 'string-width'
import wrapAnsi from 'wrap-ansi'
import type { Tone } from '../domain/scale.ts'
import { type Button, type Inline, inlines, type Message, type Table, type Text } from '../message.ts'
import { type ChatBlock, chatBlocks, headingText } from './in-chat.ts'
import { cellText, oneLine, plainInline, stripControls } from './plain.ts'

interface Screen {
  /** Columns of the terminal. */
  readonly width: number
  /** Colour only repeats what the words say. */
  readonly colour: boolean
}

/**
 * A message for a terminal: wrapped to its width, with tables that stay aligned with emoji, and colour only if
 * supported.
 */
export function renderTerminal({ blocks }: Message, screen: Screen): string {
  return chatBlocks(blocks)
    .map((each) => ({ each, text: block(each, screen) }))
    .filter(({ text }) => text !== '')
    .map(({ each, text }, index, shown) => gap(shown[index - 1]?.each, each) + text)
    .join('')
}

/** Sentences and what they introduce stay together; everything else is set apart by a blank line. */
function gap(before: ChatBlock | undefined, after: ChatBlock): string {
  switch (before?.kind) {
    case undefined:
      return ''
    case 'heading':
      return '\n'
    case 'paragraph':
    case 'context':
    case 'form':
      return after.kind === 'table' || after.kind === 'heading' ? '\n\n' : '\n'
    case 'choices':
      return after.kind === 'context' ? '\n' : '\n\n'
    case 'quote':
    case 'list':
    case 'facts':
    case 'table':
    case 'buttons':
    case 'picture':
    case 'paper':
      return '\n\n'
  }
}

function block(each: ChatBlock, screen: Screen): string {
  switch (each.kind) {
    case 'heading':
      return wrap(style('bold', oneLine(headingText(each)), screen), screen)
    case 'paragraph':
      return wrap(rich(each.text, screen), screen)
    case 'context':
      return small(rich(each.text, screen), screen)
    case 'quote':
      return wrap(`${stripControls(each.text)}\n(${oneLine(each.by)})`, screen, '│ ')
    case 'list':
      return each.items.map((item) => hanging('• ', rich(item, screen), screen)).join('\n')
    case 'facts':
      return each.facts
        .map(({ label, value }) => hanging(`${oneLine(label)}: `, rich(value, screen), screen))
        .join('\n')
    case 'table':
      return table(each, screen)
    case 'buttons':
      return buttons(each.buttons, screen)
    case 'choices':
      return [
        ...each.choices.map(({ label }, index) => hanging(`  ${index + 1}  `, oneLine(label), screen)),
        small('Type a number.', screen),
      ].join('\n')
    case 'form':
      return wrap(`On one line: ${oneLine(each.line)}`, screen)
    case 'picture':
      return small(oneLine(each.alt), screen)
    case 'paper':
      if (each.holds) return wrap(`${oneLine(each.title)}: ${oneLine(each.name)}`, screen)
      return wrap(
        `${oneLine(each.title)}. To write it: wsoa paper ${oneLine(each.body)} --meeting ${oneLine(each.meetingDay)}`,
        screen,
      )
  }
}

function buttons(all: readonly Button[], screen: Screen): string {
  const each = all.map(({ label, line }) => `${oneLine(label)}: type "${oneLine(line)}"`)
  const together = each.join('   ')
  const lines = stringWidth(together) <= screen.width ? [together] : each
  return lines.map((line) => small(line, screen)).join('\n')
}

/** Between two columns. A cell never contains two blanks in a row, so nobody can fake a column. */
const GAP = '  '
/** Cells up to this width are never wrapped: a date, a code, a rating. */
const SHORT_CELL = 12
/** Words up to this length are never broken. */
const LONG_WORD = 24

/** Columns if the screen is wide enough; otherwise one record below the other. */
function table({ columns, rows }: Table, screen: Screen): string {
  const titles = columns.map(({ title }) => oneLine(title))
  const cells = rows.map((row) => columns.map((_, index) => rich(cellText(row[index] ?? ''), screen).trim()))
  const widths = columnWidths(titles, cells, screen)
  if (!widths) return cells.map((row) => record(titles, row, screen)).join('\n\n')
  const wrapped = [titles, ...cells].map((row) =>
    row.map((cell, index) => wrapCell(cell, widths[index] ?? 1)),
  )
  const [head = '', ...body] = wrapped.map((row) => gridRow(row, columns, widths))
  const rule = widths.map((width) => '─'.repeat(width)).join(GAP)
  // The first cell marks where a row begins, unless some first cell has several lines.
  const isAmbiguous = wrapped.slice(1).some(([first = []]) => first.length > 1)
  return [head, rule, body.join(isAmbiguous ? '\n\n' : '\n')].join('\n')
}

/** Shrinks titles first, then the widest columns; undefined if some column would become illegible. */
function columnWidths(
  titles: readonly string[],
  cells: readonly (readonly string[])[],
  screen: Screen,
): readonly number[] | undefined {
  const room = screen.width - GAP.length * (titles.length - 1)
  const columns = titles.map((title, index) => {
    const inColumn = cells.map((row) => row[index] ?? '')
    return { title, cells: inColumn, natural: widest(inColumn) }
  })
  const natural = columns.map((each) => Math.max(stringWidth(each.title), each.natural))
  if (sum(natural) <= room) return natural
  const least = columns.map((each) => Math.max(widest(each.title.split(' ')), leastWidth(each)))
  const widths = columns.map((each, index) => Math.max(each.natural, least[index] ?? 0))
  while (sum(widths) > room) {
    const spare = widths.map((width, index) => (width > (least[index] ?? 0) ? width : 0))
    const from = spare.indexOf(Math.max(...spare))
    if (!spare[from]) return undefined
    widths[from] = spare[from] - 1
  }
  return widths
}

function leastWidth({ cells, natural }: { cells: readonly string[]; natural: number }): number {
  if (natural <= SHORT_CELL) return natural
  return Math.min(LONG_WORD, widest(cells.flatMap((cell) => cell.split(' '))))
}

function widest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, stringWidth(text)), 0)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, each) => all + each, 0)
}

function wrapCell(cell: string, width: number): readonly string[] {
  return wrapAnsi(cell, width, { hard: true }).split('\n')
}

function gridRow(
  cells: readonly (readonly string[])[],
  columns: Table['columns'],
  widths: readonly number[],
): string {
  const height = Math.max(1, ...cells.map((lines) => lines.length))
  return Array.from({ length: height }, (_, line) =>
    cells
      .map((lines, index) => padded(lines[line] ?? '', widths[index] ?? 0, columns[index]?.align))
      .join(GAP)
      .trimEnd(),
  ).join('\n')
}

function padded(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const blanks = ' '.repeat(Math.max(0, width - stringWidth(text)))
  return align === 'right' ? blanks + text : text + blanks
}

function record(
  titles: readonly string[],
  [first = '', ...others]: readonly string[],
  screen: Screen,
): string {
  const lines = others.map((cell, index) =>
    cell === '' ? '' : hanging(`  ${titles[index + 1] ?? ''}: `, cell, screen),
  )
  return [wrap(style('bold', first, screen), screen), ...lines].filter((line) => line !== '').join('\n')
}

function rich(text: Text, screen: Screen): string {
  return inlines(text)
    .map((each) => inline(each, screen))
    .join('')
}

function inline(each: Inline, screen: Screen): string {
  const text = oneLine(plainInline(each))
  if (typeof each === 'string') return text
  switch (each.kind) {
    case 'strong':
      return style('bold', text, screen)
    case 'rating':
      return style(COLOURS[each.tone], text, screen)
    case 'said':
    case 'line':
    case 'reference':
    case 'link':
      return text
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

/** Colour was decided for this screen; `styleText` would otherwise check the process's own output. */
function style(format: Parameters<typeof styleText>[0], text: string, { colour }: Screen): string {
  return colour && text !== '' ? styleText(format, text, { validateStream: false }) : text
}

function small(text: string, screen: Screen): string {
  return wrap(style('dim', text, screen), screen)
}

/** A label with its text beside it, or below it if the label takes more than half the line. */
function hanging(lead: string, text: string, screen: Screen): string {
  const indent = ' '.repeat(stringWidth(lead))
  if (indent.length <= screen.width / 2) return lead + wrap(text, screen, indent).slice(indent.length)
  return `${wrap(lead.trim(), screen)}\n${wrap(text, screen, '    ')}`
}

function wrap(text: string, { width }: Screen, indent = ''): string {
  return wrapAnsi(text, Math.max(1, width - stringWidth(indent)), { hard: true })
    .split('\n')
    .map((line) => indent + line)
    .join('\n')
}
