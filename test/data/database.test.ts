import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { type Kysely, sql } from 'kysely'
import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import { databaseExists, openDatabase } from '../../data/database.ts'
import { engineOf, write } from '../../data/engine/engine.ts'
import type { Schema } from '../../data/schema.ts'
import { createApp } from '../../src/app/app.ts'
import { loadCommands } from '../../src/discover.ts'
import { StorageError } from '../../src/errors.ts'
import { createTestApp, FIRST_MORNING, read } from '../support/app.ts'
import { temporaryFolder } from '../support/folder.ts'

/** The answer to one of SQLite's pragmas. */
async function pragma(db: Kysely<Schema>, name: string): Promise<unknown> {
  const { rows } = await sql<Record<string, unknown>>`pragma ${sql.raw(name)}`.execute(db)
  return Object.values(rows[0] ?? {})[0]
}

/** A database file with the sample plan in it, closed. */
async function plannedFile(folder: string): Promise<string> {
  const path = join(folder, 'wsoa.sqlite')
  const { close } = await createTestApp({ database: `sqlite:${path}` })
  await close()
  return path
}

describe('a database file', () => {
  test('keeps a write-ahead log, flushes every commit, and holds references to what exists', async () => {
    const path = await plannedFile(temporaryFolder())
    const db = await openDatabase(`sqlite:${path}`, { create: false })
    expect(await pragma(db, 'journal_mode')).toBe('wal')
    expect(await pragma(db, 'synchronous')).toBe(2)
    expect(await pragma(db, 'foreign_keys')).toBe(1)
    expect(await engineOf(db).damage(db)).toBeUndefined()
    const orphan = db.insertInto('identities').values({
      planId: 1,
      personId: 999_999,
      platform: 'terminal',
      tenant: 'local',
      userId: 'orphan',
      confirmedAt: '2020-11-24T09:00:00.000Z',
    })
    await expect(orphan.execute()).rejects.toThrow('FOREIGN KEY')
    await db.destroy()
    expect(readdirSync(join(path, '..'))).toEqual(['wsoa.sqlite'])
  })

  test('is opened while another program writes, and read without waiting for it', async () => {
    const path = await plannedFile(temporaryFolder())
    const writer = new SqliteDatabase(path)
    writer.exec('begin immediate')
    const db = await openDatabase(`sqlite:${path}`, { create: false })
    expect(await db.selectFrom('plans').select('code').execute()).toHaveLength(1)
    await db.destroy()
    writer.close()
  })

  test('is closed when it was opened and nothing was asked of it', async () => {
    const folder = temporaryFolder()
    const path = await plannedFile(folder)
    const db = await openDatabase(`sqlite:${path}`, { create: false })
    await db.destroy()
    await expect(db.selectFrom('plans').select('code').execute()).rejects.toThrow()
    expect(readdirSync(folder)).toEqual(['wsoa.sqlite'])
  })

  test.each(['sqlite:', 'sqlite://'])('is named by %s and its path', async (scheme) => {
    const path = await plannedFile(temporaryFolder())
    expect(await databaseExists(`${scheme}${path}`)).toBe(true)
    await (await openDatabase(`${scheme}${path}`, { create: false })).destroy()
  })
})

describe('a transaction', () => {
  test('reports what the disk said, although SQLite has rolled back by itself', async () => {
    const { db, close } = await createTestApp()
    // A table without constraints: SQLite takes the whole transaction back, not only the statement.
    await sql`create table scratch (text)`.execute(db)
    await sql`pragma max_page_count = 1`.execute(db)
    const filled = write(db, 1, async (trx) => {
      await sql`insert into scratch values (${'long '.repeat(1_000_000)})`.execute(trx)
    })
    await expect(filled).rejects.toMatchObject({ code: 'SQLITE_FULL' })
    expect(await db.selectFrom('plans').select('code').execute()).toHaveLength(1)
    await close()
  })

  test('holds a migration, so that one that fails leaves no half-made schema', async () => {
    const path = join(temporaryFolder(), 'wsoa.sqlite')
    // The last table of the first migration cannot be made.
    new SqliteDatabase(path).exec('create view clock as select 1').close()
    await expect(openDatabase(`sqlite:${path}`, { create: true })).rejects.toThrow('clock')
    const sqlite = new SqliteDatabase(path)
    const tables = sqlite
      .prepare("select name from sqlite_master where name not like '%sqlite_%'")
      .pluck()
      .all()
    sqlite.exec('drop view clock').close()
    expect(tables.filter((name) => !String(name).startsWith('kysely_'))).toEqual(['clock'])
    await (await openDatabase(`sqlite:${path}`, { create: true })).destroy()
  })
})

describe('what is no database of ours', () => {
  test.each([
    ['a mistyped path', 'There is no database where DATABASE_URL says', () => {}],
    ['a folder', 'DATABASE_URL names a folder', (path: string) => mkdirSync(path)],
    ['an empty file', 'is empty. Check DATABASE_URL', (path: string) => writeFileSync(path, '')],
    [
      'a file of another kind',
      'The file is not a database, or is damaged.',
      (path: string) => writeFileSync(path, 'Dear all, please find attached. '.repeat(200)),
    ],
    [
      'another program’s database',
      'belongs to another program',
      (path: string) => new SqliteDatabase(path).exec('create table notes (text)').close(),
    ],
  ])('%s is one sentence, and left as it was', async (_, sentence, make) => {
    const folder = temporaryFolder()
    const path = join(folder, 'wsoa.sqlite')
    make(path)
    const before = contents(folder)
    const opened = openDatabase(`sqlite:${path}`, { create: false })
    await expect(opened).rejects.toThrow(StorageError)
    await expect(opened).rejects.toThrow(sentence)
    expect(contents(folder)).toEqual(before)
  })

  test('an import does not fill another program’s database either', async () => {
    const folder = temporaryFolder()
    const path = join(folder, 'notes.sqlite')
    new SqliteDatabase(path).exec('create table notes (text)').close()
    const before = contents(folder)
    await expect(openDatabase(`sqlite:${path}`, { create: true })).rejects.toThrow(
      'belongs to another program',
    )
    expect(contents(folder)).toEqual(before)
  })

  test('a newer version’s database is left alone, and said to be one', async () => {
    const path = await plannedFile(temporaryFolder())
    new SqliteDatabase(path)
      .exec("insert into kysely_migration values ('9999-later', '2030-01-01T00:00:00.000Z')")
      .close()
    await expect(openDatabase(`sqlite:${path}`, { create: false })).rejects.toThrow(
      'was made by a newer version of wsoa. Install that version, or restore an older backup.',
    )
  })

  test('a file whose pages were overwritten is said to be damaged, when it is opened or as soon as it is met', async () => {
    const path = await plannedFile(temporaryFolder())
    const whole = readFileSync(path)
    writeFileSync(path, Buffer.concat([whole.subarray(0, 4096), Buffer.alloc(whole.length - 4096, 0xff)]))
    await expect(openDatabase(`sqlite:${path}`, { create: false })).rejects.toThrow(
      'The database file is damaged. Restore it from a backup.',
    )
    writeFileSync(path, whole)
    const sqlite = new SqliteDatabase(path, { readonly: true })
    const { rootpage } = sqlite
      .prepare<[], { rootpage: number }>("select rootpage from sqlite_master where name = 'updates'")
      .get() ?? { rootpage: 0 }
    sqlite.close()
    writeFileSync(path, Buffer.from(whole).fill(0xff, (rootpage - 1) * 4096, rootpage * 4096))
    const db = await openDatabase(`sqlite:${path}`, { create: false })
    const app = createApp({ db, commands: await loadCommands(), log: pino({ level: 'silent' }) })
    const reply = await app.handle({ ...AT_THE_TERMINAL, said: 'status C2' }, FIRST_MORNING)
    expect(reply.error).toMatchObject({ code: 'storage' })
    expect(read(reply)).toBe('Not saved. The database file is damaged. Restore it from a backup.')
    expect(await engineOf(db).damage(db)).toMatch(/\S/)
    await db.destroy()
  })

  test('a database closed under the app is one sentence, for a question and for a change', async () => {
    const { say, close } = await createTestApp()
    await close()
    expect(await say('overdue')).toBe('Not saved. The database is closed. Start the service again.')
    expect(await say('update C2 red the backlog grew')).toBe(
      'Not saved. The database is closed. Start the service again.',
    )
  })
})

const AT_THE_TERMINAL = {
  platform: 'terminal',
  tenant: 'local',
  userId: 'coordinator',
  conversation: 'test',
  key: null,
}

/** Every file of a folder with what is in it. */
function contents(folder: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    readdirSync(folder, { withFileTypes: true }).map((entry) => [
      entry.name,
      entry.isFile() ? readFileSync(join(folder, entry.name), 'base64') : 'a folder',
    ]),
  )
}
