import { expect, test } from 'vitest'
import { among } from '../../../data/engine/among.ts'
import { openTestDatabase } from '../../support/database.ts'

test.each([
  ['no value', [], []],
  ['one value', ['B'], ['B']],
  ['several values, some of them unknown', ['C', 'A', 'X'], ['A', 'C']],
])('a column is among %s', async (_, values, expected) => {
  const db = await openTestDatabase()
  for (const code of ['A', 'B', 'C']) {
    await db.insertInto('plans').values({ code, importedAt: '' }).execute()
  }
  const rows = await db
    .selectFrom('plans')
    .select('code')
    .where(among('code', values))
    .orderBy('code')
    .execute()
  expect(rows.map(({ code }) => code)).toEqual(expected)
  await db.destroy()
})
