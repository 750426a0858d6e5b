import stringWidth from 'string-width'
import { type Button, inlines, type Table as MessageTable, type Text } from '../../message.ts'
import { cellText, oneLine, plainInline } from '../plain.ts'
import { press } from './actions.ts'
import type { Container, Element, RichText, Table, TableRow } from './card.ts'
import { inParts } from './pages.ts'
import { richText, runsOf } from './text.ts'

/** What a phone shows beside one another in a card, in characters. */
const PHONE_CHARACTERS = 46
/** The blanks on both sides of a cell, in characters. */
const CELL_PADDING = 3
/** A cell up to this width is not broken: a date, a code, a rating. */
const SHORT_CELL = 12
/** Below this width a sentence is no longer read. */
const READABLE = 16
/** No column takes more of a wide screen than this in relation to the others. */
const WIDEST = 48
/** Rows of one Table element: a longer one goes on in another, with its head again. */
const MOST_ROWS = 40
const MOST_BYTES_OF_ROWS = 32 * 1024

/** A grid where a phone can show it; otherwise its rows below one another, which is also where a row has its button. */
export function tableElements(table: MessageTable): readonly Element[] {
  const widths = columnWidths(table)
  const needed = widths.reduce((sum, { least }) => sum + least + CELL_PADDING, 0)
  if (needed > PHONE_CHARACTERS || table.steps?.some((step) => step !== null)) return records(table)
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
    const least = natural <= SHORT_CELL ? natural : Math.max(word, READABLE)
    return { least, share: Math.max(least, Math.min(natural, WIDEST)) }
  })
}

function plainCell(text: Text): string {
  return cellText(text)
    .map((inline) => oneLine(plainInline(inline)))
    .join('')
    .trim()
}

function widest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, stringWidth(text)), 0)
}

function grids({ columns, rows }: MessageTable, widths: readonly Width[]): readonly Table[] {
  const head = tableRow(columns.map(({ title }) => [{ kind: 'strong', text: title }]))
  const body = rows.map((row) =>
    tableRow(
      columns.map((_, index) => cellText(row[index] ?? '')),
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

/** Each row by itself: its name and the longest cell first, the rest below with the heads of their columns. */
function records(table: MessageTable): readonly Element[] {
  const titleColumn = longestColumn(table)
  return table.rows.map((row, index) =>
    record(table, row, { titleColumn, step: table.steps?.[index] ?? null }),
  )
}

function record(
  { columns }: MessageTable,
  row: readonly Text[],
  { titleColumn, step }: { titleColumn: number; step: Button | null },
): Element {
  const head: RichText = {
    type: 'RichTextBlock',
    inlines: [
      ...runsOf(cellText(row[0] ?? ''), { strong: true }),
      ...(titleColumn > 0 ? runsOf([' ', ...cellText(row[titleColumn] ?? '')]) : []),
    ],
  }
  const rest = columns
    .map(({ title }, index) => ({ title, index, cell: cellText(row[index] ?? '') }))
    .filter(({ index, cell }) => index !== 0 && index !== titleColumn && plainCell(cell) !== '')
  const facts = rest.flatMap(({ title, cell }, at) => [at > 0 ? ' · ' : '', `${title}: `, ...inlines(cell)])
  const below = richText(facts)
  const items: readonly Element[] = [
    ...(head.inlines.length > 0 ? [head] : []),
    ...(below ? [{ ...below, spacing: 'Small' as const }] : []),
  ]
  const container: Container = { type: 'Container', separator: true, spacing: 'Small', items }
  if (!step) return container
  return {
    type: 'ColumnSet',
    separator: true,
    spacing: 'Small',
    columns: [
      { type: 'Column', width: 'stretch', items },
      {
        type: 'Column',
        width: 'auto',
        verticalContentAlignment: 'Center',
        items: [{ type: 'ActionSet', actions: [press(step, step.label)] }],
      },
    ],
  }
}

function longestColumn({ columns, rows }: MessageTable): number {
  const lengths = columns.map((_, index) =>
    index === 0 ? 0 : rows.reduce((sum, row) => sum + plainCell(row[index] ?? '').length, 0),
  )
  const longest = Math.max(0, ...lengths)
  return longest > READABLE * rows.length ? lengths.indexOf(longest) : 0
}
