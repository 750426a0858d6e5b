import { expect, test } from 'vitest'
import { verifyTrail } from '../../../data/trail.ts'
import { createTestApp } from '../../support/app.ts'
import { newDatabaseUrl, openTestDatabase } from '../../support/database.ts'
import { expectPositionsToAgree } from '../../support/positions.ts'
import { startRecorder } from '../../support/recorder.ts'

const TIMES = 100

test('two programs that write at once lose nothing, and nobody is told that the database is locked', async () => {
  const url = newDatabaseUrl()
  await (await createTestApp({ database: url })).close()
  const recorders = ['one', 'other'].map((writer) => startRecorder({ database: url, writer, times: TIMES }))
  const receipts = (await Promise.all(recorders.map((recorder) => recorder.receipts))).flat()
  expect(receipts).toHaveLength(2 * TIMES)
  expect(receipts.filter(({ reply }) => !reply.ok)).toEqual([])
  const db = await openTestDatabase(url)
  const updates = await db.selectFrom('updates').select('note').where('kind', '=', 'update').execute()
  expect(updates).toHaveLength(3 * 2 * TIMES)
  expect(new Set(updates.map(({ note }) => note)).size).toBe(2 * TIMES)
  expect(await verifyTrail(db)).toMatchObject({ entries: 2 + updates.length, broken: null })
  await expectPositionsToAgree(db)
  await db.destroy()
})

test('a message that two programs receive is recorded by one of them; both give the same receipt', async () => {
  const url = newDatabaseUrl()
  await (await createTestApp({ database: url })).close()
  const recorders = [1, 2].map(() => startRecorder({ database: url, writer: 'both', times: TIMES }))
  const [one, other] = await Promise.all(recorders.map((recorder) => recorder.receipts))
  expect(one).toHaveLength(TIMES)
  expect(one?.filter(({ reply }) => !reply.ok)).toEqual([])
  expect(other).toEqual(one)
  const db = await openTestDatabase(url)
  const updates = await db.selectFrom('updates').select('id').where('kind', '=', 'update').execute()
  expect(updates).toHaveLength(3 * TIMES)
  expect(await verifyTrail(db)).toMatchObject({ entries: 2 + 3 * TIMES, broken: null })
  await db.destroy()
})
