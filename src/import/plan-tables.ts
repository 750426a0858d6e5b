import { type Column, isPlanLayout, type Layout, labelled, layoutOf, type Role } from './columns.ts'
import { type Cell, cellText, type Document, type Table } from './document.ts'

/** A table of a plan, with what its columns are. */
export interface PlanTable {
  readonly table: Table
  /** Its number among the tables of the document, from 1. */
  readonly number: number
  readonly layout: Layout
  /** One action on its side: the cells by role. */
  readonly labels: ReadonlyMap<Role, Cell> | undefined
}

export interface Chosen {
  readonly table?: number | undefined
  readonly sheet?: string | undefined
}

/** The tables of a plan. One that continues another on the next page has its columns. */
export function planTables(document: Document, { table: number, sheet }: Chosen): readonly PlanTable[] {
  const found: PlanTable[] = []
  const wanted = document.tables
    .map((table, at) => ({ table, number: at + 1 }))
    .filter((each) => number === undefined || each.number === number)
    .filter(({ table }) => sheet === undefined || table.place.toLowerCase() === sheet.toLowerCase())
  const isForced = number !== undefined || sheet !== undefined
  for (const { table, number: at } of wanted) {
    const labels = labelled(table)
    if (labels) {
      found.push({ table, number: at, layout: { headerRows: [], columns: [] }, labels })
      continue
    }
    const layout = layoutOf(table)
    if (layout && (isPlanLayout(layout) || (isForced && hasTitle(layout)))) {
      found.push({ table, number: at, layout, labels: undefined })
      continue
    }
    const before = found.at(-1)
    if (
      !layout &&
      before &&
      before.number === at - 1 &&
      before.labels === undefined &&
      continues(table, before)
    )
      found.push({
        table,
        number: at,
        layout: { headerRows: [], columns: before.layout.columns },
        labels: undefined,
      })
  }
  return visible(found, isForced)
}

/** A hidden sheet is asked about where another one holds the plan. */
function visible(tables: readonly PlanTable[], isForced: boolean): readonly PlanTable[] {
  const shown = tables.filter(({ table }) => !table.isHidden)
  return isForced || shown.length === 0 ? tables : shown
}

function hasTitle({ columns }: Layout): boolean {
  return columns.some(({ role }) => role === 'title')
}

function continues(table: Table, before: PlanTable): boolean {
  const width = (each: Table) =>
    Math.max(0, ...each.rows.flatMap(({ cells }) => cells.map(({ column, width: own }) => column + own)))
  return (
    table.rows.length > 0 &&
    table.heading === before.table.heading &&
    width(table) === width(before.table) &&
    width(table) > 2
  )
}

/** "X has 2 tables, neither of them a plan: …" */
export function noPlan(document: Document, name: string): string {
  const tables = document.tables.filter(({ rows }) => rows.length > 0)
  const need = 'A plan’s table has a column of actions and one of owners, dates or ratings.'
  if (tables.length === 0) return `${name} has no table. ${need}`
  const described = tables.slice(0, MOST_NAMED).map((table) => {
    const at = document.tables.indexOf(table) + 1
    const [first] = table.rows
    const headers =
      first?.cells.map((cell) => cellText(cell).replaceAll('\n', ' ')).filter((each) => each !== '') ?? []
    const place =
      table.place === '' ? 'its table' : document.kind === 'word' ? `table ${at}` : `sheet ${table.place}`
    return `${place} (${headers.slice(0, MOST_NAMED).map(short).join(', ')})`
  })
  const more = tables.length > MOST_NAMED ? ` and ${tables.length - MOST_NAMED} more` : ''
  const none =
    tables.length === 1
      ? 'not a plan'
      : tables.length === 2
        ? 'neither of them a plan'
        : 'none of them a plan'
  const last = described.at(-1) ?? ''
  const list =
    described.length > 1 && more === ''
      ? `${described.slice(0, -1).join(', ')} and ${last}`
      : `${described.join(', ')}${more}`
  const number =
    document.tables.indexOf(tables[tables.length - 1] ?? tables[0] ?? document.tables[0] ?? NONE) + 1
  const option = document.kind === 'excel' ? `--sheet "${tables.at(-1)?.place}"` : `--table ${number}`
  const count = tables.length === 1 ? 'one table' : `${tables.length} tables`
  return `${name} has ${count}, ${none}: ${list}. ${need} To read one all the same: wsoa read ${name} ${option}`
}

const NONE: Table = { place: '', heading: null, rows: [], isHidden: false, ruled: [] }
const MOST_NAMED = 6

function short(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text
}

export function columnsWith({ layout }: PlanTable, ...roles: readonly Role[]): readonly Column[] {
  return layout.columns.filter(({ role }) => roles.includes(role))
}
