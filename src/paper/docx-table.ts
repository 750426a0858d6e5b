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

/** Twentieths of a point between the margins. */
const WIDTH = 9_638

/** A table whose head is repeated on every page and whose rows are never broken. */
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
  const row = (texts: readonly Text[], isHead: boolean) =>
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
    rows: [...(titles.length > 0 ? [row(titles, true)] : []), ...rows.map((each) => row(each, false))],
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

/** The whole cell is shaded where it begins with a rating. */
function shadeOf(text: Text): string | undefined {
  const [first] = inlines(text)
  return typeof first === 'object' && first.kind === 'rating' ? SHADES[first.tone].pale.slice(1) : undefined
}

/** A column asks for no more characters than these; beyond them it grows in height instead. */
const MOST = 60
/** A word of more characters may be broken. */
const LONG_WORD = 20
/** Of a character in a table's bold text, and of what lies around it in a cell. */
const CHARACTER = 122
const PADDING = 220

/** No column is narrower than its longest word; what is left goes by what stands in them. */
function widthsOf(titles: readonly string[], rows: readonly (readonly Text[])[]): readonly number[] {
  const count = Math.max(titles.length, ...rows.map((row) => row.length))
  const columns = Array.from({ length: count }, (_, index) => {
    const texts = [titles[index] ?? '', ...rows.map((row) => plain(row[index] ?? ''))]
    const words = texts.flatMap((text) => text.split(/[ -]/).map(({ length }) => length))
    const least = Math.min(LONG_WORD, Math.max(...words)) * CHARACTER + PADDING
    const asked = Math.min(MOST, Math.max(...texts.map(({ length }) => length))) * CHARACTER + PADDING
    return { least, more: Math.max(0, asked - least) }
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

/** As it is set: a mark and its word are never parted. */
function plain(text: Text): string {
  return inlines(text)
    .map((each) =>
      typeof each === 'object' && each.kind === 'rating'
        ? `${each.mark}\u00a0${each.label}`
        : plainInline(each),
    )
    .join('')
}
