import { stringify } from 'csv-stringify/sync'

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
const HIDDEN_FORMULA = /^(?:\s|\p{Cf})+[=+\-@＝＋－＠]/u
