import { type BigIntStats, closeSync, openSync, readSync, statfsSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type SqliteDatabase from 'better-sqlite3'
import { StorageError } from '../../../src/errors.ts'

/**
 * What a look at the files found. `unclear`: somebody wrote to the database who may be another process of ours in the
 * middle of a checkpoint, and who may have copied another file over it; a moment later it is plain which.
 */
type Sight = 'there' | 'gone' | 'unclear'

/** The files of an open database, as others find them under its name. */
export interface DatabaseFile {
  readonly look: () => Sight
  /** Whether there is too little room to go on writing. */
  readonly isDiskFull: () => boolean
  readonly close: () => void
}

export const IN_MEMORY = ':memory:'

/** SQLite goes on working with files that were deleted or moved away: all three must stay what they were. */
const SUFFIXES = ['', '-wal', '-shm'] as const

/** Writing back may take this long; whoever wrote to the file by then was no process of ours. */
const LONGEST_CHECKPOINT_MS = 2_000

/** As much as the log may grow before SQLite empties it. */
const LEAST_FREE_BYTES = 4 * 2 ** 20

/** The header of the log begins with one of two numbers; a part of it is another each time the log begins anew. */
const HEADER_BYTES = 24
const MAGIC: readonly number[] = [0x377f0682, 0x377f0683]
const GENERATION_FROM = 12

interface LogState {
  /** Somebody emptied the log or wrote over it: what it held would be lost. */
  readonly isLost: boolean
  /** Another text whenever something was written back from the log to the database. */
  readonly writtenBack: string
}

/** What nobody can move away, or somebody else looks after. */
export const UNWATCHED: DatabaseFile = { look: () => 'there', isDiskFull: () => false, close: () => {} }

/** @throws an error of the file system */
export function watchFile(sqlite: SqliteDatabase.Database, path: string): DatabaseFile {
  if (path === IN_MEMORY) return UNWATCHED
  const place = resolve(path)
  // SQLite opens its log with the first reading.
  sqlite.prepare('select name from sqlite_master').all()
  const files = SUFFIXES.map((suffix) => ({ name: place + suffix, known: statSync(place + suffix, BIG) }))
  // SQLite locks the other two files, and would lose these locks if a file were opened and closed here.
  const header = openSync(`${place}-wal`, 'r')
  const noCheckpoint = sqlite.prepare<[], { log: number; checkpointed: number }>(
    'pragma wal_checkpoint(noop)',
  )
  let seen = files[0]?.known
  let written = logState().writtenBack
  let unclearSince: number | undefined

  function logState(): LogState {
    const begun = Buffer.alloc(HEADER_BYTES)
    readSync(header, begun, 0, HEADER_BYTES, 0)
    const { log: frames, checkpointed } = noCheckpoint.get() ?? { log: 0, checkpointed: 0 }
    return {
      isLost: frames > 0 && !MAGIC.includes(begun.readUInt32BE(0)),
      writtenBack: `${begun.toString('hex', GENERATION_FROM)} ${checkpointed}`,
    }
  }

  function afterWaiting(): Sight {
    unclearSince ??= performance.now()
    return performance.now() - unclearSince < LONGEST_CHECKPOINT_MS ? 'unclear' : 'gone'
  }

  return {
    look: () => {
      // SQLite tells nothing of its log within a transaction; the commit looks again.
      const state = sqlite.inTransaction ? undefined : logState()
      const now = files.flatMap(({ name, known }) => {
        const file = found(name)
        return file && isSameFile(file, known) ? [file] : []
      })
      const [database] = now
      if (!database || now.length < files.length) return 'gone'
      if (!state) return 'there'
      if (state.isLost) return 'gone'
      // Only what is written back from the log changes the database file.
      if (!isSameContent(database, seen) && state.writtenBack === written) return afterWaiting()
      unclearSince = undefined
      seen = database
      written = state.writtenBack
      return 'there'
    },
    isDiskFull: () => isDiskFull(place),
    close: () => closeSync(header),
  }
}

export function isDiskFull(path: string): boolean {
  const { bavail, bsize } = statfsSync(dirname(path))
  return bavail * bsize < LEAST_FREE_BYTES
}

const BIG = { bigint: true } as const

function found(name: string): BigIntStats | undefined {
  try {
    return statSync(name, { ...BIG, throwIfNoEntry: false })
  } catch (error) {
    throw new StorageError(
      'The database file cannot be looked at. Check the disk, and that the file and its folder belong to this user.',
      { failure: 'unreachable', code: (error as NodeJS.ErrnoException).code, cause: error },
    )
  }
}

function isSameFile(one: BigIntStats, other: BigIntStats | undefined): boolean {
  return one.dev === other?.dev && one.ino === other.ino
}

function isSameContent(one: BigIntStats, other: BigIntStats | undefined): boolean {
  return one.mtimeNs === other?.mtimeNs && one.size === other.size
}

/** The sentence stands after "Not saved." */
export function goneError(): StorageError {
  return new StorageError('The database file was moved or removed.', { failure: 'gone' })
}
