import type { Element } from '@xmldom/xmldom'
import type { Archive } from './archive.ts'
import type { Cell, CellValue, Document, Fill, Paragraph, Row, Run, Table } from './document.ts'
import { runsText } from './document.ts'
import { fillOf, type Theme, themeOf } from './docx-fill.ts'
import { isOn, type Styles, stylesOf } from './docx-styles.ts'
import { type ParagraphText, paragraphText } from './docx-text.ts'
import { NotRead } from './not-read.ts'
import { attribute, child, children, parseXml } from './xml.ts'

interface Parts {
  readonly file: string
  readonly styles: Styles
  readonly theme: Theme
  readonly comments: ReadonlyMap<string, string>
  readonly notices: Set<string>
}

/** Reads a Word document: its paragraphs and its tables, with colours, struck text, comments and tracked changes. */
export function readDocx(archive: Archive, file: string): Document {
  const root = (part: string) => {
    const bytes = archive.get(part)
    return bytes && parseXml(bytes, { file, part })
  }
  const main = root('word/document.xml')
  const body = child(main, 'body')
  if (!body)
    throw new NotRead(
      `${file} is damaged: its text is missing. Send it again, or open it in Word and save a copy.`,
    )
  const styles = stylesOf(root('word/styles.xml'))
  const notices = new Set<string>()
  const parts: Parts = {
    file,
    styles,
    theme: themeOf(root('word/theme/theme1.xml')),
    comments: commentsOf(root('word/comments.xml'), styles),
    notices,
  }
  const paragraphs: Paragraph[] = []
  const tables: Table[] = []
  for (const each of blocksOf(body)) {
    if (each.localName === 'tbl') {
      const place = `table ${tables.length + 1}`
      tables.push(tableOf(each, { place, heading: headingOver(paragraphs, tables.length), depth: 0 }, parts))
    } else addParagraph(paragraphs, paragraphText(each, styles), tables.length, notices)
  }
  if (archive.has('word/footnotes.xml') && hasNotes(root('word/footnotes.xml')))
    notices.add(`${file} has footnotes. They were not read.`)
  return {
    kind: 'word',
    title: titleOf(root('docProps/core.xml')),
    paragraphs,
    tables,
    names: propertiesOf(root('docProps/custom.xml')),
    written: null,
    notices: [...notices],
  }
}

export function titleOf(core: Element | undefined): string | null {
  const title = child(core, 'title')?.textContent?.trim() ?? ''
  return title === '' ? null : title
}

/** The document’s own properties, as a workbook gives names to texts. */
function propertiesOf(custom: Element | undefined): Document['names'] {
  const properties = custom ? children(custom, 'property') : []
  return Object.fromEntries(
    properties.map((each) => [
      attribute(each, 'name') ?? '',
      `"${(each.textContent ?? '').trim().replaceAll('"', '""')}"`,
    ]),
  )
}

/** Separators are footnotes too, with a type. */
function hasNotes(root: Element | undefined): boolean {
  return (
    root !== undefined && children(root, 'footnote').some((each) => attribute(each, 'type') === undefined)
  )
}

function commentsOf(root: Element | undefined, styles: Styles): ReadonlyMap<string, string> {
  return new Map(
    (root ? children(root, 'comment') : []).map((comment) => [
      attribute(comment, 'id') ?? '',
      blocksOf(comment)
        .filter(({ localName }) => localName === 'p')
        .map((each) => paragraphText(each, styles).lines.map(runsText).join('\n').trim())
        .join('\n'),
    ]),
  )
}

const AROUND_BLOCKS: ReadonlySet<string> = new Set([
  'sdt',
  'sdtContent',
  'ins',
  'moveTo',
  'customXml',
  'smartTag',
])

/** The paragraphs and tables within an element, in order, through what Word wraps around them. */
function blocksOf(element: Element): readonly Element[] {
  return inside(element, ({ localName }) => localName === 'p' || localName === 'tbl')
}

/** The elements of a kind within one, through what Word wraps around them. */
function inside(element: Element, isWanted: (each: Element) => boolean): readonly Element[] {
  return children(element).flatMap((each) => {
    if (isWanted(each)) return [each]
    return AROUND_BLOCKS.has(each.localName ?? '') ? inside(each, isWanted) : []
  })
}

function addParagraph(
  paragraphs: Paragraph[],
  { lines, style, isBold, change, hasHidden }: ParagraphText,
  after: number,
  notices: Set<string>,
): void {
  if (change)
    notices.add('The text around the tables has tracked changes. It was read as if they were accepted.')
  if (hasHidden) notices.add('Some text is hidden. It was not read.')
  const runs = lines.flatMap((line, place): readonly Run[] =>
    place === 0 ? line : [{ text: '\n', struck: false }, ...line],
  )
  if (runsText(runs).trim() === '') return
  paragraphs.push({ place: `paragraph ${paragraphs.length + 1}`, level: style.level, runs, after, isBold })
}

/** The nearest heading above a table, or a short line right above it that stands for one. */
function headingOver(paragraphs: readonly Paragraph[], tables: number): string | null {
  const last = paragraphs.at(-1)
  if (last?.after === tables && last.level === 0 && isLikeHeading(last)) return runsText(last.runs).trim()
  const heading = paragraphs.findLast(({ level }) => level > 0)
  return heading ? runsText(heading.runs).trim() : null
}

const LONGEST_HEADING = 160

function isLikeHeading({ runs, isBold }: Paragraph): boolean {
  const text = runsText(runs).trim()
  return text.length <= LONGEST_HEADING && !/[.;,]$/.test(text) && (isBold || !/[.;] /.test(text))
}

/** Tables stand within tables; more deeply than anybody draws them is no plan. */
const DEEPEST = 8

interface TableAt {
  readonly place: string
  readonly heading: string | null
  readonly depth: number
}

function tableOf(element: Element, { place, heading, depth }: TableAt, parts: Parts): Table {
  if (depth > DEEPEST)
    throw new NotRead(`${parts.file} has tables within tables more than ${DEEPEST} deep. It was not read.`)
  const heights = heightsOf(element)
  const rows = rowsOf(element).map((row, at): Row => {
    const number = at + 1
    const properties = child(row, 'trPr')
    const cells = placedCells(row).map(({ cell, column, width }, index): Cell | undefined => {
      const height = heights.get(cell)
      if (height === undefined) return undefined
      return cellOf(
        cell,
        { place: `${place} row ${number} cell ${index + 1}`, column, width, height, depth },
        parts,
      )
    })
    return {
      number,
      place: `${place} row ${number}`,
      isHidden: isOn(properties, 'hidden') ?? false,
      isHeader: isOn(properties, 'tblHeader') ?? false,
      change: child(properties, 'del') ? 'deleted' : child(properties, 'ins') ? 'inserted' : null,
      cells: cells.filter((cell) => cell !== undefined),
    }
  })
  return { place, heading, rows, isHidden: false, ruled: [] }
}

function rowsOf(table: Element): readonly Element[] {
  return inside(table, ({ localName }) => localName === 'tr')
}

interface Placed {
  readonly cell: Element
  readonly column: number
  readonly width: number
}

function placedCells(row: Element): readonly Placed[] {
  const placed: Placed[] = []
  let column = whole(attribute(child(row, 'trPr', 'gridBefore'), 'val'), 0)
  for (const cell of inside(row, ({ localName }) => localName === 'tc')) {
    const width = whole(attribute(child(cell, 'tcPr', 'gridSpan'), 'val'), 1)
    const before = placed.at(-1)
    const joins =
      attribute(child(cell, 'tcPr', 'hMerge'), 'val') ?? (child(cell, 'tcPr', 'hMerge') && 'continue')
    if (joins === 'continue' && before) placed[placed.length - 1] = { ...before, width: before.width + width }
    else placed.push({ cell, column, width })
    column += width
  }
  return placed
}

const WIDEST = 1000

function whole(written: string | undefined, otherwise: number): number {
  const number = Number(written ?? otherwise)
  return Number.isInteger(number) && number >= 0 && number <= WIDEST ? number : otherwise
}

/** How many rows each cell takes; those that continue the one above them have no entry. */
function heightsOf(table: Element): ReadonlyMap<Element, number> {
  const heights = new Map<Element, number>()
  const open = new Map<number, Element>()
  for (const row of rowsOf(table)) {
    for (const { cell, column } of placedCells(row)) {
      const merge = child(cell, 'tcPr', 'vMerge')
      const above = open.get(column)
      if (merge && attribute(merge, 'val') !== 'restart' && above) {
        heights.set(above, (heights.get(above) ?? 1) + 1)
        continue
      }
      heights.set(cell, 1)
      if (merge) open.set(column, cell)
      else open.delete(column)
    }
  }
  return heights
}

interface CellAt {
  readonly place: string
  readonly column: number
  readonly width: number
  readonly height: number
  readonly depth: number
}

function cellOf(cell: Element, { place, column, width, height, depth }: CellAt, parts: Parts): Cell {
  const blocks = blocksOf(cell)
  const texts = blocks
    .filter(({ localName }) => localName === 'p')
    .map((each) => ({ element: each, text: paragraphText(each, parts.styles) }))
  if (texts.some(({ text }) => text.hasHidden)) parts.notices.add('Some text is hidden. It was not read.')
  const nested = blocks
    .filter(({ localName }) => localName === 'tbl')
    .map((each, at) =>
      tableOf(each, { place: `${place} table ${at + 1}`, heading: null, depth: depth + 1 }, parts),
    )
  const comments = texts.flatMap(({ text }) => text.comments).map((id) => parts.comments.get(id) ?? '')
  const isChanged = texts.some(({ text }) => text.change !== null)
  const paragraphs = texts.flatMap(({ text }) => text.lines)
  const fill: Fill | undefined = fillOf(cell, parts.theme)
  const isEmpty = paragraphs.every((runs) => runsText(runs).trim() === '')
  const value: CellValue = isEmpty ? { kind: 'empty' } : { kind: 'text' }
  return {
    place,
    column,
    width,
    height,
    paragraphs,
    value,
    ...(fill && { fill }),
    indent: indentOf(texts.find(({ text }) => text.lines.some((line) => line.length > 0))?.element),
    comment: comments.filter((each) => each !== '').join('\n') || null,
    isHidden: false,
    change: isChanged ? changeOf(texts.map(({ text }) => text)) : null,
    formula: null,
    nested,
  }
}

function changeOf(texts: readonly ParagraphText[]): { readonly before: string; readonly after: string } {
  const plain = ({ lines }: ParagraphText) => lines.map(runsText).join('\n')
  return {
    before: texts
      .map((each) => each.change?.before ?? plain(each))
      .join('\n')
      .trim(),
    after: texts
      .map((each) => each.change?.after ?? plain(each))
      .join('\n')
      .trim(),
  }
}

/** A step of indentation is half an inch in Word; a list says its own level. */
const STEP_IN_TWIPS = 360

function indentOf(paragraph: Element | undefined): number {
  const properties = child(paragraph, 'pPr')
  const left = attribute(child(properties, 'ind'), 'left') ?? attribute(child(properties, 'ind'), 'start')
  if (left !== undefined) return Math.max(0, Math.round(Number(left) / STEP_IN_TWIPS)) || 0
  return whole(attribute(child(properties, 'numPr', 'ilvl'), 'val'), 0)
}
