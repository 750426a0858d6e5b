import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ExcelJS from 'exceljs'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { takeBackup } from '../../data/backups/take.ts'
import { lapseImports } from '../../data/imports.ts'
import { loadPlan } from '../../data/plans.ts'
import { createApp } from '../../src/app/app.ts'
import { contentsOf } from '../../src/attachments/contents.ts'
import { loadCommands } from '../../src/discover.ts'
import type { SentFile } from '../../src/platform.ts'
import { createTestApp, read, type TestApp, TINY } from '../support/app.ts'
import { openTestDatabase } from '../support/database.ts'

let bot: TestApp
let folder: string
let url: string
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wsoa-test-'))
  url = `sqlite:${join(folder, 'plan.sqlite')}`
  bot = await createTestApp({ plan: TINY, database: url })
})
afterEach(async () => {
  await bot.close()
  rmSync(folder, { recursive: true })
})

const ROWS =
  'Ref,Action,Lead,Due\n1.1.1,Open on Sunday afternoons,HEAD,\n1.1.2,Renew the roof,OUTREACH,2021-06-30\n'

function file(contents: string | Buffer, name = 'plan.csv'): SentFile {
  const bytes = Buffer.from(contents)
  return {
    name,
    link: 'https://files.example.org/1',
    hash: async () => null,
    bytes: async () => ({ kind: 'bytes', bytes }),
  }
}

async function send(contents: string | Buffer, as = 'coordinator', name = 'plan.csv'): Promise<string> {
  return read(await bot.tell('help', { as, from: { files: [file(contents, name)] } }))
}

async function sayAll(...lines: readonly string[]): Promise<string> {
  let answer = ''
  for (const line of lines) answer = await bot.say(line)
  return answer
}

const THIS_PLAN = 'Harbour Library Renewal'

test('“back” asks the question again, and its answer stays in the record as taken back', async () => {
  await send(ROWS)
  const asked = await bot.say(THIS_PLAN)
  expect(await sayAll('same', 'back')).toContain('Is it the same item')
  expect(asked).toContain('Is it the same item')
  const answers = await bot.db.selectFrom('importAnswers').select(['answer', 'takenBackAt']).execute()
  expect(answers).toEqual([
    { answer: THIS_PLAN, takenBackAt: null },
    { answer: 'same', takenBackAt: bot.now().toISOString() },
  ])
})

test('after “stop” words mean what they otherwise mean, and “import” goes on at the same question', async () => {
  await send(ROWS)
  expect(await sayAll(THIS_PLAN, 'stop')).toContain('are kept for 14 days')
  expect(await bot.say('new')).not.toContain('Noted')
  expect(await bot.say('import')).toContain('Is it the same item')
})

test('a command that is said meanwhile is carried out, and the question stays open', async () => {
  await send(ROWS)
  expect(await bot.say('status 1.1.2')).toContain('Read aloud in every school')
  expect(await bot.say('import')).toContain('or another plan?')
})

test('a process that starts again goes on at the question after the last answer', async () => {
  await send(ROWS)
  await bot.say(THIS_PLAN)
  const db = await openTestDatabase(url)
  const again = createApp({ db, commands: await loadCommands(), log: pino({ level: 'silent' }) })
  const coordinator = { platform: 'terminal', tenant: 'local', userId: 'coordinator', conversation: 'test' }
  const reply = await again.handle({ ...coordinator, isPrivate: true, key: 'again', said: 'same' }, bot.now())
  expect(read(reply)).toContain('Noted: same.')
  await db.destroy()
})

test('a corrected file asks only what is new, and says back what was answered before', async () => {
  await send(ROWS)
  await sayAll(THIS_PLAN, 'same')
  bot.later({ days: 2 })
  const answer = await send(ROWS.replace('2021-06-30', '2021-07-31'))
  expect(answer).toContain('Plan which = Harbour Library Renewal')
  expect(answer).toContain('said on 24 Nov 2020')
  expect(answer).not.toContain('Is it the same item')
  expect(answer).toContain('It takes the place of plan.csv.')
  const [, mark] = answer.match(/import change (\d+-[0-9a-f]{8})/) ?? []
  expect(await bot.say(`import change ${mark}`)).toContain('or another plan?')
})

test('a file waits for 14 days; then its bytes go and the answers stay', async () => {
  await send(ROWS)
  await bot.say(THIS_PLAN)
  bot.later({ days: 13 })
  expect(await bot.say('import')).toContain('Is it the same item')
  bot.later({ days: 15 })
  expect(await bot.say('import')).toContain('waited for 14 days and is gone; what was answered is kept')
  await lapseImports(bot.db, bot.now())
  expect(await bot.db.selectFrom('importSessions').select(['state', 'bytes']).execute()).toEqual([
    { state: 'lapsed', bytes: null },
  ])
  expect(await bot.db.selectFrom('importAnswers').select('answer').execute()).toEqual([{ answer: THIS_PLAN }])
  expect(await send(ROWS)).not.toContain('or another plan?')
})

test('another coordinator does not answer by accident, but may take it over', async () => {
  await send(ROWS)
  const { holderId: holder } = await bot.db
    .selectFrom('importSessions')
    .select('holderId')
    .executeTakeFirstOrThrow()
  const other = await bot.db
    .selectFrom('people')
    .select(['id', 'name'])
    .where('id', '!=', holder)
    .executeTakeFirstOrThrow()
  await bot.db.updateTable('importSessions').set({ holderId: other.id }).execute()
  expect(await bot.say('import')).toContain(`${other.name} sent plan.csv on 24 Nov 2020`)
  expect(await send(ROWS)).toContain('You can take it over')
  expect(await bot.say('import take over')).toContain('or another plan?')
  expect(await bot.db.selectFrom('importSessions').select('holderId').execute()).toEqual([
    { holderId: holder },
  ])
  const trail = await bot.db.selectFrom('trail').select('payload').execute()
  expect(trail.some(({ payload }) => payload.includes('import-taken-over'))).toBe(true)
})

test('“import give up” has the file forgotten', async () => {
  await send(ROWS)
  expect(await bot.say('import give up')).toContain('plan.csv is forgotten. Nothing was imported.')
  expect(await bot.say('import')).toContain('No file waits to be imported')
})

test('a backup is kept before a plan is changed, and what could not be kept changes nothing', async () => {
  const backups = join(folder, 'backups')
  const app = createApp({
    db: bot.db,
    commands: bot.commands,
    log: pino({ level: 'silent' }),
    keepCopy: async (at) =>
      (await takeBackup(bot.db, { folder: backups, why: 'before-import', at, version: '1' })).file,
  })
  await send(ROWS)
  const coordinator = { platform: 'terminal', tenant: 'local', userId: 'coordinator', conversation: 'test' }
  expect(await sayAll(THIS_PLAN, 'same', 'all that are missing stay')).toContain('Importing it changes')
  expect(existsSync(backups)).toBe(false)
  const reply = await app.handle(
    { ...coordinator, isPrivate: true, key: 'now', said: 'import now' },
    bot.now(),
  )
  expect(read(reply)).toMatch(/^Imported: \d+ changes? of Harbour Library Renewal\./)
  expect(readdirSync(backups).length).toBeGreaterThan(0)
  const [backup] = await bot.db.selectFrom('backups').select('why').execute()
  expect(backup).toEqual({ why: 'before-import' })
  expect(await bot.say('status 1.1.2')).toContain('Renew the roof')
})

test('what is taken over from the file is recorded in the name of whoever imported it', async () => {
  await send(ROWS)
  await sayAll(THIS_PLAN, 'same', 'all that are missing stay', 'import now')
  const entries = await bot.db.selectFrom('trail').select('payload').execute()
  const imports = entries
    .map(({ payload }) => JSON.parse(payload) as { action: string; identity: string })
    .filter(({ action }) => action === 'import')
  expect(imports.at(-1)?.identity).toBe('terminal:local:coordinator')
})

test('a tracker that comes back is previewed, asked about and recorded once, and its owners are told', async () => {
  const model = await loadPlan(bot.db, 'harbour-library')
  const tracker = await contentsOf(bot.db, model, { kind: 'tracker', at: bot.now().toISOString() })
  bot.later({ minutes: 5 })
  expect(await send(tracker, 'coordinator', 'tracker.xlsx')).toContain('nothing that is not recorded already')
  const filled = await withNote(tracker, '1.1.2', 'Two schools joined')
  // The program that saved it left out the names by which a file says when it was exported.
  expect(await send(filled, 'coordinator', 'tracker.xlsx')).toContain('On which day was it?')
  const answer = await bot.say('24 Nov 2020')
  expect(answer).toContain('1.1.2: note “Two schools joined”')
  expect(await bot.say('import now')).toContain('1.1.2')
  expect(await bot.say('history 1.1.2')).toContain('Two schools joined')
  bot.later({ minutes: 5 })
  await send(filled, 'coordinator', 'tracker.xlsx')
  expect(await bot.say('24 Nov 2020')).toContain('nothing that is not recorded already')
})

/** The tracker as Excel would save it with a note in a row. */
async function withNote(tracker: Buffer, ref: string, note: string): Promise<Buffer> {
  const workbook = new ExcelJS.Workbook()
  await workbook.xlsx.load(tracker as unknown as ArrayBuffer)
  const sheet = workbook.getWorksheet('Tracker')
  const rows: readonly unknown[][] = sheet?.getSheetValues() as unknown[][]
  const titles = rows.find((row) => row?.includes('Reference')) ?? []
  sheet?.eachRow((row) => {
    if (row.getCell(titles.indexOf('Reference')).text === ref)
      row.getCell(titles.indexOf('Note')).value = note
  })
  return Buffer.from(await workbook.xlsx.writeBuffer())
}

test('several files at once are not opened', async () => {
  const files = [file(ROWS), file(ROWS)]
  expect(read(await bot.tell('help', { from: { files } }))).toContain('Send one file at a time')
})
