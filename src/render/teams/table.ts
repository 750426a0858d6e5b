import stringWidth from 'string-width'
import { type Inline, inlines, type Table as MessageTable, type Text } from '../../message.ts'
import { cellText, oneLine, plainInline } from '../plain.ts'
import { type Pressing, press } from './actions.ts'
import type { Action, Element, Run, Table, TableRow } from './card.ts'
import { inParts, PHONE_CHARACTERS } from './pages.ts'
import { richText, runsOf } from './text.ts'

/** The blanks on both sides of a cell, in characters. */
const CELL_PADDING = 3
/** A cell up to this width is not broken: a date, a code, a rating. */
const SHORT_CELL = 12
/** A text is read in two lines, or in lines of this width. */
const READABLE = 24
/** A first cell longer than this says itself what it is about. */
const LONGEST_NAME = 30
/** A detail longer than this has a line of its own. */
const LONG_DETAIL = 60
/** No column takes more of a wide screen than this in relation to the others. */
const WIDEST = 48
/** Rows of one Table element: a longer one goes on in another, with its head again. */
const MOST_ROWS = 40
const MOST_BYTES_OF_ROWS = 32 * 1024

/** A grid where a phone can show it; otherwise its rows below one another, which is also where a row has its button. */
export function tableElements(table: MessageTable, options: Pressing): readonly Element[] {
  const widths = columnWidths(table)
  const needed = widths.reduce((sum, { least }) => sum + least + CELL_PADDING, 0)
  if (needed > PHONE_CHARACTERS || table.steps?.some((step) => step)) return records(table, options)
  return grids(table, widths)
}

interface Width {
  /** What it takes to be read. */
  readonly least: number
  /** Its share of the width there is. */
  readonly share: number
}

function columnWidths({ columns, rows }: MessageTable): readonly Width[] {
  return columns.map(({ title }, index) => {
    const texts = rows.map((row) => plainCell(row[index] ?? ''))
    const natural = widest([title, ...texts])
    const word = widest([title, ...texts].flatMap((text) => text.split(/[\s-]/)))
    const least = natural <= SHORT_CELL ? natural : Math.max(word, Math.min(READABLE, Math.ceil(natural / 2)))
    // With its blanks, or a narrow column would be nothing but them.
    return { least, share: Math.max(least, Math.min(natural, WIDEST)) + CELL_PADDING }
  })
}

function plainCell(text: Text): string {
  return cellText(text)
    .map((inline) => oneLine(plainInline(inline)))
    .join('')
    .trim()
}

function cellOf(row: readonly Text[], index: number): readonly Inline[] {
  return cellText(row[index] ?? '')
}

function widest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, stringWidth(text)), 0)
}

function grids({ columns, rows }: MessageTable, widths: readonly Width[]): readonly Table[] {
  const head = tableRow(columns.map(({ title }) => [{ kind: 'strong', text: title }]))
  const body = rows.map((row) =>
    tableRow(
      columns.map((_, index) => cellOf(row, index)),
      { firstIsStrong: true },
    ),
  )
  return inParts(body, MOST_ROWS, MOST_BYTES_OF_ROWS).map((part) => ({
    type: 'Table',
    firstRowAsHeader: true,
    showGridLines: true,
    gridStyle: 'default',
    columns: columns.map(({ align }, index) => ({
      width: widths[index]?.share ?? 1,
      ...(align === 'right' ? { horizontalCellContentAlignment: 'Right' as const } : {}),
    })),
    rows: [head, ...part],
  }))
}

/** The first cell names its row. */
function tableRow(cells: readonly Text[], { firstIsStrong = false } = {}): TableRow {
  return {
    type: 'TableRow',
    cells: cells.map((cell, index) => {
      const text = richText(cell, firstIsStrong && index === 0 ? { strong: true } : {})
      return { type: 'TableCell', items: text ? [text] : [] }
    }),
  }
}

/**
 * Each row by itself: its name, with what a short name stands for, and the other cells below with the heads of their
 * columns, a long one on a line of its own.
 */
function records(table: MessageTable, options: Pressing): readonly Element[] {
  const named = namingColumns(table)
  return table.rows.map((row, index) => {
    const items = record(table, row, named)
    const step = table.steps?.[index]
    if (!step) return { type: 'Container', separator: true, items }
    // Alike buttons in every row are told apart by those who hear them one by one.
    const tooltip = `${step.label} ${plainCell(row[0] ?? '')}`
    return withStep(items, press(step, step.label, { ...options, tooltip }))
  })
}

/** A reference or a code alone tells nobody what it is about: the text after it belongs to the name. */
function namingColumns({ rows }: MessageTable): number {
  const isName = widest(rows.map((row) => plainCell(row[0] ?? ''))) <= LONGEST_NAME
  const isText = widest(rows.map((row) => plainCell(row[1] ?? ''))) > READABLE
  const isRated = rows.some((row) => inlines(row[1] ?? '').some(isRating))
  return isName && isText && !isRated ? 2 : 1
}

function isRating(inline: Inline): boolean {
  return typeof inline === 'object' && inline.kind === 'rating'
}

function record({ columns }: MessageTable, row: readonly Text[], named: number): readonly Element[] {
  const head = [
    ...runsOf(cellOf(row, 0), { strong: true }),
    ...(named > 1 ? runsOf([' ', ...cellOf(row, 1)]) : []),
  ]
  const details = columns
    .map(({ title }, index) => ({ title, cell: cellOf(row, index) }))
    .slice(named)
    .filter(({ cell }) => plainCell(cell) !== '')
  const short = details.filter(({ cell }) => plainCell(cell).length <= LONG_DETAIL)
  const long = details.filter((detail) => !short.includes(detail))
  const lines = [short, ...long.map((detail) => [detail])].map((some) =>
    some.flatMap(({ title, cell }, index) => [
      ...(index > 0 ? [BETWEEN] : []),
      ...runsOf(`${title}: `, { subtle: true }).map(held),
      ...runsOf(cell).map(held),
    ]),
  )
  return [head, ...lines]
    .filter((runs) => runs.length > 0)
    .map((runs, index) => ({
      type: 'RichTextBlock',
      inlines: runs,
      ...(index > 0 ? { spacing: 'Small' } : {}),
    }))
}

/** It stays at the end of a line. */
const BETWEEN: Run = { type: 'TextRun', text: '\u00a0· ', isSubtle: true }

/** A date or a code is not broken at the end of a line. */
function held(run: Run): Run {
  return run.text.length > SHORT_CELL ? run : { ...run, text: run.text.replace(/ /g, '\u00a0') }
}

function withStep(items: readonly Element[], action: Action): Element {
  return {
    type: 'ColumnSet',
    separator: true,
    columns: [
      { type: 'Column', width: 'stretch', items },
      {
        type: 'Column',
        width: 'auto',
        verticalContentAlignment: 'Center',
        items: [{ type: 'ActionSet', actions: [action] }],
      },
    ],
  }
}
