import {
  BorderStyle,
  Paragraph,
  ShadingType,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  WidthType,
} from 'docx'
import { inlines, type Text, type Table as Told } from '../message.ts'
import { SHADES } from '../picture/tones.ts'
import { plainInline } from '../render/plain.ts'
import { runsOf } from './docx-runs.ts'

/** Width between the margins, in twentieths of a point. */
const WIDTH = 9_638

/** The header row repeats on every page, and no row is split across pages. */
export function tableOf({
  columns = [],
  rows,
  shares,
}: Pick<Told, 'rows'> & Partial<Pick<Told, 'columns'>> & { shares?: readonly number[] }): Table {
  const titles = columns.map(({ title }) => title)
  const widths = shares ? shared(shares) : widthsOf(titles, rows)
  const cell = (text: Text, index: number, isHead: boolean) => {
    const fill = isHead ? 'E7EAEC' : shadeOf(text)
    return new TableCell({
      width: { size: widths[index] ?? 0, type: WidthType.DXA },
      margins: { left: 80, right: 80, top: 20, bottom: 20 },
      ...(fill === undefined ? {} : { shading: { type: ShadingType.CLEAR, color: 'auto', fill } }),
      children: [
        new Paragraph({
          style: 'TableText',
          alignment: columns[index]?.align === 'right' ? 'right' : 'left',
          keepNext: isHead,
          children: runsOf(isHead ? [{ kind: 'strong', text: plain(text) }] : text),
        }),
      ],
    })
  }
  const count = Math.max(titles.length, ...rows.map((row) => row.length))
  const tableRow = (texts: readonly Text[], isHead: boolean) =>
    new TableRow({
      cantSplit: true,
      tableHeader: isHead,
      children: Array.from({ length: count }, (_, index) => cell(texts[index] ?? '', index, isHead)),
    })
  return new Table({
    width: { size: WIDTH, type: WidthType.DXA },
    layout: TableLayoutType.FIXED,
    columnWidths: [...widths],
    borders: BORDERS,
    rows: [
      ...(titles.length > 0 ? [tableRow(titles, true)] : []),
      ...rows.map((row) => tableRow(row, false)),
    ],
  })
}

const LINE = { style: BorderStyle.SINGLE, size: 4, color: 'B1B4B6' } as const

const BORDERS = {
  top: LINE,
  bottom: LINE,
  left: LINE,
  right: LINE,
  insideHorizontal: LINE,
  insideVertical: LINE,
}

/** A cell that begins with a rating is shaded as a whole. */
function shadeOf(text: Text): string | undefined {
  const [first] = inlines(text)
  return typeof first === 'object' && first.kind === 'rating' ? SHADES[first.tone].pale.slice(1) : undefined
}

/** Characters a column asks for at most; longer texts wrap. */
const MOST = 60
/** Longer words may be broken. */
const LONG_WORD = 20
/** Widths, in twentieths of a point, of a bold character in a table and of the padding of a cell. */
const CHARACTER = 122
const PADDING = 220

/** Each column is at least as wide as its longest word; the rest is shared out by content. */
function widthsOf(titles: readonly string[], rows: readonly (readonly Text[])[]): readonly number[] {
  const count = Math.max(titles.length, ...rows.map((row) => row.length))
  const columns = Array.from({ length: count }, (_, index) => {
    const texts = [titles[index] ?? '', ...rows.map((row) => plain(row[index] ?? ''))]
    const words = texts.flatMap((text) => text.split(/[ -]/).map(({ length }) => length))
    const least = Math.min(LONG_WORD, Math.max(...words)) * CHARACTER + PADDING
    const wanted = Math.min(MOST, Math.max(...texts.map(({ length }) => length))) * CHARACTER + PADDING
    return { least, more: Math.max(0, wanted - least) }
  })
  const left = WIDTH - sum(columns.map(({ least }) => least))
  if (left < 0) return shared(columns.map(({ least }) => least))
  const more = sum(columns.map((column) => column.more))
  if (more === 0) return shared(columns.map(({ least }) => least))
  return columns.map(({ least, ...column }) => Math.floor(least + (left * column.more) / more))
}

function shared(parts: readonly number[]): readonly number[] {
  const whole = sum(parts)
  return parts.map((part) => Math.floor((part * WIDTH) / whole))
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, each) => all + each, 0)
}

/** As typeset: a non-breaking space joins a mark and its word. */
function plain(text: Text): string {
  return inlines(text)
    .map((each) =>
      typeof each === 'object' && each.kind === 'rating'
        ? `${each.mark}\u00a0${each.label}`
        : plainInline(each),
    )
    .join('')
}
