import { heldBack, holdsChild } from '../domain/held-back.ts'
import type { Asking } from './asking.ts'
import { type Cell, cellText, type Document, runsText, type Table } from './document.ts'
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

/** What a file hides, comments on or changed, and formulas that have no value. */
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
    const rows = table.rows.filter(({ isHidden }) => isHidden)
    if (rows.length > 0)
      asking.ask({
        kind: 'hidden',
        subject: `rows of ${table.place}`,
        place: rows.map(({ place }) => place).join(', '),
        about: `${rows.length === 1 ? 'A row is' : `${rows.length} rows are`} hidden`,
        offers: ['read them', 'leave them out'],
        seen: rows.length,
      })
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
  const changed = cells.filter(({ change }) => change !== null)
  for (const cell of changed)
    asking.ask({
      kind: 'tracked-change',
      subject: `${cell.change?.before} → ${cell.change?.after}`,
      place: cell.place,
      about: `A tracked change: “${short(cell.change?.before ?? '')}” became “${short(cell.change?.after ?? '')}”`,
      offers: ['take the change', 'keep what stood before'],
    })
  const rows = table.rows.filter(({ change }) => change !== null)
  for (const row of rows)
    asking.ask({
      kind: 'tracked-change',
      subject: `row ${row.change} ${row.cells.map(cellText).join(' ')}`,
      place: row.place,
      about: `A tracked change: this row was ${row.change}`,
      offers: row.change === 'deleted' ? ['leave it out', 'keep it'] : ['keep it', 'leave it out'],
    })
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
