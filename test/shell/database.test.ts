import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DEMO_PLANS } from '../../src/shell/demo-plans.ts'
import { needs } from '../support/needs.ts'
import { createShell, createShellHere, type ShellHere } from '../support/shell.ts'

let shell: ShellHere

beforeEach(() => {
  shell = createShellHere()
})
afterEach(() => shell.close())

const READERS = [['say', 'overdue'], ['trail'], ['tick'], ['chat']] as const

describe('a database that is not there', () => {
  test('is one sentence for every command but import, and is not made', async () => {
    const env = { DATABASE_URL: 'sqlite:var/wsao.sqlite' }
    const ends = await Promise.all(READERS.map((args) => shell.run(args, { env })))
    const sentence =
      'wsoa: There is no database where DATABASE_URL says. Correct its path, or make one with: wsoa import <plan.yaml>\n'
    expect(ends).toEqual(READERS.map(() => ({ exit: 1, out: '', errors: sentence })))
    expect(shell.files()).toEqual([])
  })

  test.each([
    [
      'postgres://user:canary@host',
      'DATABASE_URL begins with "postgres:": expected postgres://user:password@host:5432/database?sslmode=verify-full.',
    ],
    ['var/canary.sqlite', 'DATABASE_URL names no kind of database that is known: expected sqlite:<path>'],
  ])('%s is a wrong setting, of which nothing is repeated', async (url, sentence) => {
    const { exit, out, errors } = await shell.run(['say', 'overdue'], { env: { DATABASE_URL: url } })
    expect({ exit, out }).toEqual({ exit: 3, out: '' })
    expect(errors).toContain(sentence)
    expect(errors).not.toContain('canary')
    expect(shell.files()).toEqual([])
  })
})

describe('a database on a server', () => {
  const env = { DATABASE_URL: 'postgres://user:canary@127.0.0.1:1/wsoa' }

  test('that cannot be reached is one sentence for every command, without its address', async () => {
    const ends = await Promise.all(READERS.map((args) => shell.run(args, { env })))
    const sentence = 'wsoa: The database server cannot be reached. Try again in a moment.\n'
    expect(ends).toEqual(READERS.map(() => ({ exit: 1, out: '', errors: sentence })))
  })

  test.each([
    [['backup']],
    [['backup', '--to', 'backups']],
    [['restore', 'var/backups/one.sqlite']],
    [['migrate', '--check']],
  ])('is backed up there, as %j says, and nothing is made here', async (args) => {
    expect(await shell.run(args, { env })).toEqual({
      exit: 3,
      out: '',
      errors:
        'wsoa: The database is on a server: back it up and restore it there, as docs/postgresql.md says.\n',
    })
    expect(shell.files()).toEqual([])
  })

  test('refuses a nightly backup and a folder for it', async () => {
    const backups = { BACKUP_AT: '21:30', BACKUP_DIR: 'backups' }
    const { exit, errors } = await shell.run(['start'], { env: { ...env, ...backups } })
    expect(exit).toBe(3)
    expect(errors).toContain(
      'BACKUP_AT and BACKUP_DIR are for a database in a file, and DATABASE_URL names one on a server: back it up there, as docs/postgresql.md says, and remove BACKUP_AT and BACKUP_DIR.',
    )
    expect(errors).not.toContain('canary')
  })
})

describe('the demo’s database', () => {
  test('is one sentence when its folder cannot be made', async () => {
    shell.write('var', 'a file where the folder should be')
    const unmade = await shell.run(['start'])
    expect(unmade).toMatchObject({ exit: 1, out: '' })
    expect(unmade.errors).toMatch(/^wsoa: The database cannot be .*\n$/)
  })

  test('is said to be damaged when its file is, by the shell and by doctor', async () => {
    await shell.run(['say', 'update C2 red the backlog grew'])
    const path = join(shell.folder, 'var/demo.sqlite')
    const bytes = readFileSync(path)
    bytes.fill(0xff, 4096)
    writeFileSync(path, bytes)
    const said = await shell.run(['say', 'overdue'])
    expect(said).toMatchObject({ exit: 1, out: '' })
    expect(said.errors).toMatch(/^wsoa: The database file is damaged\. Restore it from a backup\.\n$/)
    const examined = await shell.run(['doctor'])
    expect(examined).toMatchObject({ exit: 1, errors: '' })
    expect(examined.out).toContain('wrong  database: The database file is damaged. Restore it from a backup.')
    expect((await shell.run(['start', '--fresh'], { lines: ['quit'] })).exit).toBe(0)
  })

  test('is one sentence in a folder that may only be read', needs.ordinaryUser, async () => {
    mkdirSync(join(shell.folder, 'var'))
    chmodSync(join(shell.folder, 'var'), 0o500)
    const { exit, out, errors } = await shell.run(['say', 'overdue'])
    expect({ exit, out }).toEqual({ exit: 1, out: '' })
    expect(errors).toContain('belong to this user')
    expect(errors.trim().split('\n')).toHaveLength(1)
    chmodSync(join(shell.folder, 'var'), 0o700)
    expect(shell.files('var')).toEqual([])
  })

  test('is one sentence when its file may only be read', needs.ordinaryUser, async () => {
    await shell.run(['say', 'overdue'])
    chmodSync(join(shell.folder, 'var/demo.sqlite'), 0o400)
    const { exit, out, errors } = await shell.run(['say', 'update C2 red the backlog grew'])
    expect({ exit, out }).toEqual({ exit: 1, out: '' })
    expect(errors).toContain('belong to this user')
  })

  test('is made once and whole when several start at the same time', async () => {
    const processes = createShell()
    const said = ['one', 'two', 'three', 'four'].map((word) =>
      processes.run(['say', `update C2 amber ${word}`]),
    )
    expect((await Promise.all(said)).map(({ exit, errors }) => ({ exit, errors }))).toEqual(
      said.map(() => ({ exit: 0, errors: '' })),
    )
    const { data } = await processes.json(['trail'])
    expect((data as { action: string }[]).map(({ action }) => action)).toEqual([
      // Of the sample, and of the organisation with each of the demo's plans.
      ...Array.from({ length: 1 + DEMO_PLANS.length }, () => 'import'),
      'update',
      'update',
      'update',
      'update',
    ])
    processes.close()
  })
})
