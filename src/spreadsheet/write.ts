import type { CellStyle, CellValue, WriteSheet } from 'hucre/xlsx'
import type { Tone } from '../domain/scale.ts'
import { DARK, SHADES } from '../picture/tones.ts'
import type { Cell, Sheet, SheetColumn, Workbook } from './workbook.ts'

/** A workbook as an .xlsx file. Every text is a typed text cell: whatever it looks like, it computes nothing. */
export async function xlsxOf({ title, at, sheets, names = {} }: Workbook): Promise<Buffer> {
  const { writeXlsx } = await import('hucre/xlsx')
  const taken = new Set<string>()
  const instant = new Date(at)
  const bytes = await writeXlsx({
    properties: {
      title: plain(title),
      creator: 'wsoa',
      lastModifiedBy: 'wsoa',
      created: instant,
      modified: instant,
    },
    sheets: sheets.map((sheet) => written(sheet, freeName(sheet.name, taken))),
    namedRanges: Object.entries(names).map(([name, text]) => ({
      name,
      range: `"${text.replaceAll('"', '""')}"`,
    })),
  })
  return Buffer.from(bytes)
}

function written({ columns, rows, intro = [] }: Sheet, name: string): WriteSheet {
  const head = intro.length
  const cells = new Map<string, { style: CellStyle }>()
  columns.forEach((_, column) => {
    cells.set(`${head},${column}`, { style: HEADING })
  })
  rows.forEach((row, line) => {
    columns.forEach((column, place) => {
      cells.set(`${head + 1 + line},${place}`, { style: styleOf(row[place] ?? null, column) })
    })
  })
  return {
    name,
    columns: columns.map((column, place) => ({
      width: column.width ?? widthOf(column, rows, place),
      style: columnStyle(column),
      ...(column.isHidden ? { hidden: true } : {}),
    })),
    rows: [
      ...intro.map((line) => [plain(line)]),
      columns.map(({ title }) => plain(title)),
      ...rows.map((row) => columns.map((_, place) => contentOf(row[place] ?? null))),
    ],
    cells,
    freezePane: { rows: head + 1, columns: 1 },
    dataValidations: columns.flatMap((column, place) => choicesOf(column, place, head + 2, rows.length)),
    pageSetup: { paperSize: 'a4', orientation: 'landscape', fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
  }
}

function contentOf(cell: Cell): CellValue {
  if (cell === null) return null
  switch (cell.kind) {
    case 'text':
      return plain(cell.text)
    case 'number':
      return cell.number
    case 'day':
      return new Date(`${cell.day}T00:00:00Z`)
  }
}

function styleOf(cell: Cell, column: SheetColumn): CellStyle {
  if (cell === null) return columnStyle(column)
  switch (cell.kind) {
    case 'text':
      return cell.tone === undefined ? TEXT : toned(cell.tone)
    case 'number':
      return NUMBER
    case 'day':
      return DAY
  }
}

function columnStyle({ holds }: SheetColumn): CellStyle {
  if (holds === 'day') return DAY
  return holds === 'number' ? NUMBER : TEXT
}

/** A drop-down of what may be chosen. Something else may be typed: it is asked about when the file comes back. */
function choicesOf(
  { choices = [], title }: SheetColumn,
  place: number,
  first: number,
  count: number,
): NonNullable<WriteSheet['dataValidations']> {
  const list = choices.map(plain)
  const fits = list.join(',').length <= MOST_CHOICES && !list.some((each) => /[",]/.test(each))
  if (count === 0 || list.length === 0 || !fits) return []
  const letter = columnLetter(place)
  return [
    {
      type: 'list',
      values: [...list],
      allowBlank: true,
      showErrorMessage: true,
      errorStyle: 'warning',
      errorTitle: plain(title),
      errorMessage: `Expected: ${list.join(', ')}.`.slice(0, 200),
      range: `${letter}${first}:${letter}${first + count - 1 + SPARE_ROWS}`,
    },
  ]
}

/** Excel takes no longer list within a cell. */
const MOST_CHOICES = 250
/** Rows that people add get the drop-downs too. */
const SPARE_ROWS = 20

function columnLetter(place: number): string {
  const last = String.fromCharCode(65 + (place % 26))
  return place < 26 ? last : `${columnLetter(Math.floor(place / 26) - 1)}${last}`
}

/** The most characters that a cell takes. */
const MOST_IN_CELL = 32_767

/** A text as a cell can hold it. Excel reads "_x0041_" as a letter, unless its first sign is written so itself. */
function plain(text: string): string {
  const kept = text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]|[\ufffe\uffff]/gu, '')
  const cut = kept.length > MOST_IN_CELL ? `${kept.slice(0, MOST_IN_CELL - 1).toWellFormed()}…` : kept
  return cut.replace(/_(?=x[0-9a-f]{4}_)/gi, '_x005F_')
}

/** A sheet's name takes at most 31 characters, and some not at all; no two are alike. */
function freeName(wanted: string, taken: Set<string>): string {
  const allowed = plain(wanted)
    .replace(/[[\]:*?/\\\n\t]/g, ' ')
    .replace(/^'+|'+$/g, '')
    .trim()
  const base = allowed === '' ? 'Sheet' : allowed
  for (let number = 1; ; number += 1) {
    const end = number === 1 ? '' : ` (${number})`
    const name = `${base.slice(0, 31 - end.length).trim()}${end}`
    if (taken.has(name.toLowerCase())) continue
    taken.add(name.toLowerCase())
    return name
  }
}

function widthOf({ title, isHidden }: SheetColumn, rows: Sheet['rows'], place: number): number {
  if (isHidden) return 13
  const longest = rows.reduce((most, row) => Math.max(most, lengthOf(row[place] ?? null)), title.length + 2)
  return Math.min(Math.max(longest + 1, 8), 60)
}

function lengthOf(cell: Cell): number {
  if (cell === null) return 0
  if (cell.kind === 'day') return 17
  return cell.kind === 'number' ? String(cell.number).length : cell.text.length
}

const TOP = { vertical: 'top', wrapText: true } as const
/** The format of text: what is typed into such a cell stays text as well, `=1+1` or `3.10`. */
const TEXT: CellStyle = { numFmt: '@', alignment: TOP }
const NUMBER: CellStyle = { numFmt: 'General', alignment: { vertical: 'top' } }
/** The month in words: nobody takes the month for the day. */
const DAY: CellStyle = { numFmt: 'd mmmm yyyy', alignment: { vertical: 'top', horizontal: 'left' } }
const HEADING: CellStyle = { numFmt: '@', font: { bold: true }, alignment: TOP }

function toned(tone: Tone): CellStyle {
  return {
    ...TEXT,
    font: { color: { rgb: hex(DARK) } },
    fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: hex(SHADES[tone].pale) } },
  }
}

function hex(colour: string): string {
  return colour.slice(1).toUpperCase()
}
