import { cleanText } from '../domain/text.ts'
import { type Cell, cellText, type Document, type Table } from './document.ts'
import { COLUMNS, type ColumnName, EXPORTED_NAME, FOR_NAME, PLAN_NAME } from './tracker-columns.ts'

/** A tracker as it came back. */
export interface SentTracker {
  /** The plan's code and the instant of the export, as the file says; null where its marks are gone. */
  readonly plan: string | null
  readonly exported: string | null
  /** Codes of the posts whose items it holds; null for the whole plan. */
  readonly posts: readonly string[] | null
  /** The name of the sheet. */
  readonly place: string
  readonly columns: ReadonlySet<ColumnName>
  readonly rows: readonly SentRow[]
  /** The titles of columns that are not ours. */
  readonly others: readonly string[]
}

export interface SentRow {
  readonly place: string
  readonly cells: Readonly<Partial<Record<ColumnName, SentCell>>>
}

export interface SentCell {
  /** "Tracker!F37" */
  readonly place: string
  readonly text: string
  /** Where the cell holds a date as such. */
  readonly day: string | null
  /** A formula without a stored value: nobody knows what it shows. */
  readonly isUnknown: boolean
}

/** The tracker in a file; undefined if no sheet of it looks like one. */
export function trackerIn({ tables, names }: Document): SentTracker | undefined {
  const blocks = tables.flatMap(blocksOf)
  if (blocks.length > 0)
    return {
      ...marksOf(names),
      place: tables[0]?.place ?? '',
      columns: new Set(blocks.flatMap(({ cells }) => Object.keys(cells) as ColumnName[])),
      others: [],
      rows: blocks.map(withDateWanted),
    }
  for (const table of tables) {
    const head = headOf(table)
    if (!head) continue
    return {
      ...marksOf(names),
      place: table.place,
      columns: new Set(head.columns.values()),
      others: head.others,
      rows: table.rows
        .filter(({ number }) => number > head.number)
        .map((row) => withDateWanted({ place: row.place, cells: cellsOf(row.cells, head.columns) }))
        .filter(({ cells }) => Object.values(cells).some(({ text, isUnknown }) => text !== '' || isUnknown)),
    }
  }
  return undefined
}

/** Whether a file is a tracker that was exported here, by its marks: some programs keep those of the rows alone. */
export function isMarked(document: Document): boolean {
  if (named(document.names, PLAN_NAME) !== null) return true
  const rows = trackerIn(document)?.rows ?? []
  return rows.some(({ cells }) => /\S#\d+$/.test(cells.mark?.text ?? ''))
}

function marksOf(names: Document['names']): Pick<SentTracker, 'plan' | 'exported' | 'posts'> {
  return {
    plan: named(names, PLAN_NAME),
    exported: named(names, EXPORTED_NAME),
    posts: named(names, FOR_NAME)?.split(' ') ?? null,
  }
}

/** A form has what is said of an item below each other, with the titles on the left; the reference begins the next. */
function blocksOf({ rows }: Table): readonly SentRow[] {
  const found: { place: string; cells: Partial<Record<ColumnName, SentCell>> }[] = []
  for (const { place, cells } of rows) {
    const [label, ...values] = cells
    const name = label && label.column === 0 ? columnCalled(cellText(label)) : undefined
    if (!name || values.length !== 1) continue
    if (name === 'reference') found.push({ place, cells: {} })
    const [value] = values
    const last = found.at(-1)
    if (last && value) last.cells[name] = sentCell(value)
  }
  return found.filter(({ cells }) => REPORTED.some((name) => cells[name] !== undefined))
}

/** A date that somebody wants is asked for like another date in the tracker. */
function withDateWanted({ place, cells: { dateWanted, ...cells } }: SentRow): SentRow {
  const isFilled = dateWanted !== undefined && (dateWanted.text !== '' || dateWanted.isUnknown)
  return { place, cells: isFilled ? { ...cells, due: dateWanted } : cells }
}

/** A name stands for a text in quotation marks. */
function named(names: Document['names'], name: string): string | null {
  const found = Object.entries(names).find(([each]) => each.toLowerCase() === name)?.[1]
  const [, text] = found?.trim().match(/^=?"(.*)"$/s) ?? []
  return text === undefined || text === '' ? null : text.replaceAll('""', '"')
}

interface Head {
  readonly number: number
  readonly columns: ReadonlyMap<number, ColumnName>
  readonly others: readonly string[]
}

/** The row with the titles of the columns: a reference, and what may be reported on. */
function headOf({ rows }: Table): Head | undefined {
  for (const { number, cells } of rows) {
    const titled = cells.map((cell) => [cell, columnCalled(cellText(cell))] as const)
    const columns = new Map(titled.flatMap(([cell, name]) => (name ? [[cell.column, name] as const] : [])))
    const names = new Set(columns.values())
    if (!names.has('reference') || !REPORTED.some((name) => names.has(name))) continue
    const others = titled.flatMap(([cell, name]) => (name || cellText(cell) === '' ? [] : [cellText(cell)]))
    return { number, columns, others }
  }
  return undefined
}

const REPORTED: readonly ColumnName[] = ['rating', 'state', 'note']

function columnCalled(title: string): ColumnName | undefined {
  const plain = plainText(title)
  return (Object.keys(COLUMNS) as ColumnName[]).find((name) => COLUMNS[name].toLowerCase() === plain)
}

function cellsOf(
  cells: readonly Cell[],
  columns: ReadonlyMap<number, ColumnName>,
): Readonly<Partial<Record<ColumnName, SentCell>>> {
  return Object.fromEntries(
    cells.flatMap((cell) => {
      const name = columns.get(cell.column)
      return name ? [[name, sentCell(cell)]] : []
    }),
  )
}

function sentCell(cell: Cell): SentCell {
  const { place, value, formula } = cell
  return {
    place,
    text: cleanText(cellText(cell)),
    day: value.kind === 'day' ? value.on : null,
    isUnknown: value.kind === 'fault' || formula?.stored === false,
  }
}

/** A text without what does not count: blanks and case. */
export function plainText(text: string): string {
  return text.normalize('NFKC').replace(/\s+/g, ' ').trim().toLowerCase()
}
