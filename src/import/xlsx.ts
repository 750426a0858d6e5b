import type { Archive } from './archive.ts'
import type { Cell, CellValue, Document, Fill, Row, Run, Table } from './document.ts'
import { titleOf } from './docx.ts'
import { LIMITS } from './limits.ts'
import { NotRead } from './not-read.ts'
import { tinted } from './tint.ts'
import { columnName } from './xlsx-names.ts'
import { parseXml, xmlText } from './xml.ts'

type Hucre = typeof import('hucre')
type Workbook = Awaited<ReturnType<Hucre['readXlsx']>>
type Sheet = Workbook['sheets'][number]
type SheetCell = NonNullable<Sheet['cells']> extends Map<string, infer Each> ? Each : never

/** Reads a workbook: values as they are shown, colours, struck text, comments, formulas, and what is hidden. */
export async function readXlsx(archive: Archive, file: string): Promise<Document> {
  const [{ readXlsx: read, formatValue }, { zipSync }] = await Promise.all([
    import('hucre'),
    import('fflate'),
  ])
  for (const [part, bytes] of archive) if (/\.(?:xml|rels|vml)$/i.test(part)) checkPart(part, bytes, file)
  // The library unpacks for itself, so it gets only what was checked.
  const checked = zipSync(Object.fromEntries([...archive].filter(([part]) => !UNREAD.test(part))), {
    level: 0,
  })
  const workbook = await read(checked, { readStyles: true }).catch((error: unknown) => {
    throw new NotRead(
      `${file} is damaged: its sheets cannot be read. Send it again, or open it in Excel and save a copy.`,
      { cause: error },
    )
  })
  const notices = workbook.sheets.flatMap((sheet) => ruleNotices(sheet))
  const core = archive.get('docProps/core.xml')
  return {
    kind: 'excel',
    title: core ? titleOf(parseXml(core, { file, part: 'docProps/core.xml' })) : null,
    paragraphs: [],
    tables: workbook.sheets.map((sheet) => tableOf(sheet, { workbook, formatValue, file })),
    names: Object.fromEntries((workbook.namedRanges ?? []).map(({ name, range }) => [name, range])),
    written: null,
    notices,
  }
}

/** Pictures and charts are not looked at, and macros never. */
const UNREAD = /^xl\/(?:media|charts|drawings|embeddings|ctrlProps|activeX)\/|vbaProject|\.bin$/i

/** The grid of a sheet is made in full, so a lone cell far out would take all the memory. */
function checkPart(part: string, bytes: Uint8Array, file: string): void {
  const text = xmlText(bytes, file)
  if (!/^xl\/worksheets\/[^/]+\.xml$/i.test(part)) return
  for (const [, row] of text.matchAll(/<(?:\w+:)?row\b[^>]*?\br="(\d+)"/g))
    if (Number(row) > MOST_ROWS_APART)
      throw new NotRead(
        `${file} has a row ${Number(row).toLocaleString('en-GB')}, the limit is ${LIMITS.rows.toLocaleString('en-GB')} rows. Copy the plan’s table into a new file.`,
      )
}

/** Formats reach far below the last row; what is empty there is left out afterwards. */
const MOST_ROWS_APART = LIMITS.rows * 4

function ruleNotices(sheet: Sheet): readonly string[] {
  const ranges = [...new Set((sheet.conditionalRules ?? []).map(({ range }) => range))]
  if (ranges.length === 0) return []
  return [
    `${ranges.map((range) => `${sheet.name}!${range}`).join(', ')} is coloured by a rule. Such colours are not read as ratings.`,
  ]
}

interface Reading {
  readonly workbook: Workbook
  readonly formatValue: Hucre['formatValue']
  readonly file: string
}

function tableOf(sheet: Sheet, reading: Reading): Table {
  const covered = new Set<string>()
  const spans = new Map<string, { readonly width: number; readonly height: number }>()
  for (const { startRow, startCol, endRow, endCol } of sheet.merges ?? []) {
    spans.set(`${startRow},${startCol}`, { width: endCol - startCol + 1, height: endRow - startRow + 1 })
    const lastRow = Math.min(endRow, sheet.rows.length - 1)
    const lastColumn = Math.min(endCol, startCol + LIMITS.columns)
    for (let row = startRow; row <= lastRow; row += 1)
      for (let column = startCol; column <= lastColumn; column += 1)
        if (row !== startRow || column !== startCol) covered.add(`${row},${column}`)
  }
  const rows = sheet.rows.flatMap((values, row): readonly Row[] => {
    const cells = values.flatMap((value, column): readonly Cell[] => {
      const key = `${row},${column}`
      const cell = sheet.cells?.get(key)
      if (covered.has(key)) return []
      if (value === null && !isSeen(cell)) return []
      const span = spans.get(key) ?? { width: 1, height: 1 }
      return [cellOf({ value, cell, sheet, row, column, ...span }, reading)]
    })
    if (cells.length === 0) return []
    const number = row + 1
    const isHidden = sheet.rowDefs?.get(row)?.hidden === true
    return [{ number, place: `${sheet.name} row ${number}`, isHidden, isHeader: false, change: null, cells }]
  })
  return {
    place: sheet.name,
    heading: null,
    rows,
    isHidden: sheet.hidden === true || sheet.veryHidden === true,
    ruled: [...new Set((sheet.conditionalRules ?? []).map(({ range }) => range))],
  }
}

/** An empty cell that shows something all the same. */
function isSeen(cell: SheetCell | undefined): boolean {
  return cell !== undefined && (cell.comment !== undefined || cell.formula !== undefined || isColoured(cell))
}

function isColoured(cell: SheetCell): boolean {
  const fill = cell.style?.fill
  return fill?.type === 'pattern' && fill.pattern !== 'none'
}

interface CellAt {
  readonly value: Sheet['rows'][number][number]
  readonly cell: SheetCell | undefined
  readonly sheet: Sheet
  readonly row: number
  readonly column: number
  readonly width: number
  readonly height: number
}

function cellOf({ value, cell, sheet, row, column, width, height }: CellAt, reading: Reading): Cell {
  const stored = cell?.formula === undefined ? value : (cell.formulaResult ?? value)
  const fill = cell && fillOf(cell, reading.workbook)
  return {
    place: `${sheet.name}!${columnName(column)}${row + 1}`,
    column,
    width,
    height,
    paragraphs: runsOf(stored, cell, reading),
    value: storedValue(stored, cell),
    ...(fill && { fill }),
    indent: cell?.style?.alignment?.indent ?? 0,
    comment: cell?.comment?.text.trim() || null,
    isHidden: sheet.columns?.[column]?.hidden === true,
    change: null,
    formula:
      cell?.formula === undefined
        ? null
        : { text: cell.formula, stored: stored !== null && stored !== undefined && stored !== '' },
    nested: [],
  }
}

function storedValue(value: CellAt['value'], cell: SheetCell | undefined): CellValue {
  if (cell?.type === 'error') return { kind: 'fault' }
  if (value === null || value === '') return { kind: 'empty' }
  // The library gives a date as midnight in UTC.
  if (value instanceof Date)
    return Number.isNaN(value.getTime())
      ? { kind: 'fault' }
      : { kind: 'day', on: value.toISOString().slice(0, 10) }
  return typeof value === 'number' ? { kind: 'number', number: value } : { kind: 'text' }
}

function runsOf(
  value: CellAt['value'],
  cell: SheetCell | undefined,
  reading: Reading,
): readonly (readonly Run[])[] {
  const isStruck = cell?.style?.font?.strikethrough === true
  const runs: readonly Run[] = cell?.richText?.map(({ text, font }) => ({
    text,
    struck: font?.strikethrough ?? isStruck,
  })) ?? [{ text: shown(value, cell, reading), struck: isStruck }]
  const lines: Run[][] = [[]]
  for (const { text, struck } of runs)
    for (const [place, part] of text.split(/\r\n?|\n/).entries()) {
      if (place > 0) lines.push([])
      if (part !== '') lines.at(-1)?.push({ text: part, struck })
    }
  return lines.some((line) => line.length > 0) ? lines : []
}

/** As the sheet shows it: 1.1 formatted 0.00 is the reference 1.10. */
function shown(
  value: CellAt['value'],
  cell: SheetCell | undefined,
  { workbook, formatValue }: Reading,
): string {
  if (value === null) return ''
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE'
  const format = cell?.style?.numFmt
  if (format === undefined || /^general$/i.test(format))
    return value instanceof Date ? isoDay(value) : String(value)
  // The usual format of a date is the reader’s own, and here that puts the day first.
  if (value instanceof Date && USUAL_DATE.test(format)) return isoDay(value).split('-').reverse().join('/')
  return formatValue(value, format, { is1904: workbook.dateSystem === '1904' }).trim()
}

const USUAL_DATE = /^m+[/-]d+[/-]y+/i

function isoDay(value: Date): string {
  return Number.isNaN(value.getTime()) ? '' : value.toISOString().slice(0, 10)
}

function fillOf(cell: SheetCell, { themeColors = [] }: Workbook): Fill | undefined {
  const fill = cell.style?.fill
  if (fill?.type !== 'pattern' || fill.pattern === 'none') return undefined
  const colour = fill.pattern === 'solid' ? fill.fgColor : (fill.bgColor ?? fill.fgColor)
  if (!colour) return undefined
  if (colour.theme !== undefined) {
    // Excel counts light before dark, the theme dark before light.
    const base = themeColors[SWAPPED[colour.theme] ?? colour.theme]
    const name = THEME[colour.theme]
    if (base === undefined) return undefined
    return {
      colour: tinted(base.toUpperCase().slice(-6), colour.tint ?? 0),
      from: 'theme',
      ...(name && { theme: name }),
    }
  }
  if (colour.indexed !== undefined && colour.rgb === undefined) {
    const indexed = INDEXED[colour.indexed]
    return indexed === undefined ? undefined : { colour: indexed, from: 'cell' }
  }
  const rgb = colour.rgb?.toUpperCase().slice(-6)
  return rgb === undefined || !/^[0-9A-F]{6}$/.test(rgb)
    ? undefined
    : { colour: tinted(rgb, colour.tint ?? 0), from: 'cell' }
}

const SWAPPED: readonly number[] = [1, 0, 3, 2]
const THEME: readonly string[] = [
  'lt1',
  'dk1',
  'lt2',
  'dk2',
  'accent1',
  'accent2',
  'accent3',
  'accent4',
  'accent5',
  'accent6',
  'hlink',
  'folHlink',
]

const FIRST_COLOURS = '000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF'
/** The palette of older workbooks: the first eight stand in it twice. */
const INDEXED: readonly string[] =
  `${FIRST_COLOURS} ${FIRST_COLOURS} 800000 008000 000080 808000 800080 008080 C0C0C0 808080 9999FF 993366 FFFFCC CCFFFF 660066 FF8080 0066CC CCCCFF 000080 FF00FF FFFF00 00FFFF 800080 800000 008080 0000FF 00CCFF CCFFFF CCFFCC FFFF99 99CCFF FF99CC CC99FF FFCC99 3366FF 33CCCC 99CC00 FFCC00 FF9900 FF6600 666699 969696 003366 339966 003300 333300 993300 993366 333399 333333`.split(
    ' ',
  )
