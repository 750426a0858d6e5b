import { readFileSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import { strToU8, unzipSync, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { cellText, type Document } from '../../src/import/document.ts'
import { map, NO_VOCABULARY } from '../../src/import/map.ts'
import { readFile } from '../../src/import/read-file.ts'
import { projectFile } from '../../src/shell/project.ts'

const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
const word = readFileSync(projectFile('test/fixtures/import/southend.docx'))
const excel = readFileSync(projectFile('test/fixtures/import/recommendations.xlsx'))

async function sentence(name: string, bytes: Uint8Array): Promise<string> {
  return readFile({ name, bytes }).then(
    () => 'read',
    (error: Error) => `${error.name}: ${error.message}`,
  )
}

/** A Word document of some XML. */
function docx(body: string, more: Readonly<Record<string, string>> = {}): Uint8Array {
  const parts = {
    '[Content_Types].xml': '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    'word/document.xml': `<?xml version="1.0"?><w:document ${W}><w:body>${body}</w:body></w:document>`,
    ...more,
  }
  return zipSync(Object.fromEntries(Object.entries(parts).map(([part, xml]) => [part, strToU8(xml)])))
}

function text(words: string, properties = ''): string {
  return `<w:p><w:r>${properties}<w:t>${words}</w:t></w:r></w:p>`
}

function table(...rows: readonly (readonly string[])[]): string {
  const cells = (row: readonly string[]) =>
    row.map((each) => `<w:tc>${each.startsWith('<') ? each : text(each)}</w:tc>`).join('')
  return `<w:tbl>${rows.map((row) => `<w:tr>${cells(row)}</w:tr>`).join('')}</w:tbl>`
}

/** Where the directory of a zip file speaks of a part. */
function directoryAt(bytes: Buffer, part: string): number {
  return bytes.lastIndexOf(part) - 46
}

function readDocx(body: string, more?: Readonly<Record<string, string>>): Promise<Document> {
  return readFile({ name: 'plan.docx', bytes: docx(body, more) })
}

describe('a file is refused with one sentence, when it', () => {
  test('is cut', async () => {
    expect(await sentence('plan.docx', word.subarray(0, word.length - 400))).toBe(
      'NotRead: plan.docx is damaged: its end is missing. Send it again, or open it in Word and save a copy.',
    )
    expect(await sentence('plan.xlsx', excel.subarray(0, 5000))).toContain('open it in Excel')
  })

  test('unpacks to more than 20 MB', async () => {
    const bomb = zipSync({
      'word/document.xml': strToU8('<w/>'),
      'word/media/a.bin': new Uint8Array(104 * 1024 * 1024),
    })
    expect(await sentence('plan.docx', bomb)).toBe(
      'NotRead: plan.docx is too large unpacked: 104 MB, the limit is 20 MB. Take out pictures and unused sheets, or copy the plan’s table into a new file.',
    )
  })

  test('says that a part is smaller than it is', async () => {
    const part = 'xl/worksheets/sheet1.xml'
    const lying = Buffer.from(
      zipSync({ 'xl/workbook.xml': strToU8('<w/>'), [part]: new Uint8Array(60 * 1024 * 1024) }),
    )
    lying.writeUInt32LE(1000, directoryAt(lying, part) + 24)
    expect(await sentence('plan.xlsx', lying)).toBe(
      'NotRead: plan.xlsx is damaged: xl/worksheets/sheet1.xml is larger than it says. Send it again, or open it in Excel and save a copy.',
    )
  })

  test('has a part that does not match its checksum', async () => {
    const broken = Buffer.from(word)
    const at = directoryAt(broken, 'word/document.xml')
    broken.writeUInt32LE(crc32('another'), at + 16)
    expect(await sentence('plan.docx', broken)).toContain('word/document.xml does not match its checksum')
  })

  test('has more than 2,000 parts', async () => {
    const parts = Object.fromEntries(Array.from({ length: 2001 }, (_, at) => [`a${at}.xml`, strToU8('x')]))
    expect(await sentence('plan.docx', zipSync(parts))).toContain('has 2,001 parts, the limit is 2,000')
  })

  test('declares entities', async () => {
    const bomb = zipSync({
      'word/document.xml': strToU8('<!DOCTYPE a [<!ENTITY b "c">]><w:document>&b;</w:document>'),
    })
    expect(await sentence('plan.docx', bomb)).toBe(
      'NotRead: plan.docx declares entities, which Word never does. It was not read.',
    )
    const inSheet = {
      ...unzipSync(excel),
      'xl/sharedStrings.xml': strToU8('<!DOCTYPE x [<!ENTITY b "c">]><sst/>'),
    }
    expect(await sentence('plan.xlsx', zipSync(inSheet))).toBe(
      'NotRead: plan.xlsx declares entities, which Excel never does. It was not read.',
    )
  })

  test.each([
    [
      'plan.docx',
      'EncryptedPackage',
      'is protected with a password. Open it, take the password off, save it, and send it again.',
    ],
    ['plan.doc', 'WordDocument', 'is in Word’s format of before 2007. Save it as .docx and send that.'],
    ['plan.xls', 'Workbook', 'is in Excel’s format of before 2007. Save it as .xlsx and send that.'],
  ])('is the old %s with the stream %s', async (name, stream, says) => {
    const old = Buffer.concat([
      Buffer.from('d0cf11e0a1b11ae1', 'hex'),
      Buffer.alloc(600),
      Buffer.from(stream, 'utf16le'),
    ])
    expect(await sentence(name, old)).toBe(`NotRead: ${name} ${says}`)
  })

  test.each([
    ['plan.odt', 'text', 'Word (.docx)'],
    ['plan.ods', 'spreadsheet', 'Excel (.xlsx)'],
  ])('is the OpenDocument file %s', async (name, kind, saved) => {
    const file = zipSync({ mimetype: strToU8(`application/vnd.oasis.opendocument.${kind}`) })
    expect(await sentence(name, file)).toBe(
      `NotRead: ${name} is an OpenDocument file. Save it as ${saved} and send that.`,
    )
  })

  test.each([
    ['a PDF', '%PDF-1.7 …', 'is a PDF. Send the Word or Excel file that it was made from.'],
    [
      'a picture',
      '\u0089PNG\r\n\u001a\n\0\0',
      'is not a Word, Excel or CSV file. Send the plan as .docx, .xlsx or .csv.',
    ],
    [
      'a web page',
      '<html><table></table></html>',
      'is a web page or XML. Save it as .docx or .xlsx and send that.',
    ],
    ['empty', '', 'is empty. Send it again.'],
  ])('is %s', async (_, content, says) => {
    expect(await sentence('plan.docx', Buffer.from(content, 'latin1'))).toBe(`NotRead: plan.docx ${says}`)
  })

  test('is larger than 10 MB', async () => {
    expect(await sentence('plan.csv', Buffer.alloc(11 * 1024 * 1024, 'a'))).toContain(
      'plan.csv is too large: 11 MB, the limit is 10 MB.',
    )
  })

  test('has too many tables, rows or columns', async () => {
    const many = Array.from({ length: 51 }, () => table(['a', 'b'])).join('')
    expect(await sentence('plan.docx', docx(many))).toContain('has 51 tables, the limit is 50')
    expect(await sentence('plan.csv', Buffer.from('a;b\n'.repeat(20_001)))).toContain(
      'has 20,001 rows, the limit is 20,000',
    )
    expect(await sentence('plan.csv', Buffer.from(`${'a;'.repeat(101)}\n`))).toContain('the limit is 100')
  })

  test('is not XML within', async () => {
    expect(await sentence('plan.docx', docx('<w:p><w:r>'))).toContain(
      'word/document.xml is not written as it should be',
    )
  })
})

describe('a file is read by what it holds', () => {
  test('and told so where its name says otherwise', async () => {
    expect((await readFile({ name: 'plan.xlsx', bytes: word })).notices).toContain(
      'plan.xlsx is a Word document. It was read as one.',
    )
  })

  test('and its macros are neither read nor run', async () => {
    const withMacros = zipSync({ ...unzipSync(excel), 'xl/vbaProject.bin': strToU8('Sub AutoOpen()') })
    expect((await readFile({ name: 'plan.xlsm', bytes: withMacros })).notices).toContain(
      'plan.xlsm has macros. They were neither read nor run.',
    )
  })

  test('through what Word wraps around text, with tracked changes, struck text and nested tables', async () => {
    const body = table(
      ['Action', 'By when', 'Lead'],
      [
        '<w:p><w:sdt><w:sdtContent><w:hyperlink><w:r><w:t>Write it</w:t></w:r></w:hyperlink></w:sdtContent></w:sdt></w:p>',
        `<w:p><w:r><w:rPr><w:strike/></w:rPr><w:t>May 2024</w:t></w:r></w:p>${text('June 2024')}`,
        '<w:p><w:del><w:r><w:delText>Chair</w:delText></w:r></w:del><w:ins><w:r><w:t>Clerk</w:t></w:r></w:ins></w:p>',
      ],
      [`${text('Hold it')}${table(['x', 'y'])}<w:p/>`, 'July 2024', 'Clerk'],
    )
    const document = await readDocx(body)
    const [, row, last] = document.tables[0]?.rows ?? []
    expect(row?.cells.map(cellText)).toEqual(['Write it', 'May 2024\nJune 2024', 'Clerk'])
    expect(row?.cells[1]?.paragraphs[0]).toEqual([{ text: 'May 2024', struck: true }])
    expect(row?.cells[2]?.change).toEqual({ before: 'Chair', after: 'Clerk' })
    expect(last?.cells[0]?.nested[0]?.place).toBe('table 1 row 3 cell 1 table 1')
    expect(document.tables).toHaveLength(1)
    const read = map(document, { name: 'plan.docx', answers: new Map(), vocabulary: NO_VOCABULARY })
    expect(read).toMatchObject({
      kind: 'plan',
      plan: { items: [{ due: { on: '2024-05' }, revisions: [{ on: '2024-06' }], owners: ['Clerk'] }, {}] },
    })
    expect(read.kind === 'plan' && read.questions.map(({ kind }) => kind)).toContain('tracked-change')
    const before = new Map([['tracked-change Chair → Clerk', 'keep what stood before']])
    expect(map(document, { name: 'plan.docx', answers: before, vocabulary: NO_VOCABULARY })).toMatchObject({
      plan: { items: [{ owners: ['Chair'] }, {}] },
    })
  })

  test('and what identifies a child is left out, and never repeated', async () => {
    const body = table(
      ['Action', 'By when', 'Lead', 'Update'],
      ['Write it', 'May 2024', 'Clerk', 'Spoke to the mother of NHS number 943 476 5919'],
    )
    const read = map(await readDocx(body), {
      name: 'plan.docx',
      answers: new Map(),
      vocabulary: NO_VOCABULARY,
    })
    expect(JSON.stringify(read)).not.toContain('943')
    expect(read.kind === 'plan' && read.questions[0]).toMatchObject({
      kind: 'child-detail',
      place: 'table 1 row 2 cell 4',
    })
  })
})
