import stringWidth from 'string-width'
import { inlines, type Table, type Text } from '../../message.ts'
import { cellText } from '../plain.ts'
import type { RichPiece, RichSection, SlackBlock, TableCell } from './blocks.ts'
import { TABLE_COLUMNS, TABLE_ROWS } from './limits.ts'
import { PART, parted } from './parts.ts'
import { lengthOf, line, piece, pieces, plainWords, shortened } from './words.ts'

/** A part of a table as Slack's own table, where it may be one, and as text. */
export interface TablePart {
  readonly native: SlackBlock | undefined
  readonly text: SlackBlock
}

/** What a phone shows of a line before it breaks. */
const PHONE = 40
/** Between two columns of aligned text. */
const GAP = '  '
/** The most of a column's title, and of all the words of one row. */
const TITLE = 40
const ROW = 2_000

/** Columns where a phone has room for them; otherwise one short paragraph for each row. */
export function tableParts(table: Table): readonly TablePart[] {
  if (!isNarrow(table)) return listed(table)
  return parted(table.rows, PART / 2, TABLE_ROWS - 1).map((rows) => {
    const part = { ...table, rows }
    return { native: native(part), text: aligned(part) }
  })
}

function isNarrow(table: Table): boolean {
  const widths = widthsOf(gridOf(table))
  const width = widths.reduce((sum, each) => sum + each, GAP.length * (widths.length - 1))
  return widths.length <= TABLE_COLUMNS && width <= PHONE
}

type Grid = readonly (readonly string[])[]

/** The heading's row and all others, as plain words. */
function gridOf({ columns, rows }: Table): Grid {
  return [
    columns.map(({ title }) => shortened(line(title), TITLE)),
    ...rows.map((row) => columns.map((_, index) => wordsOf(cellOf(row[index] ?? '', columns.length)))),
  ]
}

function widthsOf(grid: Grid): readonly number[] {
  const [heading = []] = grid
  return heading.map((_, index) =>
    grid.reduce((most, row) => Math.max(most, stringWidth(row[index] ?? '')), 0),
  )
}

/** A cell's words with their marks; one that is very long without them, and cut. */
function cellOf(text: Text, columns: number): readonly RichPiece[] {
  const most = Math.floor(ROW / columns)
  const all = pieces(cellText(text))
  const words = wordsOf(all)
  return lengthOf(words) <= most ? all : [piece(shortened(words, most))]
}

function wordsOf(all: readonly RichPiece[]): string {
  return all.map(({ text }) => text).join('')
}

function native({ columns, rows }: Table): SlackBlock {
  const heading = columns.map(({ title }) => rawCell(shortened(line(title), TITLE)))
  return {
    type: 'table',
    column_settings: columns.map(({ align = 'left' }) => ({ align, is_wrapped: true })),
    rows: [
      heading,
      ...rows.map((row) => columns.map((_, index) => nativeCell(cellOf(row[index] ?? '', columns.length)))),
    ],
  }
}

function nativeCell(all: readonly RichPiece[]): TableCell {
  return all.some(({ style }) => style)
    ? { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: all }] }
    : rawCell(wordsOf(all))
}

/** Slack accepts no empty cell. */
function rawCell(text: string): TableCell {
  return { type: 'raw_text', text: text || '–' }
}

function aligned(table: Table): SlackBlock {
  const grid = gridOf(table)
  const widths = widthsOf(grid)
  const text = grid
    .map((row) =>
      row
        .map((cell, index) => padded(cell, widths[index] ?? 0, table.columns[index]?.align))
        .join(GAP)
        .trimEnd(),
    )
    .join('\n')
  return { type: 'rich_text', elements: [{ type: 'rich_text_preformatted', elements: [piece(text)] }] }
}

function padded(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const blanks = ' '.repeat(Math.max(0, width - stringWidth(text)))
  return align === 'right' ? blanks + text : text + blanks
}

function listed(table: Table): readonly TablePart[] {
  const shape = { table, named: namedBy(table), rating: onlyRating(table) }
  const records = table.rows.map((row) => record(row, shape))
  return parted(records, PART).map((elements) => ({
    native: undefined,
    text: { type: 'rich_text', elements: [{ type: 'rich_text_list', style: 'bullet', elements }] },
  }))
}

interface Shape {
  readonly table: Table
  /** How many of the first columns say what a row is about. */
  readonly named: number
  /** The column whose cells say themselves what they are. */
  readonly rating: number
}

/** A cell up to this length stands beside others on a line. */
const SHORT = 36

/** A row: what it is about; then its short cells on one line, and each long one on a line of its own. */
function record(row: readonly Text[], { table: { columns }, named, rating }: Shape): RichSection {
  const cells = columns.map(({ title }, index) => ({
    title: index === rating ? '' : shortened(line(title), TITLE),
    all: cellOf(row[index] ?? '', columns.length),
  }))
  const told = cells
    .slice(named)
    .filter(({ all }) => all.length > 0)
    .map(({ title, all }) => (title === '' ? wordsOf(all) : `${title}: ${wordsOf(all)}`))
  const short = told.filter((text) => lengthOf(text) <= SHORT).join(' · ')
  const rest = [short, ...told.filter((text) => lengthOf(text) > SHORT)].filter((text) => text !== '')
  const name = cells.slice(0, named).flatMap(({ all }, index) => nameOf(all, index))
  return { type: 'rich_text_section', elements: [...name, ...rest.map((text) => piece(`\n${text}`))] }
}

/** The first cell stands out; only its reference does, where it marks one. */
function nameOf(all: readonly RichPiece[], index: number): readonly RichPiece[] {
  if (index > 0) return all.length === 0 ? [] : [piece(` ${wordsOf(all)}`)]
  if (all.length === 0) return [piece('–')]
  return all.some(({ style }) => style) ? all : [piece(wordsOf(all), { bold: true })]
}

/** A code says little by itself: the column beside it says what the row is about. */
function namedBy({ columns, rows }: Table): number {
  const widest = (index: number) =>
    rows.reduce((most, row) => Math.max(most, stringWidth(plainWords(cellText(row[index] ?? '')))), 0)
  return columns.length > 2 && widest(0) <= CODE && widest(1) > 2 * CODE ? 2 : 1
}

/** The longest reference: `A5(h)`, `request 12`. */
const CODE = 10

/** A rating says what it is, unless a row has two of them. */
function onlyRating({ columns, rows }: Table): number {
  const holding = columns.flatMap((_, index) =>
    rows.some((row) =>
      inlines(row[index] ?? '').some((each) => typeof each === 'object' && each.kind === 'rating'),
    )
      ? [index]
      : [],
  )
  return holding.length === 1 ? (holding[0] ?? -1) : -1
}
