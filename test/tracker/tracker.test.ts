import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ExcelJS from 'exceljs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadPlan } from '../../data/plans.ts'
import { readFile } from '../../src/import/read-file.ts'
import { trackerIn } from '../../src/import/tracker-sheet.ts'
import { projectFile } from '../../src/shell/project.ts'
import { xlsxOf } from '../../src/spreadsheet/write.ts'
import type { Compared } from '../../src/tracker/compared.ts'
import { readHeld } from '../../src/tracker/held.ts'
import { previewTracker } from '../../src/tracker/preview.ts'
import { trackerWorkbook } from '../../src/tracker/workbook.ts'
import { createTestApp, FIRST_MORNING, read, type TestApp } from '../support/app.ts'
import { LIBREOFFICE, needs } from '../support/needs.ts'
import { createShell, type Shell } from '../support/shell.ts'

interface Case {
  readonly changes: readonly { readonly ref: string; readonly field: string; readonly place: string }[]
  readonly unchangedRows: number
  readonly questions: readonly { readonly kind: string; readonly place: string; readonly ref?: string }[]
}

const CASE = JSON.parse(
  readFileSync(projectFile('test/fixtures/tracker/tracker-update.expected.json'), 'utf8'),
) as Case

const ENV = { DATABASE_URL: 'sqlite:tracker.sqlite', TIME_ZONE: 'Europe/London' }

const ANSWERS = `owner A2(e): amend because they share the work
reference B2(3): B2(e)
new Publish the forum’s terms of reference: note B2
date-request B3(c): ask because the hall is closed
final-rating B4(c): proposed
rating B5(b): green
reference C1(o): C1(c)
conflict C2(a): earlier
missing C2(f): stay
`

describe('a tracker that was edited offline', () => {
  let shell: Shell
  const at = (time: string) => ['--now', time]
  const say = async (line: string, time: string, as = 'coordinator') =>
    (await shell.run(['say', line, '--as', as, ...at(time)], { env: ENV })).out
  const bring = (time: string, ...more: readonly string[]) =>
    shell.run(['import', 'tracker-update.xlsx', ...at(time), ...more], { env: ENV })

  beforeAll(async () => {
    shell = createShell()
    copyFileSync(
      projectFile('test/fixtures/tracker/tracker-update.xlsx'),
      join(shell.folder, 'tracker-update.xlsx'),
    )
    shell.write('answers.yaml', ANSWERS)
    const plan = projectFile('data/plans/thurrock-wsoa-2019.yaml')
    await shell.run(['import', plan, ...at('2020-11-24T09:00:00Z')], { env: ENV })
    await say('update C2(a) red the forum has not answered', '2020-11-25T10:00:00Z', 'SLSESEND')
  })
  afterAll(() => shell.close())

  test('is compared with what the export held: what it changes and asks is what an attentive person would', async () => {
    const { exit, data } = await shell.json(
      ['import', 'tracker-update.xlsx', '--dry-run', ...at('2020-11-26T09:00:00Z')],
      { env: ENV },
    )
    const found = data as Case & { readonly changes: readonly { readonly to: string }[] }
    expect(exit).toBe(2)
    const placed = (each: { ref: string; field: string; place: string }) =>
      `${each.place} ${each.ref} ${each.field}`
    expect(found.changes.map(placed).sort()).toEqual(CASE.changes.map(placed).sort())
    expect(found.unchangedRows).toBe(CASE.unchangedRows)
    const asked = (each: { kind: string; place: string; ref?: string }) =>
      `${each.kind} ${each.place} ${each.ref ?? ''}`
    const wanted = CASE.questions.map((each) => (each.kind === 'new-item' ? { ...each, ref: 'B2(f)' } : each))
    expect(found.questions.map(asked).sort()).toEqual(wanted.map(asked).sort())
    expect(await say('B1(b)', '2020-11-26T09:00:00Z')).toContain('Amber')
  })

  test('has what is sure recorded in one go, on behalf of the owners, from the time of the export', async () => {
    const { exit, out, errors } = await bring('2020-11-26T09:00:00Z')
    expect(exit).toBe(2)
    expect(out).toContain('From the tracker of 24 November 2020 is recorded, 50 rows unchanged:')
    expect(out).toContain('Recorded on behalf of SLSP, SLCSC, SLSPPEP and SLSESEND, who are told.')
    expect(errors).toMatch(/^9 questions are open\. Their rows are not recorded until then\./)
    const history = await say('history B1(b)', '2020-11-26T09:05:00Z')
    expect(history).toMatch(/24 Nov 2020\s+the coordinator for SLSP/)
    expect(history.replace(/\s+/g, ' ')).toContain('(tracker of 24')
    expect(await say('B3(c)', '2020-11-26T09:05:00Z')).not.toContain('2021')
    expect(await say('B4(c)', '2020-11-26T09:05:00Z')).not.toContain('Blue')
    expect(await say('C2(f)', '2020-11-26T09:05:00Z')).toContain('C2(f)')
    expect(await say('C2(a)', '2020-11-26T09:05:00Z')).toContain('Red')
  })

  test('records nothing a second time', async () => {
    const { out } = await bring('2020-11-26T09:10:00Z')
    expect(out).toBe(
      'From the tracker of 24 November 2020: nothing is recorded; 50 rows unchanged, 5 rows recorded before.\n',
    )
  })

  test('has the rest recorded once it is answered, and then nothing is open', async () => {
    const { exit, out, errors } = await bring('2020-11-26T09:20:00Z', '--answers', 'answers.yaml')
    expect({ exit, errors }).toEqual({ exit: 0, errors: '' })
    expect(out).toContain('R2 asks for Wednesday 31 March 2021 for B3(c)')
    const rated = await say('C2(a)', '2020-11-26T09:30:00Z')
    expect(rated).toContain('Red')
    const history = await say('history C2(a)', '2020-11-26T09:30:00Z')
    expect(history.indexOf('Red')).toBeLessThan(history.indexOf('Amber'))
    expect(await say('owner A2(e)', '2020-11-26T09:30:00Z')).toMatch(/P16SM and SLSESEND/)
    const again = await bring('2020-11-26T09:40:00Z', '--answers', 'answers.yaml')
    expect(again).toMatchObject({ exit: 0, out: expect.stringContaining('nothing is recorded') })
    expect((await shell.run(['audit', 'verify'], { env: ENV })).out).toMatch(/^The trail is intact/)
  })

  test('tells each owner what was recorded in their name', async () => {
    const { data } = await shell.json(['trail', 'B1(b)', ...at('2020-11-26T10:00:00Z')], { env: ENV })
    expect(JSON.stringify(data)).toContain('"onBehalfOf":"SLSP"')
  })

  test(
    'says nothing when nothing in it was changed, nor after LibreOffice saved it',
    needs.libreoffice,
    async () => {
      const time = '2020-11-27T09:00:00Z'
      const { out } = await shell.run(['tracker', '--out', 'out.xlsx', ...at(time)], { env: ENV })
      expect(out).toContain('Written: out.xlsx, the tracker of Thurrock SEND Written Statement of Action')
      mkdirSync(join(shell.folder, 'saved'))
      const settings = `-env:UserInstallation=file://${join(shell.folder, 'office')}`
      const save = (to: string, file: string) =>
        execFileSync(
          String(LIBREOFFICE),
          [settings, '--headless', '--convert-to', to, '--outdir', 'saved', file],
          { cwd: shell.folder, stdio: 'ignore' },
        )
      save('ods', 'out.xlsx')
      save('xlsx', 'saved/out.ods')
      for (const file of ['out.xlsx', 'saved/out.xlsx'])
        expect(await shell.run(['import', file, ...at('2020-11-28T09:00:00Z')], { env: ENV })).toEqual({
          exit: 0,
          out: 'From the tracker of 27 November 2020: nothing is recorded; 63 rows unchanged.\n',
          errors: '',
        })
    },
  )
})

const [REFERENCE, TITLE, OWNERS, DUE, ORIGINAL, RATING, STATE, COMPLETED, NOTE, MARK] = [
  1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
]

describe('a return form', () => {
  test('holds the items of one person, and what is not in it is not missing', async () => {
    const shell = createShell()
    const env = ENV
    const at = ['--now', '2020-11-24T09:00:00Z']
    await shell.run(['import', projectFile('data/plans/thurrock-wsoa-2019.yaml'), ...at], { env })
    const { out } = await shell.run(['forms', ...at], { env })
    expect(out).toBe(
      'Written to forms: 11 return forms. What comes back is imported one by one: wsoa import <file>\n',
    )
    const file = join(shell.folder, 'forms/thurrock-wsoa-2019-SLSESEND-return-2020-11-24.xlsx')
    const workbook = new ExcelJS.Workbook()
    await workbook.xlsx.readFile(file)
    const sheet = workbook.worksheets[0]
    const owners = sheet?.getColumn(OWNERS).values.slice(4).map(String) ?? []
    expect(owners.length).toBeGreaterThan(5)
    expect(owners.every((each) => each.includes('SLSESEND'))).toBe(true)
    expect(await shell.run(['import', file, '--now', '2020-11-25T09:00:00Z'], { env })).toEqual({
      exit: 0,
      out: 'From the return form of SLSESEND, 24 November 2020: nothing is recorded; 12 rows unchanged.\n',
      errors: '',
    })
    shell.close()
  })
})

type Edit = (sheet: ExcelJS.Worksheet, rowOf: (ref: string) => ExcelJS.Row) => void

describe('a row of the tracker', () => {
  let app: TestApp

  beforeAll(async () => {
    app = await createTestApp()
    app.later({ days: 2 })
  })
  afterAll(() => app.close())

  async function edited(edit: Edit, answers: Readonly<Record<string, string>> = {}): Promise<Compared> {
    const model = await loadPlan(app.db)
    const bytes = await xlsxOf(trackerWorkbook(await readHeld(app.db, model, FIRST_MORNING), FIRST_MORNING))
    const workbook = new ExcelJS.Workbook()
    await workbook.xlsx.load(new Uint8Array(bytes).buffer)
    const sheet = workbook.worksheets[0]
    if (!sheet) throw new Error('no sheet')
    edit(sheet, (ref) => {
      const at = sheet.getColumn(REFERENCE).values.indexOf(ref)
      return sheet.getRow(at)
    })
    const saved = new Uint8Array(await workbook.xlsx.writeBuffer())
    const sent = trackerIn(await readFile({ name: 'tracker.xlsx', bytes: saved }))
    if (!sent) throw new Error('no tracker')
    return previewTracker(app.db, model, {
      sent,
      exported: FIRST_MORNING,
      answers: new Map(Object.entries(answers)),
      now: app.now(),
    })
  }

  const set =
    (ref: string, column: number, value: ExcelJS.CellValue): Edit =>
    (_, rowOf) => {
      rowOf(ref).getCell(column).value = value
    }

  test.each<[string, Edit, string[]]>([
    ['a rating by its letter', set('B1(b)', RATING, 'g'), ['B1(b) rating green']],
    ['a rating with its sign', set('B1(b)', RATING, '● Green'), ['B1(b) rating green']],
    ['a rating in other letters and blanks', set('B1(b)', RATING, '  GREEN '), ['B1(b) rating green']],
    ['another state', set('C2(a)', STATE, 'in progress'), ['C2(a) state in-progress']],
    [
      'a completion with its day as text',
      (_, rowOf) => {
        rowOf('C2(d)').getCell(STATE).value = 'Complete'
        rowOf('C2(d)').getCell(COMPLETED).value = '16 November 2020'
      },
      ['C2(d) state complete on 2020-11-16'],
    ],
    ['a note that looks like a formula', set('B5(c)', NOTE, '=1+1'), ['B5(c) note =1+1']],
    ['an emptied rating', set('B1(b)', RATING, null), []],
    ['the original date', set('B3(c)', ORIGINAL, new Date('2021-03-31T00:00:00Z')), []],
    ['the due date in other words', set('B3(c)', DUE, '31/12/2020'), []],
    ['owners in another order and form', set('B3(d)', OWNERS, 'slsppep; ADPH'), []],
    ['the order of the rows', (sheet) => moveUp(sheet), []],
  ])('that changes %s is taken for what it says', async (_, edit, wanted) => {
    const { rows } = await edited(edit)
    expect(rows.flatMap(({ questions }) => questions)).toEqual([])
    expect(
      rows.flatMap(({ changes }) => changes).map(({ ref, field, to }) => `${ref} ${field} ${to}`),
    ).toEqual(wanted)
  })

  test.each<[string, Edit, string, string]>([
    ['two ratings', set('B1(b)', RATING, 'Amber/Red'), 'rating', 'two ratings'],
    ['a word that is no rating', set('B1(b)', RATING, 'Pink'), 'rating', 'is no rating of this plan'],
    ['the final rating', set('B1(b)', RATING, 'Blue'), 'final-rating', 'needs sign-off'],
    ['a state that there is not', set('B1(b)', STATE, 'Paused'), 'complete', 'is no state'],
    ['a completion without its day', set('B1(b)', STATE, 'Complete'), 'complete', 'Since when?'],
    [
      'a completion still to come',
      (_, rowOf) => {
        rowOf('B1(b)').getCell(STATE).value = 'Complete'
        rowOf('B1(b)').getCell(COMPLETED).value = new Date('2021-11-16T00:00:00Z')
      },
      'complete',
      'no day that has been',
    ],
    ['another date', set('B1(b)', DUE, new Date('2021-03-31T00:00:00Z')), 'date-request', '31 March 2021'],
    ['a date that is none', set('B1(b)', DUE, 'by Easter'), 'date', 'which is no day'],
    ['another owner', set('B1(b)', OWNERS, 'ADES'), 'owner', 'part of the plan'],
    ['an owner whom nobody knows', set('B1(b)', OWNERS, 'J Smith'), 'owner', 'is no post of this plan'],
    ['another wording', set('B1(b)', TITLE, 'Something else'), 'wording', 'part of the plan'],
    ['a reference', set('B1(b)', REFERENCE, 'B1b2'), 'reference', 'its row mark says B1(b)'],
    [
      'a reference to that of another item',
      set('B1(b)', REFERENCE, 'B1(c)'),
      'reference',
      'Which item is meant?',
    ],
    [
      'a formula that was never computed',
      set('B1(b)', NOTE, { formula: 'A1&"x"' } as ExcelJS.CellValue),
      'formula',
      'not computed here',
    ],
    ['a child’s number', set('B1(b)', NOTE, 'NHS 943 476 5919'), 'child-detail', 'kept nowhere'],
    [
      'a row that stands twice',
      (sheet, rowOf) => {
        const copy = sheet.addRow(rowOf('B1(b)').values as ExcelJS.CellValue[])
        copy.getCell(RATING).value = 'Red'
      },
      'row',
      'stands in the file more than once',
    ],
    [
      'a row that is gone',
      (sheet, rowOf) => sheet.spliceRows(rowOf('B1(b)').number, 1),
      'missing-row',
      'is not in this file',
    ],
    [
      'a row that is new',
      (sheet) => {
        sheet.addRow([null, 'Publish the terms', 'ADES'])
      },
      'new-item',
      'Shall it join the plan?',
    ],
  ])('with %s is asked about, and nothing of it is recorded', async (_, edit, kind, text) => {
    const { rows } = await edited(edit)
    const questions = rows.flatMap((row) => row.questions)
    expect(questions.map((each) => each.kind)).toEqual([kind])
    expect(questions[0]?.text).toContain(text)
    expect(JSON.stringify(rows)).not.toContain('943')
    expect(rows.flatMap(({ acts }) => acts)).toEqual([])
    for (const { key, answers } of questions) {
      const leave = answers.find(({ answer }) => answer === 'leave' || answer === 'stay')?.answer ?? ''
      const left = await edited(edit, { [key]: leave })
      expect(left.rows.flatMap((row) => row.questions)).toEqual([])
      expect(left.rows.flatMap(({ acts }) => acts)).toEqual([])
    }
  })

  test('without its marks is found by its reference', async () => {
    const { rows, unchanged } = await edited((sheet, rowOf) => {
      sheet.getColumn(MARK).eachCell((cell) => {
        cell.value = null
      })
      rowOf('B1(b)').getCell(RATING).value = 'Red'
    })
    expect(rows.map(({ changes }) => changes[0]?.ref)).toEqual(['B1(b)'])
    expect(unchanged).toBe(62)
  })

  test('is recorded for the coordinator alone', async () => {
    const reply = await app.tell(
      { command: 'tracker-record', arguments: { exported: FIRST_MORNING.toISOString() } },
      { as: 'SLSESEND' },
    )
    expect(read(reply)).toContain('Only the coordinator can')
  })

  test('that joins the plan waits for the board that agrees it', async () => {
    const add: Edit = (sheet) => {
      sheet.addRow([null, 'Publish the terms', 'ADES'])
    }
    const { rows } = await edited(add, { 'new Publish the terms': 'C2(j)' })
    expect(rows.flatMap(({ acts }) => acts)).toMatchObject([{ kind: 'joins', ref: 'C2(j)', within: 'C2' }])
  })
})

/** The last row becomes the first. */
function moveUp(sheet: ExcelJS.Worksheet): void {
  const last = sheet.getRow(sheet.rowCount)
  const values = last.values as ExcelJS.CellValue[]
  sheet.spliceRows(sheet.rowCount, 1)
  sheet.insertRow(4, values)
}
