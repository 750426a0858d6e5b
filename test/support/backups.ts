import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { projectFile } from '../../src/shell/project.ts'
import { unlessMissing } from './needs.ts'
import { createShellHere, type ShellHere } from './shell.ts'

/** The settings of a database in the folder of a shell. */
export const env = { DATABASE_URL: 'sqlite:var/plan.sqlite' }

/** A shell with a database for each test of a file. */
export interface BackedUp {
  readonly shell: ShellHere
  /** The file of the database. */
  readonly path: string
  /** Takes a backup, and says where it is. */
  readonly backup: (args?: readonly string[]) => Promise<string>
}

/** Gives each test of the file a database with the tiny plan, imported once. */
export function withDatabase(): BackedUp {
  let imported: Buffer
  let shell: ShellHere
  beforeAll(async () => {
    const first = createShellHere()
    const given = { env: { DATABASE_URL: 'sqlite:plan.sqlite' } }
    expect((await first.run(['import', projectFile('test/plans/tiny.yaml')], given)).exit).toBe(0)
    imported = readFileSync(join(first.folder, 'plan.sqlite'))
    first.close()
  })
  const pathIn = ({ folder }: ShellHere) => join(folder, 'var/plan.sqlite')
  beforeEach(() => {
    shell = createShellHere()
    mkdirSync(join(shell.folder, 'var'), { mode: 0o700 })
    writeFileSync(pathIn(shell), imported, { mode: 0o600 })
  })
  afterEach(() => shell.close())
  return {
    get shell() {
      return shell
    },
    get path() {
      return pathIn(shell)
    },
    backup: async (args = []) => {
      const { exit, data } = await shell.json(['backup', ...args], { env })
      expect(exit).toBe(0)
      return (data as { file: string }).file
    },
  }
}

export function reading<Found>(file: string, read: (sqlite: SqliteDatabase.Database) => Found): Found {
  const sqlite = new SqliteDatabase(file, { readonly: true })
  try {
    return read(sqlite)
  } finally {
    sqlite.close()
  }
}

/** Makes copying take a while. */
export function fatten(file: string): void {
  const sqlite = new SqliteDatabase(file)
  sqlite.exec('create table filler (bytes blob)')
  const insert = sqlite.prepare('insert into filler values (zeroblob(1000000))')
  for (let row = 0; row < 20; row += 1) insert.run()
  sqlite.close()
}

export function mount(folder: string, size: string): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'none', folder])
}

export function asRoot() {
  return unlessMissing(process.getuid?.() === 0, 'root')
}

/** A small disk is made in memory, which only root may do. */
export function smallDisk() {
  const can = process.platform === 'linux' && spawnSync('unshare', ['-m', 'true']).status === 0
  return unlessMissing(can && process.getuid?.() === 0, 'the right to mount')
}
