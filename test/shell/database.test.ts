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
      'postgres://user:canary@host/db',
      'DATABASE_URL names PostgreSQL, which this version does not support yet',
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
