import { readReferences } from '../../domain/reference-list.ts'
import { plainWord } from '../../domain/text.ts'
import type { Vocabulary } from '../../domain/vocabulary.ts'
import { saidOf } from './lexicon.ts'

/**
 * Rows pasted from a table, as lines: "B5(a)⇥Sign agreements⇥Amber⇥two to sign" is "B5(a) Amber - two to sign". A heading
 * and the titles that the plan has itself are left out.
 */
export function withoutCells(text: string, vocabulary: Vocabulary): string {
  const mark = text.includes('\t') ? '\t' : isSemicolonTable(text, vocabulary) ? ';' : undefined
  if (mark === undefined) return text
  const rows = text.split('\n').map((row) => ({ row, cells: cellsOf(row, mark) }))
  const hasItems = rows.some(({ cells }) => itemAt(cells, vocabulary) !== -1)
  if (!hasItems) return text
  return rows
    .filter(({ cells }) => !isHeading(cells, vocabulary))
    .map(({ row, cells }) => lineOf(cells, vocabulary) ?? row.replaceAll('\t', ' '))
    .join('\n')
}

function cellsOf(row: string, mark: string): readonly string[] {
  return row
    .split(mark)
    .map((cell) => cell.trim())
    .filter((cell) => cell !== '')
}

/** "B5(a); amber; two to sign" on every line. */
function isSemicolonTable(text: string, vocabulary: Vocabulary): boolean {
  const rows = text.split('\n').filter((row) => row.trim() !== '')
  return (
    rows.length > 1 &&
    rows.every((row) => {
      const cells = cellsOf(row, ';')
      return cells.length > 1 && itemAt(cells.slice(0, 1), vocabulary) === 0 && saidAt(cells, vocabulary) > 0
    })
  )
}

function itemAt(cells: readonly string[], vocabulary: Vocabulary): number {
  return cells.findIndex((cell) => refIn(cell, vocabulary) !== undefined)
}

/** The reference that a cell is, or begins with before the item's title. */
function refIn(cell: string, { references }: Vocabulary): string | undefined {
  if (!/\d/.test(cell)) return undefined
  if (readReferences(cell, references) !== undefined) return cell
  const [, first = '', rest = ''] = cell.match(/^(\S+)[\s:.–—-]+(\S.*)$/u) ?? []
  const [item] = (/\d/.test(first) && readReferences(first, references)) || []
  return item && isTitle(rest, item.title) ? item.ref : undefined
}

/** The cell that is a rating or a state and nothing else; a letter counts in a table. */
function saidAt(cells: readonly string[], { scale }: Vocabulary): number {
  return cells.findIndex((cell) => {
    const plain = plainWord(cell)
    return (
      saidOf(plain, scale) !== undefined || scale.ratings.some(({ letter }) => letter.toLowerCase() === plain)
    )
  })
}

const HEADING =
  /^(?:ref(?:erence)?|no|number|item|action|actions|sub-action|what|title|description|rag|rating|rag rating|status|state|colour|progress|comment|comments|note|notes|update|evidence|due|due date|date|owner|lead|who|deadline|#)[.:]?$/i

function isHeading(cells: readonly string[], vocabulary: Vocabulary): boolean {
  return (
    cells.length > 1 &&
    itemAt(cells, vocabulary) === -1 &&
    cells.filter((cell) => HEADING.test(cell)).length > 1
  )
}

/** Undefined for a row that says anything before its item: "last time⇥B5(a)⇥Amber". */
function lineOf(cells: readonly string[], vocabulary: Vocabulary): string | undefined {
  const [at, said] = [itemAt(cells, vocabulary), saidAt(cells, vocabulary)]
  const ref = cells[at] === undefined ? undefined : refIn(cells[at], vocabulary)
  if (ref === undefined || said === -1 || said === at) return undefined
  const [found] = readReferences(ref, vocabulary.references) ?? []
  const isIdle = (cell: string) =>
    /^\d{1,3}[.)]?$/.test(cell) ||
    isTitle(cell, found?.title ?? '') ||
    vocabulary.roles.some(({ code }) => code === cell.toUpperCase())
  const isLedTo = cells.slice(0, at).every((cell, index) => index === said || isIdle(cell))
  const others = cells.filter((cell, index) => index !== at && index !== said && !isIdle(cell))
  return isLedTo ? [`${ref} ${cells[said]}`, others.join(', ')].join(' ').trim() : undefined
}

/** Most words of the cell are in the item's title. */
function isTitle(cell: string, title: string): boolean {
  const own = new Set(wordsIn(title))
  const words = wordsIn(cell)
  return words.length > 1 && words.filter((word) => own.has(word)).length * 3 >= words.length * 2
}

function wordsIn(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 2)
}
