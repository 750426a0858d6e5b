import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import type { Database } from '../../../data/database.ts'
import { verifyTrail } from '../../../data/trail.ts'
import { createTestApp, read } from '../../support/app.ts'
import { newDatabaseUrl, setDisk } from '../../support/database.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { expectPositionsToAgree } from '../../support/positions.ts'

const LONG_NOTE = 'The backlog is cleared area by area. '.repeat(100)

/** How many rows each table holds that a change writes to. */
async function rowCounts(db: Database): Promise<Readonly<Record<string, number>>> {
  const tables = [
    'updates',
    'trail',
    'deliveries',
    'inbound',
    'nonces',
    'requests',
    'people',
    'assignments',
  ] as const
  const counts = tables.map(async (table) => {
    const { rows } = await sql<{
      number: number
    }>`select count(*) as number from ${sql.table(table)}`.execute(db)
    return [table, rows[0]?.number ?? 0] as const
  })
  return Object.fromEntries(await Promise.all(counts))
}

describe.each([
  ['in memory', () => 'sqlite::memory:'],
  ['in a file', newDatabaseUrl],
])('a full disk, %s', (_, url) => {
  test('refuses a change whole, goes on answering, and takes the change when there is space again', async () => {
    const { tell, say, later, db, close } = await createTestApp({ database: url() })
    await setDisk(db, 'full')
    const key = randomUUID()
    const nonce = randomUUID()
    const change = () => tell(`update C2 red ${LONG_NOTE}`, { key, nonce })
    await fill(() => tell(`update C2 amber ${LONG_NOTE}`))
    const before = await rowCounts(db)
    const refused = await change()
    expect(refused).toMatchObject({ ok: false, changes: [], error: { code: 'storage' } })
    expect(read(refused)).toBe('Not saved. The disk is full. Free some space and try again.')
    expect(await rowCounts(db)).toEqual(before)
    for (const line of [
      'assign SLBI new Sam Example',
      'revise A2(e) to 11 December 2020 because it is late',
    ]) {
      await fill(() => tell(line.replace('late', LONG_NOTE)))
    }
    await expectPositionsToAgree(db)
    expect(await verifyTrail(db)).toMatchObject({ broken: null })
    for (const question of ['status C2', 'overdue', 'changes', 'history C2', 'list amber']) {
      expect(await tell(question)).toMatchObject({ ok: true, error: null })
    }
    expect(await say('status C2')).toContain('◆ Amber')
    // The calendar runs short by then, and cannot be written.
    later(new Date('2026-11-24T09:00:00Z'))
    expect(await tell('overdue')).toMatchObject({ ok: true, error: null })
    await setDisk(db, 'free')
    expect(await change()).toMatchObject({ ok: true, changes: [{ ref: 'C2', field: 'rating', to: 'red' }] })
    expect((await rowCounts(db)).updates).toBe((before.updates ?? 0) + 1)
    await expectPositionsToAgree(db)
    await close()
  })
})

/** Says a line until the disk takes no more of it. */
async function fill(saying: () => Promise<{ ok: boolean }>): Promise<void> {
  for (let times = 0; times < 1_000; times += 1) {
    if (!(await saying()).ok) return
  }
  throw new Error('the disk is not full')
}

test('a database locked by another program refuses a change in one sentence, and takes it afterwards', async () => {
  const path = join(temporaryFolder(), 'wsoa.sqlite')
  const { tell, say, db, close } = await createTestApp({ database: `sqlite:${path}` })
  const other = new SqliteDatabase(path)
  other.exec('begin immediate')
  const before = await rowCounts(db)
  expect(await say('update C2 red the backlog grew')).toBe(
    'Not saved. The database is locked by another program. Try again in a moment.',
  )
  expect(await rowCounts(db)).toEqual(before)
  expect(await tell('overdue')).toMatchObject({ ok: true, error: null })
  other.exec('rollback')
  expect(await say('update C2 red the backlog grew')).toContain('Recorded: C2')
  other.close()
  await close()
})
