import { type Archive, locked, unpack } from './archive.ts'
import { compoundKind } from './compound.ts'
import { readCsv } from './csv.ts'
import type { Document, Table } from './document.ts'
import { readDocx } from './docx.ts'
import { LIMITS, megabytes } from './limits.ts'
import { NotRead } from './not-read.ts'
import { readXlsx } from './xlsx.ts'

export interface SentFile {
  readonly name: string
  readonly bytes: Uint8Array
}

/**
 * Reads a file by what it holds, whatever it is called.
 * @throws NotRead if it is no Word, Excel or CSV file, is damaged, or exceeds a limit
 */
export async function readFile({ name, bytes: sent }: SentFile): Promise<Document> {
  const bytes = Buffer.from(sent.buffer, sent.byteOffset, sent.byteLength)
  checkSize(bytes.length, name)
  const { document, notices } = await documentIn(bytes, name)
  checkTables(document, name)
  return { ...document, notices: [...notices, ...document.notices] }
}

/** @throws NotRead if a file is too large to be taken at all */
export function checkSize(bytes: number, name: string): void {
  if (bytes > LIMITS.sentBytes)
    throw new NotRead(
      `${name} is too large: ${megabytes(bytes)}, the limit is ${megabytes(LIMITS.sentBytes)}. Take out pictures and unused sheets, or copy the plan’s table into a new file.`,
    )
  if (bytes === 0) throw new NotRead(`${name} is empty. Send it again.`)
}

interface Found {
  readonly document: Document
  readonly notices: readonly string[]
}

async function documentIn(bytes: Buffer, name: string): Promise<Found> {
  if (bytes.subarray(0, 1024).includes('%PDF-'))
    throw new NotRead(`${name} is a PDF. Send the Word or Excel file that it was made from.`)
  switch (compoundKind(bytes)) {
    case 'locked':
      throw new NotRead(locked(name))
    case 'old-word':
      throw new NotRead(`${name} is in Word’s format of before 2007. Save it as .docx and send that.`)
    case 'old-excel':
      throw new NotRead(`${name} is in Excel’s format of before 2007. Save it as .xlsx and send that.`)
    case 'other':
      throw new NotRead(`${name} is ${NONE_OF_THEM}`)
    case undefined:
      return isZip(bytes) ? fromArchive(unpack(bytes, name), name) : fromText(bytes, name)
  }
}

const NONE_OF_THEM = 'not a Word, Excel or CSV file. Send the plan as .docx, .xlsx or .csv.'

function isZip(bytes: Buffer): boolean {
  return bytes.subarray(0, 2).toString('latin1') === 'PK' && (bytes[2] ?? 9) < 9
}

async function fromArchive(archive: Archive, name: string): Promise<Found> {
  const type = text(archive.get('mimetype'))
  if (type.startsWith('application/vnd.oasis.opendocument')) {
    const saved = type.includes('spreadsheet') ? 'Excel (.xlsx)' : 'Word (.docx)'
    throw new NotRead(`${name} is an OpenDocument file. Save it as ${saved} and send that.`)
  }
  if (archive.has('xl/workbook.bin'))
    throw new NotRead(`${name} is in Excel’s binary format. Save it as .xlsx and send that.`)
  const macros = [...archive.keys()].some((each) => /vbaProject\.bin$/i.test(each))
    ? [`${name} has macros. They were neither read nor run.`]
    : []
  if (archive.has('word/document.xml'))
    return { document: readDocx(archive, name), notices: [...renamed(name, 'word'), ...macros] }
  if (archive.has('xl/workbook.xml'))
    return { document: await readXlsx(archive, name), notices: [...renamed(name, 'excel'), ...macros] }
  throw new NotRead(`${name} is ${NONE_OF_THEM}`)
}

function text(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? '' : Buffer.from(bytes).toString('latin1').trim()
}

/** Tab, the ends of lines and the form feed are the only signs below a blank that text has. */
function isBinary(start: Buffer): boolean {
  return start.some((sign) => sign < 0x09 || (sign > 0x0d && sign < 0x20))
}

function fromText(bytes: Buffer, name: string): Found {
  const isWide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
  const first = bytes.subarray(0, 65_536)
  const start = first.toString('latin1')
  if (!isWide && isBinary(first)) throw new NotRead(`${name} is ${NONE_OF_THEM}`)
  if (/^\s*\{\\rtf/.test(start))
    throw new NotRead(`${name} is an RTF file. Save it as Word (.docx) and send that.`)
  if (/^(?:\u00ef\u00bb\u00bf)?\s*<(?:!doctype|html|\?xml|table)/i.test(start))
    throw new NotRead(`${name} is a web page or XML. Save it as .docx or .xlsx and send that.`)
  return { document: readCsv(bytes, name), notices: renamed(name, 'csv') }
}

const ENDINGS = {
  word: { is: /\.(?:docx|docm|dotx|dotm)$/i, says: 'is a Word document' },
  excel: { is: /\.(?:xlsx|xlsm|xltx|xltm)$/i, says: 'is an Excel workbook' },
  csv: { is: /\.(?:csv|txt|tsv)$/i, says: 'is a CSV file' },
} as const

function renamed(name: string, kind: keyof typeof ENDINGS): readonly string[] {
  const { is, says } = ENDINGS[kind]
  return is.test(name) ? [] : [`${name} ${says}. It was read as one.`]
}

function checkTables({ tables }: Document, name: string): void {
  const all = tables.flatMap(withNested)
  const copy = 'Copy the plan’s table into a new file.'
  if (all.length > LIMITS.tables)
    throw new NotRead(
      `${name} has ${all.length.toLocaleString('en-GB')} tables, the limit is ${LIMITS.tables}. ${copy}`,
    )
  const rows = all.reduce((sum, each) => sum + each.rows.length, 0)
  if (rows > LIMITS.rows)
    throw new NotRead(
      `${name} has ${rows.toLocaleString('en-GB')} rows, the limit is ${LIMITS.rows.toLocaleString('en-GB')}. ${copy}`,
    )
  for (const table of all) {
    const columns = columnsOf(table)
    if (columns > LIMITS.columns)
      throw new NotRead(
        `${name} has ${columns.toLocaleString('en-GB')} columns in ${table.place || 'it'}, the limit is ${LIMITS.columns}. ${copy}`,
      )
  }
}

function columnsOf({ rows }: Table): number {
  return Math.max(
    0,
    ...rows.flatMap(({ cells }) =>
      cells
        .filter(({ paragraphs }) => paragraphs.length > 0)
        .map(({ column, width }) => column + Math.min(width, 1)),
    ),
  )
}

function withNested(table: Table): readonly Table[] {
  return [
    table,
    ...table.rows.flatMap(({ cells }) => cells.flatMap(({ nested }) => nested.flatMap(withNested))),
  ]
}
