import stringWidth from 'string-width'
import { inlines, type Table, type Text } from '../../message.ts'
import type { RichPiece, RichSection, SlackBlock, TableCell } from './blocks.ts'
import { TABLE_COLUMNS, TABLE_ROWS } from './limits.ts'
import { PART, parted } from './parts.ts'
import { lengthOf, line, piece, pieces, shortened } from './words.ts'

/** A part of a table as Slack's own table, where it may be one, and as text. */
export interface TablePart {
  readonly native: SlackBlock | undefined
  readonly text: SlackBlock
}

/** What a phone shows of a line before it breaks. */
const PHONE = 40
/** Between two columns of aligned text. */
const GAP = '  '
/** The most of a column's title, of one cell, and of all the words of one row. */
const TITLE = 40
const CELL = 300
const ROW = 2_000

/** Columns where a phone has room for them; otherwise one short paragraph for each row. */
export function tableParts(table: Table): readonly TablePart[] {
  const columns = table.columns.map(({ title, align = 'left' }, index) => ({
    title: shortened(line(title), TITLE),
    align,
    holdsRatings: table.rows.some((row) => holdsRating(row[index] ?? '')),
  }))
  const most = Math.min(CELL, Math.floor(ROW / columns.length))
  const rows = table.rows.map((row) => columns.map((_, index) => cellOf(row[index] ?? '', most)))
  if (!isNarrow(columns, rows)) return listed(columns, rows)
  return parted(rows, PART / 2, TABLE_ROWS - 1).map((part) => ({
    native: native(columns, part),
    text: aligned(columns, part),
  }))
}

interface Column {
  readonly title: string
  readonly align: 'left' | 'right'
  readonly holdsRatings: boolean
}

interface Cell {
  readonly words: string
  /** The words with their marks. */
  readonly pieces: readonly RichPiece[]
  readonly width: number
}

type Row = readonly Cell[]

function holdsRating(text: Text): boolean {
  return inlines(text).some((each) => typeof each === 'object' && each.kind === 'rating')
}

/** A very long cell is cut, and loses its marks; the whole of it is in the record. */
function cellOf(text: Text, most: number): Cell {
  const marked = pieces(text)
  const whole = marked.map((each) => each.text).join('')
  const words = shortened(whole, most)
  return { words, pieces: words === whole ? marked : [piece(words)], width: stringWidth(words) }
}

function isNarrow(columns: readonly Column[], rows: readonly Row[]): boolean {
  const widths = widthsOf(columns, rows)
  const width = widths.reduce((sum, each) => sum + each, GAP.length * (widths.length - 1))
  return widths.length <= TABLE_COLUMNS && width <= PHONE
}

function widthsOf(columns: readonly Column[], rows: readonly Row[]): readonly number[] {
  return columns.map(({ title }, index) => Math.max(stringWidth(title), widest(rows, index)))
}

function widest(rows: readonly Row[], index: number): number {
  return rows.reduce((most, row) => Math.max(most, row[index]?.width ?? 0), 0)
}

function native(columns: readonly Column[], rows: readonly Row[]): SlackBlock {
  return {
    type: 'table',
    column_settings: columns.map(({ align }) => ({ align, is_wrapped: true })),
    rows: [columns.map(({ title }) => rawCell(title)), ...rows.map((row) => row.map(nativeCell))],
  }
}

function nativeCell({ words, pieces: marked }: Cell): TableCell {
  return marked.some(({ style }) => style)
    ? { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: marked }] }
    : rawCell(words)
}

/** Slack accepts no empty cell. */
function rawCell(text: string): TableCell {
  return { type: 'raw_text', text: text || '–' }
}

function aligned(columns: readonly Column[], rows: readonly Row[]): SlackBlock {
  const widths = widthsOf(columns, rows)
  const grid = [columns.map(({ title }) => title), ...rows.map((row) => row.map(({ words }) => words))]
  const text = grid
    .map((row) =>
      row
        .map((words, index) => padded(words, widths[index] ?? 0, columns[index]?.align))
        .join(GAP)
        .trimEnd(),
    )
    .join('\n')
  return { type: 'rich_text', elements: [{ type: 'rich_text_preformatted', elements: [piece(text)] }] }
}

function padded(text: string, width: number, align: Column['align'] = 'left'): string {
  const blanks = ' '.repeat(Math.max(0, width - stringWidth(text)))
  return align === 'right' ? blanks + text : text + blanks
}

function listed(columns: readonly Column[], rows: readonly Row[]): readonly TablePart[] {
  const named = namedBy(columns, rows)
  const hasOneRating = columns.filter(({ holdsRatings }) => holdsRatings).length === 1
  // A rating says what it is, unless a row has two of them.
  const titles = columns.map(({ title, holdsRatings }) => (hasOneRating && holdsRatings ? '' : title))
  const records = rows.map((row) => record(row, { titles, named }))
  return parted(records, PART).map((elements) => ({
    native: undefined,
    text: { type: 'rich_text', elements: [{ type: 'rich_text_list', style: 'bullet', elements }] },
  }))
}

/** The longest reference: `A5(h)`, `request 12`. */
const CODE = 10

/** How many of the first columns say what a row is about: a code by itself says little. */
function namedBy(columns: readonly Column[], rows: readonly Row[]): number {
  return columns.length > 2 && widest(rows, 0) <= CODE && widest(rows, 1) > 2 * CODE ? 2 : 1
}

/** A cell up to this length stands beside others on a line. */
const SHORT = 36

/** A row: what it is about; then its short cells on one line, and each long one on a line of its own. */
function record(
  row: Row,
  { titles, named }: { readonly titles: readonly string[]; readonly named: number },
): RichSection {
  const told = row.slice(named).flatMap(({ words }, index) => {
    const title = titles[named + index] ?? ''
    return words === '' ? [] : [title === '' ? words : `${title}: ${words}`]
  })
  const short = told.filter((text) => lengthOf(text) <= SHORT).join(' · ')
  const rest = [short, ...told.filter((text) => lengthOf(text) > SHORT)].filter((text) => text !== '')
  const name = row.slice(0, named).flatMap(nameOf)
  return { type: 'rich_text_section', elements: [...name, ...rest.map((text) => piece(`\n${text}`))] }
}

/** The first cell stands out; only its reference does, where it marks one. */
function nameOf({ words, pieces: marked }: Cell, index: number): readonly RichPiece[] {
  if (words === '') return index === 0 ? [piece('–')] : []
  if (index > 0) return [piece(` ${words}`)]
  return marked.some(({ style }) => style) ? marked : [piece(words, { bold: true })]
}
