import { mkdirSync, rmSync, watch } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type TrailEntry, verifyTrail } from '../../../data/trail.ts'
import { createTestApp } from '../../support/app.ts'
import { newDatabaseUrl, openTestDatabase } from '../../support/database.ts'
import { expectPositionsToAgree } from '../../support/positions.ts'
import { startRecorder } from '../../support/recorder.ts'
import { createShell } from '../../support/shell.ts'

/** After how many receipts each recorder is killed: it goes on meanwhile, so it dies wherever it is by then. */
const KILLED_AFTER = [1, 2, 5, 11, 17, 30, 43]

test('whatever was acknowledged before a kill is there afterwards, whole, with its trail and its messages', async () => {
  const url = newDatabaseUrl()
  await (await createTestApp({ database: url })).close()
  const acknowledged: string[] = []
  for (const [round, receipts] of KILLED_AFTER.entries()) {
    const recorder = startRecorder({ database: url, writer: `writer-${round}`, times: 10_000 })
    const { numbers, signal } = await recorder.killAfter(receipts)
    expect(signal).toBe('SIGKILL')
    expect(numbers.length).toBeGreaterThanOrEqual(receipts)
    acknowledged.push(...numbers.map((number) => `as reported by writer-${round} in round ${number}`))
  }

  const db = await openTestDatabase(url)
  expect(await verifyTrail(db)).toMatchObject({ broken: null })
  await expectPositionsToAgree(db)
  const updates = await db.selectFrom('updates').select(['id', 'note']).where('kind', '=', 'update').execute()
  const notes = updates.map(({ note }) => note)
  expect(acknowledged.filter((note) => notes.filter((each) => each === note).length !== 3)).toEqual([])
  // What was not acknowledged is there whole or not at all: each line named three items.
  expect([...new Set(notes)].filter((note) => notes.filter((each) => each === note).length !== 3)).toEqual([])

  const payloads = await db.selectFrom('trail').select('payload').orderBy('seq').execute()
  const entries = payloads.map(({ payload }) => JSON.parse(payload) as TrailEntry)
  const told = entries
    .filter(({ action }) => action === 'update')
    .map(({ after }) => (after as { entry: number }).entry)
  expect(told).toEqual(updates.map(({ id }) => id))
  const messages = await db.selectFrom('deliveries').select('key').execute()
  const keys = await db.selectFrom('inbound').select('key').execute()
  expect(keys).toHaveLength(updates.length / 3)
  expect(new Set(messages.map(({ key }) => key.split(':')[1])).size).toBe(updates.length / 3)
  await db.destroy()
})

test('a demo that was killed while it was being made is made whole at the next start', async () => {
  const shell = createShell()
  const folder = join(shell.folder, 'var')
  for (const changes of [1, 5, 15]) {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder)
    const { child, ended } = shell.start(['say', 'overdue'])
    let seen = 0
    const watcher = watch(folder, () => {
      seen += 1
      if (seen >= changes) child.kill('SIGKILL')
    })
    await ended
    watcher.close()
    const { exit, out, errors } = await shell.run(['doctor'])
    expect({ exit, errors }).toEqual({ exit: 0, errors: '' })
    expect(out).toContain('plans: thurrock-wsoa-2019')
  }
  const { out } = await shell.run(['say', 'overdue'])
  expect(out).toContain('13 of 63 sub-actions are overdue on Tuesday 24 November 2020.')
  shell.close()
})
