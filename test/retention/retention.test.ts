import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import SqliteDatabase from 'better-sqlite3'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openDatabase } from '../../data/database.ts'
import { write } from '../../data/engine/engine.ts'
import { accountText, listIdentities } from '../../data/people.ts'
import { STORED } from '../../data/retention/registry.ts'
import { appendTrail, verifyTrail } from '../../data/trail.ts'
import { projectFile } from '../../src/shell/project.ts'
import { createTestApp } from '../support/app.ts'
import { createFarEnd } from '../support/far-end.ts'
import { link } from '../support/service.ts'
import { createShellHere, type ShellHere } from '../support/shell.ts'

const env = { DATABASE_URL: 'sqlite:var/plan.sqlite', RETENTION_RECORD_YEARS: '7' }
/** The record is nine years old then, and what it was told last is not. */
const LATER = ['--now', '2029-11-24T09:00:00Z']

let folder: string
let recorded: string
let shell: ShellHere
let path: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wsoa-test-'))
  recorded = join(folder, 'recorded.sqlite')
  const bot = await createTestApp({ database: `sqlite:${recorded}` })
  await bot.say('update C2 amber the zebra note of long ago')
  await bot.say('update C2 amber a later word')
  await bot.say('assign SLSPPEP new Jane Quillfeather')
  await bot.later({ minutes: 1 })
  await bot.say('update B5(a) red Jane Quillfeather says the giraffe supplier left', { as: 'SLSPPEP' })
  await bot.say('revise A2(e) to 11 December 2020 because the walrus signs then', { as: 'P16SM' })
  await bot.say('action add board SLSPPEP by 12 Jan 2021 write to the penguin parents')
  const farEnd = createFarEnd(bot)
  for (const time of ['2020-11-25T09:00:00Z', '2020-11-30T09:00:00Z']) await farEnd.tickAt(time)
  bot.later(new Date('2020-12-10T09:00:00Z'))
  await bot.say('approve R1 minute 4.2, the ostrich agreed')
  await bot.say('action done 1 the flamingo wrote')
  await bot.say('update B2(a) complete on 3 December 2020')
  expect(await verifyTrail(bot.db)).toMatchObject({ broken: null, removed: 0 })
  await bot.close()
  await link(recorded, { userId: 'U0QUILL77', code: 'jane-quillfeather' })
  await noteLink()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))
beforeEach(() => {
  shell = createShellHere()
  path = join(shell.folder, 'var/plan.sqlite')
  mkdirSync(join(shell.folder, 'var'), { mode: 0o700 })
  copyFileSync(recorded, path)
})
afterEach(() => shell.close())

/** As the coordinator would have linked it. */
async function noteLink(): Promise<void> {
  const db = await openDatabase(`sqlite:${recorded}`, { create: false })
  const [account] = (await listIdentities(db)).filter(({ userId }) => userId === 'U0QUILL77')
  await write(db, null, (trx) =>
    appendTrail(trx, null, {
      at: '2020-12-10T09:00:00.000Z',
      by: 'the coordinator',
      identity: 'terminal:local:coordinator',
      onBehalfOf: null,
      action: 'link',
      ref: null,
      before: null,
      after: {
        person: 'Jane Quillfeather',
        code: 'jane-quillfeather',
        account: account && accountText(account),
      },
      message: null,
    }),
  )
  await db.destroy()
}

async function run(...args: readonly string[]): Promise<string> {
  const { exit, out, errors } = await shell.run(args, { env })
  expect({ exit, errors }).toEqual({ exit: 0, errors: '' })
  return out
}

async function verified(): Promise<Record<string, unknown>> {
  const { exit, data } = await shell.json(['audit', 'verify'], { env })
  expect({ exit, data }).toMatchObject({ exit: 0, data: { ok: true, broken: null } })
  return data as Record<string, unknown>
}

/** Whether the files of the database hold bytes, in whatever case. */
function holds(text: string): boolean {
  return ['', '-wal'].some(
    (suffix) =>
      existsSync(path + suffix) &&
      readFileSync(path + suffix)
        .toString('latin1')
        .toLowerCase()
        .includes(text.toLowerCase()),
  )
}

/** What the record answers, in the words that do not depend on what was removed. */
async function answers(): Promise<readonly string[]> {
  const said: string[] = []
  for (const line of ['overdue', 'status A2(e)', 'status B2(a)', 'status as at 26 November 2020'])
    said.push(await run('say', line, '--now', '2020-12-10T09:00:00Z'))
  return said
}

describe('the registry', () => {
  test('holds every table and every column of text that the database has, and none besides', async () => {
    const file = new SqliteDatabase(path, { readonly: true })
    const rows = file
      .prepare<[], { table: string; column: string }>(
        "select m.name as 'table', p.name as 'column' from sqlite_master m join pragma_table_info(m.name) p where m.type = 'table' and m.name not like 'sqlite%' and m.name not like 'kysely%' and (p.type like '%text%' or p.type like '%char%' or p.type like '%blob%' or p.type = '')",
      )
      .all()
    const tables = file
      .prepare<[], string>(
        "select name from sqlite_master where type = 'table' and name not like 'sqlite%' and name not like 'kysely%'",
      )
      .pluck()
      .all()
    file.close()
    const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    expect(STORED.map(({ table }) => snake(table)).sort()).toEqual([...tables].sort())
    const known = STORED.flatMap(({ table, texts, own }) =>
      [...texts.keys(), ...own].map((column) => `${snake(table)}.${snake(column)}`),
    )
    const there = rows.map(({ table, column }) => `${table}.${column}`)
    expect([...new Set(known)].sort()).toEqual(there.sort())
  })
})

describe('wsoa retention', () => {
  test('says by a dry run what would go, by kind, number and age, and changes nothing', async () => {
    const before = readFileSync(path)
    const out = await run('retention', '--dry-run', ...LATER)
    expect(out).toMatch(/^Kept: the words in the record for 7 years/)
    expect(out).toMatch(/This would go:/)
    expect(out).toMatch(/- notes and evidence: \d+, the oldest of Tuesday 24 November 2020/)
    expect(out).toMatch(/- entries of the trail: \d+, the oldest of Tuesday 24 November 2020/)
    expect(holds('the zebra note of long ago')).toBe(true)
    expect(readFileSync(path).equals(before)).toBe(true)
  })

  test('takes the words out of every place and out of the bytes, and the trail verifies', async () => {
    const before = await answers()
    await run('retention', ...LATER)
    const { removed } = await verified()
    expect(removed).toBeGreaterThan(5)
    for (const word of ['zebra', 'giraffe', 'walrus', 'penguin', 'ostrich', 'flamingo'])
      expect({ word, holds: holds(word) }).toEqual({ word, holds: false })
    const words = (text: string) => text.replace(/[“"].*?[”"]|\[removed under retention\]/g, '')
    expect(before.length).toBe((await answers()).length)
    expect(words((await answers())[0] ?? '')).toBe(words(before[0] ?? ''))
    expect(await run('audit', 'verify')).toMatch(/Texts were removed in \d+ places/)
  })

  test('keeps what still stands, the latest note of an item, while the plan goes on', async () => {
    await run('say', 'update A1(a) amber still going on', ...LATER)
    await run('retention', ...LATER)
    expect(await run('say', 'status C2')).toContain('a later word')
    expect(await run('say', 'status B5(a)')).toContain('the giraffe supplier left')
  })

  test('does nothing the second time', async () => {
    await run('retention', ...LATER)
    const { entries } = await verified()
    expect(await run('retention', ...LATER)).toContain('Nothing is old enough to go.')
    expect(await run('retention', '--dry-run', ...LATER)).toContain('Nothing would go.')
    expect((await verified()).entries).toBe(entries)
  })

  test('removes nothing that is younger than its period', async () => {
    await run('retention', '--now', '2021-01-24T09:00:00Z')
    expect(holds('the zebra note of long ago')).toBe(true)
    await verified()
  })

  test('lists the backups and exports that still hold what was removed', async () => {
    const { data } = await shell.json(['backup'], { env })
    const { file } = data as { file: string }
    expect(await run('retention', '--dry-run', ...LATER)).not.toContain(file)
    const written = await run('export', '--to', 'out', ...LATER)
    expect(written).toContain('Exported to out')
    const out = await run('retention', ...LATER)
    expect(out).toContain(`- backup: ${file}`)
    expect(out).toMatch(/- export: .*\/out, of/)
    await run('export', '--to', 'clean')
    expect(await run('retention', ...LATER)).not.toContain('clean')
  })

  test('is done by the clock once a day where RETENTION says so, and not elsewhere', async () => {
    await run('tick', ...LATER)
    expect(holds('flamingo')).toBe(true)
    const { exit } = await shell.run(['tick', ...LATER], { env: { ...env, RETENTION: 'daily' } })
    expect(exit).toBe(0)
    expect(holds('flamingo')).toBe(false)
    await verified()
  })
})

describe('audit verify after a removal finds', () => {
  test.each([
    ['that an emptied note was changed', "update updates set note = 'another' where note like '[removed%'"],
    [
      'that an emptied entry was changed',
      "update trail set payload = replace(payload, '[removed under', '[gone under')",
    ],
    [
      'that a tombstone was added',
      "insert into tombstones (removal_id, place, was, now) select removal_id, 'updates 1', 'a', 'b' from tombstones limit 1",
    ],
    [
      'that a tombstone was changed',
      'update tombstones set now = was where id = (select min(id) from tombstones)',
    ],
    ['that a removal was taken away', 'delete from tombstones; delete from removals'],
    [
      'that a removal was added',
      "insert into removals (kind, at) values ('text', '2029-01-01T00:00:00.000Z')",
    ],
    [
      'that an emptied message was changed',
      "update deliveries set payload = replace(payload, '[removed under', '[gone under')",
    ],
  ])('%s', async (_, statement) => {
    await run('retention', ...LATER)
    const file = new SqliteDatabase(path)
    file.pragma('foreign_keys = off')
    file.exec(statement)
    const changed = file.prepare<[], number>('select total_changes()').pluck().get()
    file.close()
    expect(changed).toBeGreaterThan(0)
    const { data } = await shell.json(['audit', 'verify'], { env })
    expect(data).toMatchObject({ ok: false })
  })
})

describe('wsoa remove-text', () => {
  test('takes what an entry tells out of every place and out of the bytes', async () => {
    const { data } = await shell.json(['trail', 'B5(a)'], { env })
    const entry = (data as { seq: number; after: { note?: string } }[]).find(({ after }) =>
      after.note?.includes('giraffe'),
    )
    const out = await run('remove-text', String(entry?.seq), '--reason', 'a child could be recognised')
    expect(out).toMatch(/^Removed from .*notes and evidence \(1\)/)
    expect(holds('giraffe')).toBe(false)
    await verified()
    expect(await run('trail')).toMatch(/removed/)
    expect(await run('say', 'status B5(a)')).toContain('[removed]')
  })

  test('takes given words out of longer texts, also where they were cut short, and keeps them out of its reason', async () => {
    await run(
      'remove-text',
      '--words',
      'the giraffe supplier left',
      '--reason',
      'the giraffe supplier left was wrong',
    )
    expect(holds('giraffe')).toBe(false)
    expect(await run('say', 'status B5(a)')).toContain('says [removed]')
    await verified()
  })

  test('asks for a reason, an entry that is there, and words that are not too short', async () => {
    const refused = async (...args: readonly string[]) =>
      (await shell.run(['remove-text', ...args], { env })).errors
    expect(await refused('12')).toContain('--reason')
    expect(await refused('9999', '--reason', 'x')).toContain('There is no entry "9999"')
    expect(await refused('--words', 'a', '--reason', 'x')).toContain('too short')
    expect(await refused('--reason', 'x')).toContain('wsoa trail lists them')
  })
})

describe('wsoa person', () => {
  test('report prints everything that is recorded about somebody, and the record says that it did', async () => {
    const out = await run('person', 'report', 'Jane Quillfeather')
    expect(out).toMatch(/^# What is recorded about Jane Quillfeather \(jane-quillfeather\)/)
    for (const part of [
      '## people (1)',
      '## accounts',
      '## who held which post',
      '## notes and evidence',
      'U0QUILL77',
    ])
      expect(out).toContain(part)
    const { data } = await shell.json(['person', 'report', 'jane-quillfeather'], { env })
    expect(data).toMatchObject({ person: { name: 'Jane Quillfeather' } })
    await verified()
    const file = new SqliteDatabase(path, { readonly: true })
    const told = file
      .prepare('select count(*) from trail where payload like \'%"person-report"%\'')
      .pluck()
      .get()
    file.close()
    expect(told).toBe(2)
  })

  test('anonymise takes name, code and accounts out of every place and out of the bytes; the post and its history stay', async () => {
    const [overdue, ...others] = await answers()
    const out = await run(
      'person',
      'anonymise',
      'Jane Quillfeather',
      '--reason',
      'Jane Quillfeather asked for it',
    )
    expect(out).toMatch(/^Anonymised: the record now says Person \d+ \(person-\d+\)/)
    expect(out).toContain('They still hold SLSPPEP')
    for (const text of ['Quillfeather', 'U0QUILL77', 'jane-quill'])
      expect({ text, holds: holds(text) }).toEqual({ text, holds: false })
    await verified()
    expect(await answers()).toEqual(
      [overdue, ...others].map((text) =>
        text?.replace(/Jane Quillfeather/g, out.match(/Person \d+/)?.[0] ?? ''),
      ),
    )
    expect(await run('say', 'status B5(a)')).toContain('the giraffe supplier left')
    expect(await run('say', 'who is SLSPPEP')).toMatch(/Person \d+/)
  })

  test('says that nobody is called so', async () => {
    const { exit, errors } = await shell.run(['person', 'anonymise', 'John Nobody', '--reason', 'x'], { env })
    expect({ exit, errors }).toMatchObject({
      exit: 2,
      errors: expect.stringContaining('Nobody in the record'),
    })
  })
})

describe('a database of an earlier version', () => {
  const fixtures = projectFile('test/fixtures/databases/released')
  const all = [
    ...readdirSync(fixtures).map((name) => join(fixtures, name)),
    projectFile('test/fixtures/databases/before-item-changes.sqlite.gz'),
  ]

  test.each(all)('loses its words and keeps a trail that verifies: %s', async (file) => {
    writeFileSync(path, gunzipSync(readFileSync(file)))
    const was = (await shell.json(['audit', 'verify'], { env })).data
    expect(was).toMatchObject({ ok: true })
    const out = await run('retention', '--now', '2045-01-01T09:00:00Z')
    expect(out).toMatch(/Removed:|Nothing is old enough/)
    await verified()
    const db = await openDatabase(`sqlite:${path}`, { create: false })
    const found = await db
      .selectFrom('people')
      .select(['name', 'code'])
      .where('seatOfId', 'is', null)
      .execute()
    await db.destroy()
    const named = found.find(({ name, code }) => name !== code && code !== 'plan-file')
    if (!named) return
    await run('person', 'anonymise', named.code, '--reason', 'they asked')
    await verified()
  })
})
