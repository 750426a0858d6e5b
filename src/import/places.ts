import type { Column } from './columns.ts'
import type { Document } from './document.ts'
import type { PlanTable } from './plan-tables.ts'
import { columnName } from './xlsx-names.ts'

/** "table 2", "tables 1 and 2", "tables 1 to 4"; the sheets of a workbook by name. */
export function tablesPlace(document: Document, numbers: readonly number[]): string {
  const own = [...new Set(numbers)].sort((one, other) => one - other)
  if (document.kind === 'csv') return 'file'
  if (document.kind === 'excel') return own.map((each) => document.tables[each - 1]?.place ?? '').join(', ')
  const [first] = own
  if (own.length < 2) return `table ${first ?? 1}`
  return `tables ${own.slice(0, -1).join(', ')} and ${own.at(-1)}`
}

/** The cells of some columns: "Tracker!D5:E20" in a workbook, else the tables. */
export function columnsPlace(document: Document, table: PlanTable, columns: readonly Column[]): string {
  if (document.kind !== 'excel' || columns.length === 0) return tablesPlace(document, [table.number])
  const rows = table.table.rows.filter((_, row) => row > (table.layout.headerRows.at(-1) ?? -1))
  const at = columns.map(({ column }) => column)
  const [from, to] = [columnName(Math.min(...at)), columnName(Math.max(...at))]
  return `${table.table.place}!${from}${rows[0]?.number}:${to}${rows.at(-1)?.number}`
}

/** "line 8", "lines 7 and 8"; for rows of other files the places one after another. */
export function rowsPlace(places: readonly string[]): string {
  const lines = places.map((each) => /^line (\d+)$/.exec(each)?.[1])
  const [first] = places
  if (places.length < 2) return first ?? 'file'
  if (lines.every((each) => each !== undefined))
    return `lines ${lines.slice(0, -1).join(', ')} and ${lines.at(-1)}`
  return places.join(', ')
}
