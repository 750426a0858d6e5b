/** A file as everything after its reader sees it: the same for Word, Excel and CSV. */
export interface Document {
  readonly kind: 'word' | 'excel' | 'csv'
  /** What the file's properties call it, or null. */
  readonly title: string | null
  /** The text around the tables, in order. */
  readonly paragraphs: readonly Paragraph[]
  readonly tables: readonly Table[]
  /** The names that a workbook gives to ranges, with what they hold. */
  readonly names: Readonly<Record<string, string>>
  /** How the text of a CSV file is written; null for the others. */
  readonly written: { readonly encoding: 'utf-8' | 'windows-1252'; readonly delimiter: string } | null
  /** What was seen and not read, as sentences. */
  readonly notices: readonly string[]
}

export interface Paragraph {
  /** "paragraph 3", counted without the empty ones and the tables. */
  readonly place: string
  /** 1 for the outermost heading, 0 for text. */
  readonly level: number
  readonly runs: readonly Run[]
  /** How many tables stand before it. */
  readonly after: number
  readonly isBold: boolean
}

export interface Table {
  /** "table 2", or the name of a sheet; empty for CSV. */
  readonly place: string
  /** The heading above it, or null. */
  readonly heading: string | null
  readonly rows: readonly Row[]
  readonly isHidden: boolean
  /** Ranges that a sheet colours by a rule. */
  readonly ruled: readonly string[]
}

export interface Row {
  /** Counted from 1, as people count. */
  readonly number: number
  readonly place: string
  readonly isHidden: boolean
  /** Word repeats it on every page. */
  readonly isHeader: boolean
  readonly change: 'inserted' | 'deleted' | null
  readonly cells: readonly Cell[]
}

/** A cell; a merged one stands once, in its first row. */
export interface Cell {
  /** "table 2 row 7 cell 5", "Tracker!H17", "line 3 column 4" */
  readonly place: string
  /** Where it begins in the grid, from 0. */
  readonly column: number
  readonly width: number
  readonly height: number
  readonly paragraphs: readonly (readonly Run[])[]
  readonly value: CellValue
  readonly fill?: Fill
  readonly indent: number
  readonly comment: string | null
  readonly isHidden: boolean
  /** What a tracked change takes out and puts in. */
  readonly change: { readonly before: string; readonly after: string } | null
  /** The formula behind a stored value; `stored` is false if the file has none. */
  readonly formula: { readonly text: string; readonly stored: boolean } | null
  readonly nested: readonly Table[]
}

export type CellValue =
  | { readonly kind: 'empty' }
  | { readonly kind: 'text' }
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'day'; readonly on: string }
  | { readonly kind: 'fault' }

export interface Run {
  readonly text: string
  readonly struck: boolean
}

export interface Fill {
  /** Six hexadecimal digits in capitals. */
  readonly colour: string
  readonly from: 'cell' | 'theme' | 'paragraph' | 'highlight' | 'run'
  /** The theme's own name, such as accent5. */
  readonly theme?: string
  /** The plain colour that Word keeps beside a theme’s. */
  readonly stored?: string
}

export function runsText(runs: readonly Run[]): string {
  return runs.map(({ text }) => text).join('')
}

/** The paragraphs of a cell as lines, without the empty ones. */
export function linesOf({ paragraphs }: Pick<Cell, 'paragraphs'>): readonly string[] {
  return paragraphs.map((runs) => runsText(runs).trim()).filter((line) => line !== '')
}

export function cellText(cell: Pick<Cell, 'paragraphs'>): string {
  return linesOf(cell).join('\n')
}
