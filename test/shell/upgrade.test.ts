import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import SqliteDatabase from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readManifest } from '../../data/backups/manifest.ts'
import { projectFile } from '../../src/shell/project.ts'
import { createShellHere, type ShellHere } from '../support/shell.ts'

/**
 * A database of each set of migrations that the main line ever had, written by the last program that had it: the small plan,
 * two updates and a tick.
 */
const RELEASED = projectFile('test/fixtures/databases/released')
const released = readdirSync(RELEASED).map((name) => name.replace('.sqlite.gz', ''))
const [FIRST = ''] = released.filter((name) => name.startsWith('b2aa55b'))

const env = { DATABASE_URL: 'sqlite:var/plan.sqlite' }

let shell: ShellHere
let path: string

beforeEach(() => {
  shell = createShellHere()
  path = join(shell.folder, 'var/plan.sqlite')
  mkdirSync(join(shell.folder, 'var'))
})
afterEach(() => shell.close())

function put(name: string): Buffer {
  const bytes = gunzipSync(readFileSync(join(RELEASED, `${name}.sqlite.gz`)))
  writeFileSync(path, bytes, { mode: 0o600 })
  return bytes
}

function migrations(file = path): readonly unknown[] {
  const sqlite = new SqliteDatabase(file, { readonly: true })
  try {
    return sqlite.prepare('select name from kysely_migration order by name').pluck().all()
  } finally {
    sqlite.close()
  }
}

describe('the database of every version there ever was', () => {
  test.each(released)(
    '%s is backed up as it is, brought up to date, and says what it was told',
    async (name) => {
      put(name)
      const before = migrations()
      const { errors, exit } = await shell.run(['audit', 'verify'], { env })
      expect(exit).toBe(0)
      const [, file = ''] = errors.match(/as it was before, it is in (.+)\n$/) ?? []
      expect(migrations(file)).toEqual(before)
      expect(readManifest(file)).toMatchObject({ why: 'before-upgrade', schema: before.at(-1) })
      const { out } = await shell.run(['say', 'status 1.1.2', '--now', '2026-03-05'], { env })
      expect(out).toContain('the carpenter is late')
    },
  )

  test('is there for each set of migrations that the main line had', () => {
    const known = released.map((name) => {
      put(name)
      return migrations().join(' ')
    })
    expect(new Set(known).size).toBe(released.length)
    expect(released.length).toBeGreaterThanOrEqual(19)
  })
})

describe('bringing a database up to date', () => {
  test('is tried on a copy by migrate --check, which changes nothing', async () => {
    const bytes = put(FIRST)
    const { exit, data } = await shell.json(['migrate', '--check'], { env })
    expect({ exit, data }).toMatchObject({ exit: 0, data: { isDone: false, trail: { entries: 3 } } })
    expect((data as { pending: readonly string[] }).pending).toContain('0025-backups')
    expect(readFileSync(path).equals(bytes)).toBe(true)
    expect(shell.files('var').filter((name) => !/-(?:wal|shm)$/.test(name))).toEqual(['plan.sqlite'])
  })

  test('is done by migrate, after which there is nothing left to do', async () => {
    put(FIRST)
    expect((await shell.run(['migrate'], { env })).out).toMatch(
      /^The database is up to date: this version made \d+ changes/,
    )
    expect((await shell.run(['migrate', '--check'], { env })).out).toBe(
      'The database is up to date with this version.\n',
    )
    expect(shell.files('var/backups')).toHaveLength(2)
    expect((await shell.run(['doctor'], { env })).out).toMatch(/ok {5}backup: the last good one/)
  })

  test('does not begin when the backup before it cannot be taken', async () => {
    put(FIRST)
    shell.write('full', 'a file where the folder should be')
    const { exit, errors } = await shell.run(['say', 'overdue'], { env: { ...env, BACKUP_DIR: 'full' } })
    expect(exit).toBe(1)
    expect(errors).toMatch(
      /^wsoa: This version of wsoa has to bring the database up to date, and backs it up first\. No backup was taken: .* Nothing was changed; BACKUP_DIR names another folder\.\n$/,
    )
    expect(migrations()).toEqual(['0001-record'])
  })

  test('that fails leaves the database as it was, and migrate --check says so before', async () => {
    put(FIRST)
    const sqlite = new SqliteDatabase(path)
    sqlite.pragma('foreign_keys = off')
    sqlite.exec('update updates set item_id = 999')
    sqlite.close()
    const before = migrations()
    expect((await shell.run(['migrate', '--check'], { env })).exit).toBe(1)
    expect((await shell.run(['migrate'], { env })).exit).toBe(1)
    expect(migrations()).toEqual(before)
    expect(shell.files('var').filter((name) => name.includes('checking'))).toEqual([])
  })

  test('of a new database takes no backup', async () => {
    rmSync(path, { force: true })
    await shell.run(['import', projectFile('test/plans/tiny.yaml')], { env })
    expect(shell.files('var/backups')).toEqual([])
  })

  test('is refused for the database of a newer version, by every command and by migrate --check', async () => {
    put(released.at(-1) ?? '')
    await shell.run(['migrate'], { env })
    const sqlite = new SqliteDatabase(path)
    sqlite.exec("insert into kysely_migration values ('9999-later', '2030')")
    sqlite.close()
    const said = await shell.run(['say', 'overdue'], { env })
    expect(said.errors).toContain('The database was made by a newer version of wsoa. Install that version')
    const checked = await shell.run(['migrate', '--check'], { env })
    expect(checked).toMatchObject({
      exit: 1,
      errors:
        'wsoa: The database cannot be brought up to date: it was made by a newer version of wsoa. Install that version.\n',
    })
  })

  test('can be taken back: the backup from before it is the database of the earlier version', async () => {
    const bytes = put(FIRST)
    const { errors } = await shell.run(['migrate'], { env })
    const [, file = ''] = errors.match(/it is in (.+)\n$/) ?? []
    const rows = (place: string) => {
      const sqlite = new SqliteDatabase(place, { readonly: true })
      const all = ['updates', 'trail', 'items'].map((table) => sqlite.prepare(`select * from ${table}`).all())
      sqlite.close()
      return all
    }
    writeFileSync('first.sqlite', bytes)
    expect(rows(file)).toEqual(rows('first.sqlite'))
  })
})
