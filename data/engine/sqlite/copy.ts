import SqliteDatabase from 'better-sqlite3'
import { StorageError } from '../../../src/errors.ts'
import type { RowCounts } from '../engine.ts'
import { flushFile } from '../flushed.ts'
import { IN_MEMORY } from './database-file.ts'
import { refusal, refusing } from './refusal.ts'
import { makePrivate } from './rights.ts'

/** As many pages are copied before others have their turn: 1 MB. */
const PAGES = 256

/** Copies the database of a path as it is at this moment; the copy needs no log beside it. */
export async function copyTo(path: string, file: string): Promise<RowCounts> {
  if (path === IN_MEMORY) throw new StorageError('A database in memory cannot be backed up.')
  makePrivate(file)
  const source = refusing(() => new SqliteDatabase(path, { readonly: true, fileMustExist: true }))
  try {
    // Holds one state for reading, so that the copy need not begin anew whenever somebody writes.
    refusing(() => source.exec('begin'))
    const rows = rowCounts(source)
    await source.backup(file, { progress: () => PAGES })
    refusing(() => makeWhole(file))
    return rows
  } catch (error) {
    throw refusal(error)
  } finally {
    source.close()
  }
}

/** How many rows each table of a file has; the file is only read. @throws StorageError */
export function rowCountsOf(file: string): RowCounts {
  return refusing(() => {
    const sqlite = new SqliteDatabase(file, { readonly: true, fileMustExist: true })
    try {
      return rowCounts(sqlite)
    } finally {
      sqlite.close()
    }
  })
}

function rowCounts(sqlite: SqliteDatabase.Database): RowCounts {
  const tables = sqlite
    .prepare<[], { name: string }>(
      "select name from sqlite_master where type = 'table' and name not like 'sqlite%' order by name",
    )
    .all()
  return Object.fromEntries(
    tables.map(({ name }) => [
      name,
      sqlite.prepare<[], number>(`select count(*) from "${name}"`).pluck().get() ?? 0,
    ]),
  )
}

/** A file that may be moved alone: it says of itself that it has no log, and is on disk. */
function makeWhole(file: string): void {
  const copy = new SqliteDatabase(file, { fileMustExist: true })
  try {
    // Without shared memory, which a network drive may not give.
    copy.pragma('locking_mode = EXCLUSIVE')
    copy.pragma('journal_mode = DELETE')
  } finally {
    copy.close()
  }
  flushFile(file)
}
