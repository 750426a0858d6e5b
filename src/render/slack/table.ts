import stringWidth from 'string-width'
import { lengthOf, shortened } from '../../domain/text.ts'
import { inlines, type Table, type Text } from '../../message.ts'
import {
  PART,
  parted,
  type RichPiece,
  type RichSection,
  type SlackBlock,
  TABLE_COLUMNS,
  TABLE_ROWS,
  type TableBlock,
  type TableCell,
  TEXT,
} from './blocks.ts'
import { type Counter, stepButton } from './buttons.ts'
import { line, piece, pieces, plainText } from './words.ts'

/** A part of a table as text and, if it fits, as Slack's native table. */
export interface TablePart {
  readonly native: SlackBlock | undefined
  readonly text: SlackBlock
}

/** Widths, in characters, that a phone shows: of a native table without scrolling, of aligned text without wrapping. */
const NATIVE = 44
const ALIGNED = 36
const GAP = '  '
/** Most characters of a column's title, of one cell, and of one row. */
const TITLE = 40
const CELL = 300
const ROW = 2_000

/** Columns if a phone has room for them; otherwise one short paragraph per row. */
export function tableParts(table: Table, count: Counter): readonly TablePart[] {
  const columns = table.columns.map(({ title, align = 'left' }, index) => ({
    title: shortened(line(title), TITLE),
    align,
    holdsRatings: table.rows.some((row) => holdsRating(row[index] ?? '')),
  }))
  const most = Math.min(CELL, Math.floor(ROW / columns.length))
  const rows = table.rows.map((row) => columns.map((_, index) => cellOf(row[index] ?? '', most)))
  if (table.steps?.some((step) => step !== null)) return stepped(records(columns, rows), table, count)
  const width = widthOf(columns, rows)
  if (width > NATIVE || columns.length > TABLE_COLUMNS) {
    return parted(records(columns, rows), PART).map((part) => ({ native: undefined, text: listed(part) }))
  }
  return parted(rows, PART / 2, TABLE_ROWS - 1).map((part) => ({
    native: native(columns, part),
    text: width > ALIGNED ? listed(records(columns, part)) : aligned(columns, part),
  }))
}

interface Column {
  readonly title: string
  readonly align: 'left' | 'right'
  readonly holdsRatings: boolean
}

interface Cell {
  readonly words: string
  /** The words with their styles. */
  readonly pieces: readonly RichPiece[]
  readonly width: number
}

type Row = readonly Cell[]

const RATING = /^\p{S} \p{Lu}/u

/** A rating, or what takes its place: `○ Not rated`. */
function holdsRating(text: Text): boolean {
  const [first = ''] = inlines(text)
  return typeof first === 'string' ? RATING.test(first) : first.kind === 'rating'
}

/** A very long cell is shortened and loses its styles; the record has it in full. */
function cellOf(text: Text, most: number): Cell {
  const marked = pieces(text)
  const whole = marked.map((each) => each.text).join('')
  const words = shortened(whole, most)
  return { words, pieces: words === whole ? marked : [piece(words)], width: stringWidth(words) }
}

function widthOf(columns: readonly Column[], rows: readonly Row[]): number {
  return widthsOf(columns, rows).reduce((sum, each) => sum + GAP.length + each, -GAP.length)
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

/** A native table as text, for a workspace that does not take one. */
export function nativeAsText({
  column_settings: settings,
  rows: [head = [], ...body],
}: TableBlock): SlackBlock {
  const rows = body.map((row) => row.map(cellIn))
  const columns = settings.map(({ align }, index) => ({
    title: wordsIn(head[index]),
    align,
    holdsRatings: rows.some((row) => RATING.test(row[index]?.words ?? '')),
  }))
  return widthOf(columns, rows) > ALIGNED ? listed(records(columns, rows)) : aligned(columns, rows)
}

function cellIn(cell: TableCell): Cell {
  const words = wordsIn(cell)
  const isStyled = cell.type === 'rich_text'
  return { words, pieces: [piece(words, isStyled ? { bold: true } : undefined)], width: stringWidth(words) }
}

function wordsIn(cell: TableCell | undefined): string {
  if (cell === undefined) return ''
  if (cell.type === 'raw_text') return cell.text
  return cell.elements
    .flatMap(({ elements }) => elements.map((each) => ('text' in each ? each.text : '')))
    .join('')
}

/** Slack refuses empty cells. */
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

/** Rows with a next step: each has its button beside it. */
function stepped(
  all: readonly RichSection[],
  { rows, steps = [] }: Table,
  count: Counter,
): readonly TablePart[] {
  return all.map(({ elements }, index) => {
    const step = steps[index]
    const about = pieces(rows[index]?.[0] ?? '').map((each) => each.text)
    const accessory = step ? stepButton(step, about.join(''), count) : undefined
    const text = plainText(elements.map((each) => each.text).join(''), TEXT)
    return { native: undefined, text: { type: 'section', text, ...(accessory ? { accessory } : {}) } }
  })
}

function listed(elements: readonly RichSection[]): SlackBlock {
  return { type: 'rich_text', elements: [{ type: 'rich_text_list', style: 'bullet', elements }] }
}

function records(columns: readonly Column[], rows: readonly Row[]): readonly RichSection[] {
  const named = namedBy(columns, rows)
  const hasOneRating = columns.filter(({ holdsRatings }) => holdsRatings).length === 1
  // A rating needs no title, unless a row has two of them.
  const titles = columns.map(({ title, holdsRatings }) => (hasOneRating && holdsRatings ? '' : title))
  return rows.map((row) => record(row, { titles, named }))
}

/** The longest reference: `A5(h)`, `request 12`. */
const CODE = 10

/** How many columns name the row: a short code alone says little, so the text after it counts too. */
function namedBy(columns: readonly Column[], rows: readonly Row[]): number {
  return columns.length > 2 && widest(rows, 0) <= CODE && widest(rows, 1) > 2 * CODE ? 2 : 1
}

/** Cells up to this length may share a line. */
const SHORT = 36

/** A row as text: its name, then short cells joined on lines and long cells on their own. */
function record(
  row: Row,
  { titles, named }: { readonly titles: readonly string[]; readonly named: number },
): RichSection {
  const details = row.slice(named).flatMap(({ words }, index) => {
    const title = titles[named + index] ?? ''
    return words === '' ? [] : [title === '' ? words : `${title}: ${words}`]
  })
  const rest = details.map((text, index) => {
    const before = details[index - 1]
    return (before !== undefined && isShort(before) && isShort(text) ? ' · ' : '\n') + text
  })
  const name = row.slice(0, named).flatMap(nameOf)
  return { type: 'rich_text_section', elements: rest.length === 0 ? name : [...name, piece(rest.join(''))] }
}

function isShort(text: string): boolean {
  return lengthOf(text) <= SHORT
}

/** The first cell is bold; if it has its own styles, those are kept instead. */
function nameOf({ words, pieces: marked }: Cell, index: number): readonly RichPiece[] {
  if (words === '') return index === 0 ? [piece('–')] : []
  if (index > 0) return [piece(` ${words}`)]
  return marked.some(({ style }) => style) ? marked : [piece(words, { bold: true })]
}
