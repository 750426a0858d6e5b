import SqliteDatabase from 'better-sqlite3'
import { expect, test } from 'vitest'
import { failureOf, sentenceOf } from '../../../data/engine/failure.ts'
import { refusing } from '../../../data/engine/sqlite/refusal.ts'
import { openTestDatabase } from '../../support/database.ts'

function refusedBy(code: string): unknown {
  try {
    return refusing(() => {
      throw new SqliteDatabase.SqliteError('in its own words', code)
    })
  } catch (error) {
    return error
  }
}

test.each([
  ['SQLITE_FULL', 'full', 'The disk is full.'],
  ['SQLITE_BUSY', 'busy', 'The database is locked by another program.'],
  ['SQLITE_BUSY_SNAPSHOT', 'busy', 'The database is locked by another program.'],
  ['SQLITE_LOCKED', 'busy', 'The database is locked by another program.'],
  ['SQLITE_CORRUPT_INDEX', 'damaged', 'The database file is damaged.'],
  ['SQLITE_NOTADB', 'damaged', 'The file is not a database'],
  ['SQLITE_READONLY', 'readOnly', 'The database cannot be written.'],
  ['SQLITE_CANTOPEN', 'refused', 'The database cannot be opened.'],
  ['SQLITE_IOERR_FSYNC', 'unreachable', 'The disk reported an error.'],
  ['SQLITE_CONSTRAINT_UNIQUE', undefined, 'The database refused.'],
])('%s is known as %s', (code, failure, sentence) => {
  const error = refusedBy(code)
  expect(failureOf(error)).toBe(failure)
  expect(sentenceOf(error)).toContain(sentence)
  expect(error).toMatchObject({ code })
})

test('a database that was closed is unreachable', async () => {
  const db = await openTestDatabase()
  await db.destroy()
  const error = await db
    .selectFrom('plans')
    .select('code')
    .execute()
    .catch((reason: unknown) => reason)
  expect(failureOf(error)).toBe('unreachable')
  expect(sentenceOf(error)).toBe('The database is closed. Start the service again.')
})

test('a mistake in the program is no failure of the database', () => {
  expect(failureOf(new TypeError('undefined is not a function'))).toBeUndefined()
})
