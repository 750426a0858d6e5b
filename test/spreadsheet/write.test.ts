import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import ExcelJS from 'exceljs'
import { strFromU8, unzipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { type Cell, dayCell, numberCell, textCell, type Workbook } from '../../src/spreadsheet/workbook.ts'
import { xlsxOf } from '../../src/spreadsheet/write.ts'
import { temporaryFolder } from '../support/folder.ts'
import { LIBREOFFICE, needs } from '../support/needs.ts'

/** Texts that a spreadsheet would compute, follow or read as something else. */
const HOSTILE = [
  '=1+1',
  '+1',
  '-1',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  '＝1+1',
  '=HYPERLINK("http://example.org","see report")',
  '3.10',
  '01.05',
  '1/2',
  '_x0041_',
  '</t><f>1+1</f>',
  'line one\nline two',
  '\ud800 alone',
  '\u0000\u0007bell',
]

const WORKBOOK: Workbook = {
  title: 'Texts & <more>',
  at: '2020-11-24T09:00:00.000Z',
  names: { wsoa_plan: 'thurrock-wsoa-2019', wsoa_said: 'a "quotation"' },
  sheets: [
    {
      name: 'A/B: [the] "first" of very many sheets',
      intro: ['=A title above'],
      columns: [
        { title: '=Text' },
        { title: 'Day', holds: 'day' },
        { title: 'Number', holds: 'number' },
        { title: 'Rating', choices: ['Red', 'Amber'] },
        { title: 'Row', isHidden: true },
      ],
      rows: HOSTILE.map((text): readonly Cell[] => [
        textCell(text),
        dayCell('2020-12-08'),
        numberCell(12.5),
        textCell('▲ Red', 'red'),
        textCell('A1#1'),
      ]),
    },
    { name: 'a/b: [the] "first" of very many sheets', columns: [{ title: 'None' }], rows: [] },
  ],
}

async function read(bytes: Buffer): Promise<ExcelJS.Workbook> {
  const workbook = new ExcelJS.Workbook()
  await workbook.xlsx.load(new Uint8Array(bytes).buffer)
  return workbook
}

describe('a spreadsheet', () => {
  test('holds texts as texts, days as days and numbers as numbers, read by another program', async () => {
    const sheet = (await read(await xlsxOf(WORKBOOK))).worksheets[0]
    const values = HOSTILE.map((_, place) => sheet?.getCell(place + 3, 1).value)
    expect(values).toEqual([...HOSTILE.slice(0, 5), '\n=1', ...HOSTILE.slice(6, 14), '\ufffd alone', 'bell'])
    expect(sheet?.getCell('A1').value).toBe('=A title above')
    expect(sheet?.getCell('A2').value).toBe('=Text')
    expect(sheet?.getCell('B3').value).toEqual(new Date('2020-12-08T00:00:00Z'))
    expect(sheet?.getCell('B3').numFmt).toBe('d mmmm yyyy')
    expect(sheet?.getCell('C3').value).toBe(12.5)
    expect(sheet?.getCell('A3').numFmt).toBe('@')
    expect(sheet?.getCell('D3').dataValidation).toMatchObject({ type: 'list', formulae: ['"Red,Amber"'] })
    expect(sheet?.getColumn(5).hidden).toBe(true)
  })

  test('has no formula and no link anywhere in its bytes', async () => {
    const parts = unzipSync(await xlsxOf(WORKBOOK))
    const sheets = Object.entries(parts).filter(([name]) => name.includes('worksheets/'))
    expect(sheets.length).toBe(2)
    for (const [, bytes] of sheets) expect(strFromU8(bytes)).not.toMatch(/<f[ >]|<hyperlink/)
  })

  test('names its sheets as Excel allows, no two alike', async () => {
    const names = (await read(await xlsxOf(WORKBOOK))).worksheets.map(({ name }) => name)
    expect(names[0]).toMatch(/^A B {3}the {2}"first" of very/)
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(2)
    expect(names.every((name) => name.length <= 31)).toBe(true)
  })

  test('has the same bytes for the same contents', async () => {
    const one = await xlsxOf(WORKBOOK)
    expect((await xlsxOf(WORKBOOK)).equals(one)).toBe(true)
    expect(strFromU8(unzipSync(one)['docProps/core.xml'] ?? new Uint8Array())).not.toMatch(/202[1-9]/)
  })

  test('computes nothing in LibreOffice, and keeps its names there', needs.libreoffice, async () => {
    const folder = temporaryFolder()
    const file = join(folder, 'out.xlsx')
    writeFileSync(file, await xlsxOf(WORKBOOK))
    const settings = `-env:UserInstallation=file://${join(folder, 'office')}`
    execFileSync(String(LIBREOFFICE), [
      settings,
      '--headless',
      '--convert-to',
      'ods',
      '--outdir',
      folder,
      file,
    ])
    execFileSync(String(LIBREOFFICE), [
      settings,
      '--headless',
      '--convert-to',
      'xlsx',
      '--outdir',
      folder,
      join(folder, 'out.ods'),
    ])
    const saved = await read(readFileSync(file))
    const sheet = saved.worksheets[0]
    expect(sheet?.getCell('A3').value).toBe('=1+1')
    expect(sheet?.getCell('A10').value).toBe('=HYPERLINK("http://example.org","see report")')
    expect(sheet?.getCell('A14').value).toBe('_x0041_')
    expect(sheet?.getCell('B3').value).toEqual(new Date('2020-12-08T00:00:00Z'))
    const workbook = strFromU8(unzipSync(readFileSync(file))['xl/workbook.xml'] ?? new Uint8Array())
    expect(workbook).toContain('"thurrock-wsoa-2019"'.replaceAll('"', '&quot;'))
  })
})
