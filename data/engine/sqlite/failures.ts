import SqliteDatabase from 'better-sqlite3'
import { StorageError, type StorageFailure } from '../../../src/errors.ts'
import { CLOSED } from '../failure.ts'

/** By the beginning of SQLite's code. Any other code is a mistake of ours. */
const FAILURES: Readonly<Record<string, readonly [StorageFailure, string]>> = {
  SQLITE_FULL: ['full', 'The disk is full. Free some space and try again.'],
  SQLITE_BUSY: ['busy', 'The database is locked by another program. Try again in a moment.'],
  SQLITE_LOCKED: ['busy', 'The database is locked by another program. Try again in a moment.'],
  SQLITE_CORRUPT: ['damaged', 'The database file is damaged. Restore it from a backup.'],
  SQLITE_NOTADB: [
    'damaged',
    'The file is not a database, or is damaged. Check DATABASE_URL, or restore a backup.',
  ],
  SQLITE_READONLY: [
    'readOnly',
    'The database cannot be written. Check that the file and its folder belong to this user.',
  ],
  SQLITE_CANTOPEN: [
    'unreachable',
    'The database cannot be opened. Check that the file and its folder belong to this user.',
  ],
  SQLITE_IOERR: ['damaged', 'The disk reported an error. Check the disk, then try again.'],
}

/** The error as the rest of the program knows it: a `StorageError` when the disk or SQLite refused. */
export function asStorageError(error: unknown): unknown {
  const [failure, sentence] = refusalOf(error) ?? []
  return failure && sentence ? new StorageError(failure, sentence, { cause: error }) : error
}

export function isBusy(error: unknown): boolean {
  return error instanceof SqliteDatabase.SqliteError && error.code.startsWith('SQLITE_BUSY')
}

function refusalOf(error: unknown): readonly [StorageFailure, string] | undefined {
  if (error instanceof SqliteDatabase.SqliteError) {
    const { code } = error
    return Object.entries(FAILURES).find(([known]) => code.startsWith(known))?.[1]
  }
  const isClosed = error instanceof Error && error.message.includes('database connection is not open')
  return isClosed ? ['unreachable', CLOSED] : undefined
}
