import ExcelJS from 'exceljs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listDeliveries } from '../../data/deliveries.ts'
import { write } from '../../data/engine/engine.ts'
import { saveIdentity } from '../../data/people.ts'
import { loadPlan } from '../../data/plans.ts'
import { createAttachments } from '../../src/attachments/attachments.ts'
import { contentsOf } from '../../src/attachments/contents.ts'
import type { FileContents, Message, PaperFile } from '../../src/message.ts'
import type { Reply } from '../../src/platform.ts'
import { createTestApp, read, type TestApp } from '../support/app.ts'
import { personAt } from '../support/people.ts'

function fileIn({ message }: Reply): PaperFile & { readonly holds: FileContents } {
  const file = message.blocks.find((block): block is PaperFile => block.kind === 'paper')
  if (!file?.holds) throw new Error(`no file: ${message.summary}`)
  return { ...file, holds: file.holds }
}

function firstTable({ blocks }: Message) {
  const table = blocks.find((block) => block.kind === 'table')
  if (table?.kind !== 'table') throw new Error('no table')
  return table
}

describe('export', () => {
  let app: TestApp

  beforeAll(async () => {
    app = await createTestApp()
    await app.say('update B2(a) red: =HYPERLINK("http://example.org","x")', { as: 'SLCSC' })
  })
  afterAll(() => app.close())

  const bytesOf = async (reply: Reply) => contentsOf(app.db, await loadPlan(app.db), fileIn(reply).holds)

  test('gives a file of the very rows that the answer shows, with figures as figures', async () => {
    const answer = await app.tell('overdue')
    const reply = await app.tell('export overdue')
    expect(fileIn(reply).name).toBe('overdue-2020-11-24.xlsx')
    const workbook = new ExcelJS.Workbook()
    await workbook.xlsx.load(new Uint8Array(await bytesOf(reply)).buffer)
    const sheet = workbook.worksheets[0]
    const { rows, columns } = firstTable(answer.message)
    const titles = columns.map(({ title }) => title)
    const head = [1, 2, 3, 4].find((row) => sheet?.getCell(row, 1).value === titles[0]) ?? 0
    expect(titles.map((_, at) => sheet?.getCell(head, at + 1).value)).toEqual(titles)
    expect(sheet?.rowCount).toBe(head + rows.length)
    expect(typeof sheet?.getCell(head + 1, titles.indexOf('Days late') + 1).value).toBe('number')
  })

  test('gives the same answer to nobody who would not get it in chat', async () => {
    const said = read(await app.tell('export overdue', { as: 'stranger' }))
    expect(said).not.toContain('.xlsx')
    expect(said).toBe(await app.say('overdue', { as: 'stranger' }))
  })

  test('as CSV holds no formula', async () => {
    const reply = await app.tell('export history B2(a) as csv')
    expect(fileIn(reply).name).toBe('history-b2-a-2020-11-24.csv')
    const csv = (await bytesOf(reply)).toString()
    expect(csv).toContain('HYPERLINK')
    expect(csv).not.toMatch(/(?:^|,|\r\n)"?[=+@]/)
  })

  test.each([
    ['can I have the overdue list in a spreadsheet?', 'overdue-2020-11-24.xlsx'],
    ['overdue as an excel file please', 'overdue-2020-11-24.xlsx'],
    ['can I get an Excel of the overdue items?', 'overdue-2020-11-24.xlsx'],
    ['please export what is red to excel', 'list-red-2020-11-24.xlsx'],
    ['what is red, in csv', 'list-red-2020-11-24.csv'],
    ['export list red as csv', 'list-red-2020-11-24.csv'],
  ])('understands “%s”', async (line, name) => {
    expect(fileIn(await app.tell(line)).name).toBe(name)
  })

  test.each([
    ['send me that as Excel', 'xlsx'],
    ['can you put this into a spreadsheet', 'xlsx'],
    ['export that as csv', 'csv'],
    ['export', 'xlsx'],
  ])('takes “%s” for what was answered last', async (line, ending) => {
    const conversation = `about ${line}`
    await app.say('list amber', { conversation })
    expect(fileIn(await app.tell(line, { conversation })).name).toBe(`list-amber-2020-11-24.${ending}`)
  })

  test.each([
    ['export', 'There is no answer yet to put into a file.'],
    ['export update B2(a) green', 'Only an answer can be put into a file, and nothing was changed.'],
    ['export the colour of the sky', 'so there is no file of its answer'],
    ['export history C2(f)', 'there is no file of it'],
    ['export export overdue', 'Export what you would ask'],
  ])('says what is wrong with “%s”', async (line, text) => {
    expect(await app.say(line, { conversation: `wrong ${line}` })).toContain(text)
    expect(await app.say('B2(a)')).toContain('Red')
  })

  test('leaves an update an update, whatever it says of spreadsheets', async () => {
    expect(await app.say('B1(c) amber, the figures are in a spreadsheet')).toContain('Recorded: B1(c)')
  })

  test('sends it in Slack to whoever asked, and to nobody else', async () => {
    const person = await personAt(app.db, 'SLSP')
    const { plan } = await loadPlan(app.db)
    await write(app.db, plan.id, (trx) =>
      saveIdentity(trx, plan.id, {
        personId: person.id,
        platform: 'slack',
        tenant: 'T1',
        userId: 'U1',
        confirmedAt: app.now().toISOString(),
      }),
    )
    const from = { platform: 'slack', tenant: 'T1', userId: 'U1', isPrivate: false }
    const reply = await app.tell('export overdue', { from })
    expect(reply.message.summary).toBe('overdue-2020-11-24.xlsx is on its way to you.')
    expect(JSON.stringify(reply.message)).not.toContain('A2(c)')
    const sent = (await listDeliveries(app.db, plan.id)).filter(({ payload }) => payload.includes('"holds"'))
    expect(sent.map(({ personId, channel, kind }) => ({ personId, channel, kind }))).toEqual([
      { personId: person.id, channel: null, kind: 'notice' },
    ])
  })

  test('is fetched by a link in Teams for a quarter of an hour', async () => {
    let now = new Date('2026-11-30T09:00:00Z')
    const files = createAttachments({
      db: app.db,
      plan: undefined,
      settings: { PUBLIC_URL: 'https://wsoa.example.org' },
      now: app.now,
      machineNow: () => now,
    })
    const file = fileIn(await app.tell('export overdue'))
    const token = String((await files.paperLink(file))?.split('/').at(-1))
    const found = await files.named(token)
    expect(found?.name).toBe('overdue-2020-11-24.xlsx')
    expect(found && (await files.paper(found)).subarray(0, 2).toString()).toBe('PK')
    now = new Date('2026-11-30T09:16:00Z')
    expect(await files.named(token)).toBeUndefined()
  })

  test('of what looks like a child’s number gives the words that stand for it', async () => {
    const held: FileContents = {
      kind: 'answer',
      title: 'A list',
      at: '2020-11-24T09:00:00.000Z',
      format: 'csv',
      pages: [
        {
          summary: 'x',
          blocks: [
            { kind: 'table', caption: 'x', columns: [{ title: 'Note' }], rows: [['NHS 943 476 5919']] },
          ],
        },
      ],
    }
    const csv = (await contentsOf(app.db, await loadPlan(app.db), held)).toString()
    expect(csv).toContain('held back')
    expect(csv).not.toContain('943')
  })
})

describe('tracker', () => {
  test('gives the plan as an Excel file to fill in', async () => {
    const app = await createTestApp()
    for (const line of ['tracker', 'send me the tracker as excel']) {
      const reply = await app.tell(line, { conversation: line })
      if (reply.waits) continue
      expect(fileIn(reply).name).toBe('thurrock-wsoa-2019-tracker-2020-11-24.xlsx')
      const workbook = new ExcelJS.Workbook()
      const bytes = await contentsOf(app.db, await loadPlan(app.db), fileIn(reply).holds)
      await workbook.xlsx.load(new Uint8Array(bytes).buffer)
      expect(workbook.worksheets.map(({ name }) => name)).toEqual(['Tracker'])
      expect(workbook.worksheets[0]?.rowCount).toBe(3 + 63)
    }
    await app.close()
  })
})
