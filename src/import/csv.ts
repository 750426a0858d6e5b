import { CsvError, type Info, parse } from 'csv-parse/sync'
import type { Cell, Document, Row } from './document.ts'
import { NotRead } from './not-read.ts'

/** Reads comma- or semicolon-separated text, in UTF-8 or as Windows writes it. */
export function readCsv(bytes: Buffer, file: string): Document {
  const { text, encoding } = decoded(bytes)
  const delimiter = delimiterOf(text)
  const rows = recordsOf(text, { delimiter, file }).flatMap(({ record, line }): readonly Row[] => {
    if (record.every((each) => each.trim() === '')) return []
    const cells = record.map((each, column) => cellOf(each, { line, column }))
    return [{ number: line, place: `line ${line}`, isHidden: false, isHeader: false, change: null, cells }]
  })
  return {
    kind: 'csv',
    title: null,
    paragraphs: [],
    tables: [{ place: '', heading: null, rows, isHidden: false, ruled: [] }],
    names: {},
    written: { encoding, delimiter },
    notices: [],
  }
}

function cellOf(written: string, { line, column }: { line: number; column: number }): Cell {
  const indent = Math.floor((/^[ \t\u00a0]*/.exec(written)?.[0].length ?? 0) / 2)
  const text = written.trim()
  return {
    place: `line ${line} column ${column + 1}`,
    column,
    width: 1,
    height: 1,
    paragraphs: text === '' ? [] : text.split(/\r\n?|\n/).map((each) => [{ text: each, struck: false }]),
    value: text === '' ? { kind: 'empty' } : { kind: 'text' },
    indent,
    comment: null,
    isHidden: false,
    change: null,
    formula: null,
    nested: [],
  }
}

interface Decoded {
  readonly text: string
  readonly encoding: 'utf-8' | 'windows-1252'
}

function decoded(bytes: Buffer): Decoded {
  const isWide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
  // Excel saves "Unicode text" in UTF-16.
  if (isWide)
    return {
      text: new TextDecoder(bytes[0] === 0xff ? 'utf-16le' : 'utf-16be').decode(bytes),
      encoding: 'utf-8',
    }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'utf-8' }
  } catch {
    return { text: fromWindows(bytes), encoding: 'windows-1252' }
  }
}

/** 0x80 to 0x9F in Windows-1252. Node's own decoder reads them as control characters (nodejs/node#60888). */
const WINDOWS = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

function fromWindows(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .replace(/[\u0080-\u009f]/g, (sign) => WINDOWS[sign.charCodeAt(0) - 0x80] ?? sign)
}

const DELIMITERS = [';', ',', '\t', '|'] as const

/** The one that splits the first lines most often, and alike. */
function delimiterOf(text: string): string {
  const lines = text
    .replace(/"(?:[^"]|"")*"/g, '')
    .split(/\r\n?|\n/)
    .filter((line) => line.trim() !== '')
    .slice(0, 20)
  const scores = DELIMITERS.map((each) => {
    const counts = lines.map((line) => line.split(each).length - 1)
    const [first = 0] = counts
    const alike = counts.filter((count) => count === first).length
    return { each, score: first === 0 ? 0 : alike * 100 + first }
  })
  const best = scores.reduce((one, other) => (other.score > one.score ? other : one))
  return best.score === 0 ? ',' : best.each
}

interface Recorded {
  readonly record: readonly string[]
  /** Where it begins. */
  readonly line: number
}

function recordsOf(
  text: string,
  { delimiter, file }: { delimiter: string; file: string },
): readonly Recorded[] {
  try {
    const read = parse(text, {
      bom: true,
      delimiter,
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: false,
    }) as unknown as readonly { readonly record: readonly string[]; readonly info: Info }[]
    let before = 0
    return read.map(({ record, info }) => {
      const line = before + 1
      before = info.lines
      return { record, line }
    })
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw new NotRead(
      `${file} is damaged: a quotation mark in it is opened and not closed. Save it again as CSV and send that.`,
    )
  }
}
