import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDatabase } from '../../data/database.ts'
import { backupNotes } from '../../src/shell/last-backup.ts'
import { projectFile } from '../../src/shell/project.ts'
import { newDatabaseUrl } from '../support/database.ts'
import { testEngine } from '../support/engines.ts'
import { createShellHere, type ShellHere } from '../support/shell.ts'

const PLAN = projectFile('data/plans/thurrock-wsoa-2019.yaml')

let shell: ShellHere
let url: string

beforeEach(async () => {
  shell = createShellHere()
  url = newDatabaseUrl()
  await testEngine.prepare(url)
})
afterEach(() => shell.close())

function asked(change: (address: URL) => void): Promise<{ exit: number | null; errors: string }> {
  const address = new URL(url)
  change(address)
  return shell.run(['say', 'overdue'], { env: { DATABASE_URL: address.href } })
}

test('a plan is imported to a server, doctor finds it well, and says that it is backed up there', async () => {
  const env = { DATABASE_URL: url }
  const imported = await shell.run(['import', PLAN], { env })
  expect(imported).toMatchObject({ exit: 0, errors: '' })
  const { exit, out } = await shell.run(['doctor'], { env })
  expect(out).toContain(
    'ok     backup: the database is on a server and is backed up there, so it is not known here when\n',
  )
  expect(out).toContain('PostgreSQL, every commit flushed by the server')
  expect(out).not.toContain('write-ahead')
  expect(out).not.toContain('this user')
  expect(exit).toBe(0)
  expect((await shell.run(['migrate'], { env })).out).toBe('The database is up to date with this version.\n')
  expect((await shell.run(['audit', 'verify'], { env })).exit).toBe(0)
  expect(shell.files()).toEqual([])

  const db = await openDatabase(url, { create: false })
  expect(await backupNotes(db)).toEqual(['the database is on a server and is backed up there'])
  await db.destroy()
})

test('an empty database, a wrong name and a wrong password are a sentence each, without the address', async () => {
  const { errors: empty } = await asked(() => {})
  expect(empty).toBe(
    'wsoa: The database is empty. Check DATABASE_URL, or fill it with: wsoa import <plan.yaml>\n',
  )
  const { errors: missing } = await asked((address) => {
    address.pathname = 'canary'
  })
  expect(missing).toBe(
    'wsoa: The database that DATABASE_URL names does not exist. Make it, or correct the name.\n',
  )
  const { errors: wrong } = await asked((address) => {
    address.password = 'canary'
  })
  expect(wrong).toBe(
    'wsoa: The database server refused the user or password of DATABASE_URL. Correct them.\n',
  )
})
