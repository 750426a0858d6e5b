import stringWidth from 'string-width'
import { type Inline, inlines, type Table as MessageTable, type Text } from '../../message.ts'
import { cellText, oneLine, plainInline } from '../plain.ts'
import { type Pressing, press } from './actions.ts'
import type { Action, Element, Run, Table, TableRow } from './card.ts'
import { inParts, PHONE_CHARACTERS } from './pages.ts'
import { richText, runsOf } from './text.ts'

/** Padding on both sides of a cell, in characters. */
const CELL_PADDING = 3
/** Cells up to this width are not wrapped: a date, a code, a rating. */
const SHORT_CELL = 12
/** Text is legible in two lines, or in lines of this width. */
const READABLE = 24
/** A longer first cell says for itself what the row is about. */
const LONGEST_NAME = 30
/** Longer details get their own line. */
const LONG_DETAIL = 60
/** Caps a column's share of a wide screen. */
const WIDEST = 48
/** Rows per Table element; a longer table continues in another one, with its header again. */
const MOST_ROWS = 40
const MOST_BYTES_OF_ROWS = 32 * 1024

/** A grid if a phone can show it; otherwise, and for rows with a button, one record below the other. */
export function tableElements(table: MessageTable, options: Pressing): readonly Element[] {
  const widths = columnWidths(table)
  const needed = widths.reduce((sum, { least }) => sum + least + CELL_PADDING, 0)
  if (needed > PHONE_CHARACTERS || table.steps?.some((step) => step)) return records(table, options)
  return grids(table, widths, options)
}

interface Width {
  /** The width at which it is legible. */
  readonly least: number
  /** Its share of the available width. */
  readonly share: number
}

function columnWidths({ columns, rows }: MessageTable): readonly Width[] {
  return columns.map(({ title }, index) => {
    const texts = rows.map((row) => plainCell(row[index] ?? ''))
    const natural = widest([title, ...texts])
    const word = widest([title, ...texts].flatMap((text) => text.split(/[\s-]/)))
    const least = natural <= SHORT_CELL ? natural : Math.max(word, Math.min(READABLE, Math.ceil(natural / 2)))
    // Including the padding, which would otherwise fill a narrow column.
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

function grids(table: MessageTable, widths: readonly Width[], options: Pressing): readonly Table[] {
  const { columns, rows } = table
  const head = tableRow(columns.map(({ title }) => [{ kind: 'strong', text: title }]))
  const named = records(table, options)
  const body = rows.flatMap((row, index) => {
    const cells = columns.map((_, column) => cellOf(row, column))
    const below = named[index]
    return below ? [{ row: tableRow(cells, { firstIsStrong: true }), below }] : []
  })
  return inParts(body, MOST_ROWS, MOST_BYTES_OF_ROWS).map((part) => ({
    type: 'Table',
    firstRowAsHeader: true,
    showGridLines: true,
    gridStyle: 'default',
    columns: columns.map(({ align }, index) => ({
      width: widths[index]?.share ?? 1,
      ...(align === 'right' ? { horizontalCellContentAlignment: 'Right' as const } : {}),
    })),
    rows: [head, ...part.map(({ row }) => row)],
    fallback: { type: 'Container', items: part.map(({ below }) => below) },
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

/** Each row on its own: its name, then the other cells with their column titles; long cells on separate lines. */
function records(table: MessageTable, options: Pressing): readonly Element[] {
  const named = namingColumns(table)
  return table.rows.map((row, index) => {
    const items = record(table, row, named)
    const step = table.steps?.[index]
    if (!step) return { type: 'Container', separator: true, items }
    // The tooltip tells alike buttons apart for screen readers.
    const tooltip = `${step.label} ${plainCell(row[0] ?? '')}`
    return withStep(items, press(step, step.label, { ...options, tooltip }))
  })
}

/** A reference or a code alone says little, so the text after it belongs to the name. */
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

/** The non-breaking space keeps it at the end of the line. */
const BETWEEN: Run = { type: 'TextRun', text: '\u00a0· ', isSubtle: true }

/** Non-breaking spaces keep a date or a code on one line. */
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
