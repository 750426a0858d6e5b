import { stringify } from 'csv-stringify/sync'
import type { Cell, Workbook } from './workbook.ts'

/** A value as one cell holds it. */
type Value = string | number | boolean | null | undefined | object

/** Spreadsheets know by this mark that a file is UTF-8. */
export const BYTE_ORDER_MARK = '\ufeff'

/**
 * Rows as CSV that a spreadsheet opens. What would compute there begins with an apostrophe, and a text of several lines
 * stands in quotes, so that none of its lines begins a row.
 */
export function csvOf(rows: readonly (readonly Value[])[]): string {
  return stringify(
    rows.map((row) => row.map(cellText)),
    { escape_formulas: true, record_delimiter: 'windows', quoted_match: /[\r\n;\t]/ },
  )
}

function cellText(value: Value): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return text.replace(HIDDEN_FORMULA, "'$&")
}

/** Signs that nobody sees before one that begins a formula. */
const HIDDEN_FORMULA = /^[\s\p{Cf}]+[=+\-@＝＋－＠]/u

/** The sheets of a workbook below each other, a line between them empty. */
export function csvOfWorkbook({ sheets }: Workbook): string {
  const tables = sheets.map(({ columns, rows }) =>
    csvOf([
      columns.map(({ title }) => title),
      ...rows.map((row) => columns.map((_, at) => bare(row[at] ?? null))),
    ]),
  )
  return `${BYTE_ORDER_MARK}${tables.join('\r\n')}`
}

function bare(cell: Cell): Value {
  if (cell === null) return null
  if (cell.kind === 'text') return cell.text
  return cell.kind === 'day' ? cell.day : cell.number
}
