import type { Day } from '../domain/plan.ts'
import type { Tone } from '../domain/scale.ts'

/** A spreadsheet file before it is written: what each cell holds is said, never guessed from its looks. */
export interface Workbook {
  readonly title: string
  /** The instant that it tells of: the same workbook gives the same bytes. */
  readonly at: string
  readonly sheets: readonly Sheet[]
  /** Names that stand for a text, for whoever reads the file again. */
  readonly names?: Readonly<Record<string, string>>
}

export interface Sheet {
  readonly name: string
  /** Lines above the table. */
  readonly intro?: readonly string[]
  readonly columns: readonly SheetColumn[]
  readonly rows: readonly (readonly Cell[])[]
}

export interface SheetColumn {
  readonly title: string
  /** In characters; by what it holds where it is not given. */
  readonly width?: number
  readonly isHidden?: true
  /** What people choose from; they may type something else. */
  readonly choices?: readonly string[]
  /** What people fill in, so that an empty cell has the right form too. */
  readonly holds?: 'day' | 'number'
  /** In a document: `in` is to be filled in, and what is `fixed` is locked against slips. */
  readonly fill?: 'in' | 'fixed'
}

export type Cell =
  | null
  | { readonly kind: 'text'; readonly text: string; readonly tone?: Tone }
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'day'; readonly day: Day }

export function textCell(text: string | null | undefined, tone?: Tone): Cell {
  if (text === null || text === undefined || text === '') return null
  return tone === undefined ? { kind: 'text', text } : { kind: 'text', text, tone }
}

export function dayCell(day: Day | null | undefined): Cell {
  return day ? { kind: 'day', day } : null
}

export function numberCell(number: number | null | undefined): Cell {
  return number === null || number === undefined ? null : { kind: 'number', number }
}
