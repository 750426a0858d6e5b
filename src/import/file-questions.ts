import { heldBack, holdsChild } from '../domain/held-back.ts'
import type { Asking } from './asking.ts'
import { type Cell, cellText, type Document, type Row, runsText, type Table } from './document.ts'
import type { Context } from './map.ts'
import { columnName } from './xlsx-names.ts'

/** The document without the texts that identify a child; where they stood is asked, and never what they said. */
export function heldFromChildren(document: Document, asking: Asking): Document {
  const held = (cell: Cell): Cell => {
    const texts = [cellText(cell), cell.comment ?? '']
    if (!holdsChild(texts) && cell.nested.length === 0) return cell
    const nested = cell.nested.map(tableHeld)
    if (!holdsChild(texts)) return { ...cell, nested }
    asking.ask({
      kind: 'child-detail',
      subject: cell.place,
      place: cell.place,
      about: 'This looks like a child’s number or date of birth, which no plan may hold. It is left out.',
      offers: ['leave it out'],
    })
    const paragraphs = cell.paragraphs.filter((runs) => !holdsChild(runsText(runs)))
    const isLess = holdsChild(paragraphs.map(runsText).join('\n'))
    return {
      ...cell,
      nested,
      paragraphs: isLess ? [] : paragraphs,
      comment: heldBack(cell.comment),
      value: { kind: 'text' },
    }
  }
  const tableHeld = (table: Table): Table => ({
    ...table,
    rows: table.rows.map((row) => ({ ...row, cells: row.cells.map(held) })),
  })
  return {
    ...heldBack({ ...document, tables: [] }),
    tables: document.tables.map(tableHeld),
  }
}

/** The document as the answers on its tracked changes and hidden rows have it. Without one the changes are taken. */
export function changesTaken(document: Document, asking: Asking): Document {
  return {
    ...document,
    tables: document.tables.map((table) => (table.isHidden ? table : settledTable(table, asking))),
  }
}

function settledTable(table: Table, asking: Asking): Table {
  const hidden = table.rows.filter(({ isHidden }) => isHidden)
  const answer =
    hidden.length === 0
      ? undefined
      : asking.ask({
          kind: 'hidden',
          subject: `rows of ${table.place}`,
          place: hidden.map(({ place }) => place).join(', '),
          about: hidden.length === 1 ? 'A row is hidden' : `${hidden.length} rows are hidden`,
          offers: ['read them', 'leave them out'],
          seen: hidden.length,
        })
  const rows = table.rows
    .filter(({ isHidden }) => !isHidden || answer !== 'leave them out')
    .flatMap((row) => settledRow(row, asking))
  return { ...table, rows }
}

function settledRow(row: Row, asking: Asking): readonly Row[] {
  const { change } = row
  if (change !== null) {
    const offers = change === 'deleted' ? ['leave it out', 'keep it'] : ['keep it', 'leave it out']
    const answer = asking.ask({
      kind: 'tracked-change',
      subject: `row ${change} ${row.cells.map(cellText).join(' ')}`,
      place: row.place,
      about: `A tracked change: this row was ${change}`,
      offers,
    })
    if ((answer ?? offers[0]) === 'leave it out') return []
    return [{ ...row, change: null }]
  }
  return [{ ...row, cells: row.cells.map((cell) => settledCell(cell, asking)) }]
}

function settledCell(cell: Cell, asking: Asking): Cell {
  const { change } = cell
  if (change === null) return cell
  const answer = asking.ask({
    kind: 'tracked-change',
    subject: `${change.before} → ${change.after}`,
    place: cell.place,
    about: `A tracked change: “${short(change.before)}” became “${short(change.after)}”`,
    offers: ['take the change', 'keep what stood before'],
  })
  if (answer !== 'keep what stood before') return cell
  return { ...cell, paragraphs: change.before.split('\n').map((text) => [{ text, struck: false }]) }
}

/** What a file hides or comments on, and formulas that have no value. */
export function askOfFile({ document, tables, asking }: Context): void {
  for (const { table, layout } of tables) {
    for (const column of layout.columns.filter(({ isHidden }) => isHidden)) {
      const texts = table.rows.flatMap(({ cells }, at) =>
        layout.headerRows.includes(at)
          ? []
          : cells.filter((each) => each.column === column.column && cellText(each) !== ''),
      )
      if (texts.length === 0) continue
      const letter = columnName(column.column)
      asking.ask({
        kind: 'hidden',
        subject: `column ${column.header}`,
        place: `${table.place}!${letter}:${letter}`,
        about: `There is a hidden column “${column.header}” with ${texts.length === 1 ? 'one text' : `${texts.length} texts`}`,
        offers: ['leave it out', 'take it as notes for the coordinator'],
        seen: texts.length,
      })
    }
    askOfCells(table, asking)
  }
  for (const table of document.tables.filter(({ isHidden }) => isHidden))
    asking.ask({
      kind: 'hidden',
      subject: `sheet ${table.place}`,
      place: table.place,
      about: `The sheet “${table.place}” is hidden. It was not read`,
      offers: ['leave it out'],
    })
}

function askOfCells(table: Table, asking: Asking): void {
  const cells = table.rows.flatMap((row) => row.cells)
  const commented = cells.filter(({ comment }) => comment !== null)
  if (commented.length > 0)
    asking.ask({
      kind: 'comment',
      subject: commented.map(({ comment }) => comment).join(' | '),
      place: commented.map(({ place }) => place).join(', '),
      about:
        commented.length === 1
          ? 'There is a comment on a cell'
          : `There are comments on ${commented.length} cells`,
      offers: ['leave them out', 'take them as notes'],
      seen: commented.length,
    })
  for (const cell of cells.filter(({ formula }) => formula !== null && !formula.stored))
    asking.ask({
      kind: 'formula',
      subject: `${cell.formula?.text}`,
      place: cell.place,
      about:
        'A formula without a stored value: open the file in Excel, save it, and send it again, or say the value',
      offers: ['leave it empty'],
    })
}

function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}
