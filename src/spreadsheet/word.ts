import { fullDay } from '../domain/format.ts'
import { escaped, part, RELATIONS, STYLES, TYPES, WORD } from './word-parts.ts'
import type { Cell, Sheet, SheetColumn, Workbook } from './workbook.ts'

/** `rows`: one wide table, as in the spreadsheet. `blocks`: what a row holds stands below each other, to be filled in by hand. */
export type WordLayout = 'rows' | 'blocks'

/**
 * A workbook as a Word document. What people fill in is a content control with its choices; what they leave is locked against
 * slips, without a password. Its names are properties of the document, which Word and LibreOffice keep.
 */
export async function docxOf(workbook: Workbook, layout: WordLayout): Promise<Buffer> {
  const { zipSync, strToU8 } = await import('fflate')
  const [sheet] = workbook.sheets
  if (!sheet) throw new Error('a document of no sheet')
  const parts: Readonly<Record<string, string>> = {
    '[Content_Types].xml': TYPES,
    '_rels/.rels': RELATIONS.package,
    'docProps/core.xml': coreOf(workbook),
    'docProps/custom.xml': customOf(workbook.names ?? {}),
    'word/document.xml': documentOf(sheet, layout),
    'word/_rels/document.xml.rels': RELATIONS.document,
    'word/styles.xml': STYLES,
    'word/footer1.xml': footerOf(workbook.title),
  }
  // The time of a zip member is local, and no earlier than 1980.
  const at = new Date(1980, 0, 1)
  const files = Object.entries(parts).map(([name, xml]) => [name, strToU8(xml)] as const)
  return Buffer.from(zipSync(Object.fromEntries(files), { level: 6, mtime: at }))
}

function coreOf({ title, at }: Workbook): string {
  const instant = at.replace(/\.\d+Z$/, 'Z')
  const day = (name: string) => `<dcterms:${name} xsi:type="dcterms:W3CDTF">${instant}</dcterms:${name}>`
  return part(
    `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>${escaped(title)}</dc:title><dc:creator>wsoa</dc:creator>${day('created')}${day('modified')}</cp:coreProperties>`,
  )
}

function customOf(names: Readonly<Record<string, string>>): string {
  const properties = Object.entries(names).map(
    ([name, value], index) =>
      `<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="${index + 2}" name="${escaped(name)}"><vt:lpwstr>${escaped(value)}</vt:lpwstr></property>`,
  )
  return part(
    `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">${properties.join('')}</Properties>`,
  )
}

function documentOf({ intro = [], columns, rows }: Sheet, layout: WordLayout): string {
  const [title = '', ...lines] = intro
  const body = layout === 'rows' ? wideTable(columns, rows) : blocksTable(columns, rows)
  const size = layout === 'rows' ? 'w:w="16838" w:h="11906" w:orient="landscape"' : 'w:w="11906" w:h="16838"'
  return part(
    `<w:document ${WORD}><w:body>${paragraph(title, { style: 'Title' })}${lines.map((line) => paragraph(line)).join('')}${body}<w:p/><w:sectPr><w:footerReference w:type="default" r:id="rId2"/><w:pgSz ${size}/><w:pgMar w:top="850" w:right="850" w:bottom="850" w:left="850" w:header="450" w:footer="450" w:gutter="0"/></w:sectPr></w:body></w:document>`,
  )
}

function footerOf(title: string): string {
  return part(
    `<w:ftr ${WORD}><w:p><w:pPr><w:pStyle w:val="Small"/></w:pPr>${run(title)}${run(' · page ')}<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p></w:ftr>`,
  )
}

/** Between the margins, in twentieths of a point. */
const WIDE = 15_138
const NARROW = 10_206
const LABELS = 2300
/** In characters: a page has room for so much and no more. */
const MOST_WIDE = 34

function wideTable(columns: Sheet['columns'], rows: Sheet['rows']): string {
  const parts = columns.map(({ width = 14, isHidden }) =>
    isHidden ? 11 : Math.min(Math.max(width, 14), MOST_WIDE),
  )
  const all = parts.reduce((sum, each) => sum + each, 0)
  const widths = parts.map((each) => Math.round((each / all) * WIDE))
  const head = columns.map(({ title }, place) =>
    cell(paragraph(title, { style: 'Head' }), { width: widths[place] ?? 0, fill: GREY }),
  )
  const lines = rows.map((row) => {
    const cells = columns.map((column, place) =>
      cell(held(row[place] ?? null, column, column.isHidden ? 'Small' : 'Narrow'), {
        width: widths[place] ?? 0,
        ...(column.fill === 'in' ? { fill: OPEN } : {}),
      }),
    )
    return `<w:tr><w:trPr><w:cantSplit/></w:trPr>${cells.join('')}</w:tr>`
  })
  return table(widths, [
    `<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>${head.join('')}</w:tr>`,
    ...lines,
  ])
}

/** One table, as a document may have so many and no more; the first line of each block heads it. */
function blocksTable(columns: Sheet['columns'], rows: Sheet['rows']): string {
  const widths = [LABELS, NARROW - LABELS]
  const lines = rows.flatMap((row) =>
    columns.map((column, place) => {
      const isFirst = place === 0
      const isLast = place === columns.length - 1
      const style = column.isHidden ? 'Small' : isFirst ? 'Label' : 'Cell'
      const shade = isFirst ? GREY : column.fill === 'in' ? OPEN : undefined
      const label = paragraph(column.title, { style: column.isHidden ? 'Small' : 'Label', keepNext: !isLast })
      const value = held(row[place] ?? null, column, style, !isLast)
      return `<w:tr><w:trPr><w:cantSplit/></w:trPr>${cell(label, { width: LABELS, ...(isFirst ? { fill: GREY } : {}) })}${cell(value, { width: NARROW - LABELS, ...(shade ? { fill: shade } : {}) })}</w:tr>`
    }),
  )
  return table(widths, lines)
}

function table(widths: readonly number[], lines: readonly string[]): string {
  const edges = ['top', 'left', 'bottom', 'right', 'insideH', 'insideV']
    .map((edge) => `<w:${edge} w:val="single" w:sz="4" w:space="0" w:color="A6A6A6"/>`)
    .join('')
  const all = widths.reduce((sum, each) => sum + each, 0)
  return `<w:tbl><w:tblPr><w:tblW w:w="${all}" w:type="dxa"/><w:tblBorders>${edges}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>${widths.map((each) => `<w:gridCol w:w="${each}"/>`).join('')}</w:tblGrid>${lines.join('')}</w:tbl>`
}

const GREY = 'E7E6E6'
/** What is to be filled in. */
const OPEN = 'FFF8E5'

function cell(content: string, { width, fill }: { readonly width: number; readonly fill?: string }): string {
  const shade = fill === undefined ? '' : `<w:shd w:val="clear" w:color="auto" w:fill="${fill}"/>`
  return `<w:tc><w:tcPr><w:tcW w:w="${width}" w:type="dxa"/>${shade}</w:tcPr>${content}</w:tc>`
}

/** What a cell holds: a control to fill in, or a text that is left as it is. */
function held(value: Cell, column: SheetColumn, style: string, keepNext = false): string {
  const text = textOf(value)
  if (column.fill === 'in') return inParagraph(control(text, column, value), { style, keepNext })
  if (column.fill === undefined || text === '') return paragraph(text, { style, keepNext })
  return inParagraph(
    `<w:sdt><w:sdtPr><w:alias w:val="${escaped(column.title)}"/><w:lock w:val="sdtContentLocked"/></w:sdtPr><w:sdtContent>${run(text)}</w:sdtContent></w:sdt>`,
    { style, keepNext },
  )
}

function textOf(value: Cell): string {
  if (value === null) return ''
  switch (value.kind) {
    case 'text':
      return value.text
    case 'number':
      return String(value.number)
    case 'day':
      return fullDay(value.day)
  }
}

function control(text: string, { title, choices = [], holds }: SheetColumn, value: Cell): string {
  const day = value?.kind === 'day' ? ` w:fullDate="${value.day}T00:00:00Z"` : ''
  const kind =
    choices.length > 0
      ? `<w:dropDownList>${choices.map((each) => `<w:listItem w:displayText="${escaped(each)}" w:value="${escaped(each)}"/>`).join('')}</w:dropDownList>`
      : holds === 'day'
        ? `<w:date${day}><w:dateFormat w:val="d MMMM yyyy"/><w:lid w:val="en-GB"/><w:storeMappedDataAs w:val="dateTime"/><w:calendar w:val="gregorian"/></w:date>`
        : ''
  const hint = choices.length > 0 ? 'Choose' : holds === 'day' ? 'Choose a day' : 'Write here'
  const content =
    text === '' ? `<w:r><w:rPr><w:rStyle w:val="Placeholder"/></w:rPr><w:t>${hint}</w:t></w:r>` : run(text)
  return `<w:sdt><w:sdtPr><w:alias w:val="${escaped(title)}"/><w:lock w:val="sdtLocked"/>${text === '' ? '<w:showingPlcHdr/>' : ''}${kind}</w:sdtPr><w:sdtContent>${content}</w:sdtContent></w:sdt>`
}

interface ParagraphLook {
  readonly style?: string
  /** It stays on the page of what follows. */
  readonly keepNext?: boolean
}

function paragraph(text: string, look: ParagraphLook = {}): string {
  return inParagraph(text === '' ? '' : run(text), look)
}

function inParagraph(content: string, { style = 'Normal', keepNext = false }: ParagraphLook): string {
  return `<w:p><w:pPr><w:pStyle w:val="${style}"/>${keepNext ? '<w:keepNext/>' : ''}</w:pPr>${content}</w:p>`
}

function run(text: string): string {
  const lines = text.split('\n').map((line) => `<w:t xml:space="preserve">${escaped(line)}</w:t>`)
  return `<w:r>${lines.join('<w:br/>')}</w:r>`
}
