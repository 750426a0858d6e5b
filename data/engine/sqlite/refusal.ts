import SqliteDatabase from 'better-sqlite3'
import { StorageError, type StorageFailure } from '../../../src/errors.ts'
import { CLOSED } from '../failure.ts'

const FULL = 'The disk is full. Free some space and try again.'
const DAMAGED = 'The database file is damaged. Restore it from a backup.'

/** By the beginning of SQLite's code; an error that is not listed is a mistake in the program. */
const REFUSALS: readonly (readonly [code: string, failure: StorageFailure, sentence: string])[] = [
  ['SQLITE_FULL', 'full', FULL],
  ['SQLITE_BUSY', 'busy', 'The database is locked by another program. Try again in a moment.'],
  ['SQLITE_LOCKED', 'busy', 'The database is locked by another program. Try again in a moment.'],
  ['SQLITE_CORRUPT', 'damaged', DAMAGED],
  [
    'SQLITE_NOTADB',
    'damaged',
    'The file is not a database, or is damaged. Check DATABASE_URL, or restore a backup.',
  ],
  [
    'SQLITE_READONLY',
    'readOnly',
    'The database cannot be written. Check that the file and its folder belong to this user.',
  ],
  [
    'SQLITE_CANTOPEN',
    'refused',
    'The database cannot be opened. Check that the file and its folder belong to this user.',
  ],
  ['SQLITE_IOERR', 'unreachable', 'The disk reported an error. Check the disk, then try again.'],
]

/** Runs a step of SQLite. @throws StorageError when the disk or the file refused; any other error as it is */
export function refusing<Result>(step: () => Result): Result {
  try {
    return step()
  } catch (error) {
    throw refusal(error)
  }
}

export function fullError(): StorageError {
  return new StorageError(FULL, { failure: 'full' })
}

export function damagedError(): StorageError {
  return new StorageError(DAMAGED, { failure: 'damaged' })
}

/** The error of a step of SQLite as a StorageError, where the disk or the file refused; any other error as it is. */
export function refusal(error: unknown): unknown {
  if (error instanceof TypeError && error.message.includes('connection is not open')) {
    return new StorageError(CLOSED, { failure: 'unreachable', cause: error })
  }
  if (!(error instanceof SqliteDatabase.SqliteError)) return error
  const { code } = error
  const found = REFUSALS.find(([beginning]) => code.startsWith(beginning))
  if (!found) return error
  const [, failure, sentence] = found
  return new StorageError(sentence, { failure, code, cause: error })
}
