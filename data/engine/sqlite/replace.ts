import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { failureOf } from '../failure.ts'
import { flushFile } from '../flushed.ts'
import { refusing } from './refusal.ts'
import { giveToOwnerOf, PRIVATE_FOLDER } from './rights.ts'

/** The database goes first: without it nobody can open a log that is left, and with another it would bring the old state back. */
const FILES = ['', '-wal', '-shm'] as const

/**
 * Whether another program has the database open, however idle it is: it holds a lock for as long. Undefined when a database
 * that is damaged does not tell. Ends any log that a killed program left behind.
 */
export function isInUse(path: string): boolean | undefined {
  if (!existsSync(path)) return false
  try {
    return refusing(() => isLockedByOthers(path))
  } catch (error) {
    if (failureOf(error) === 'busy') return true
    if (failureOf(error) === 'damaged') return undefined
    throw error
  }
}

function isLockedByOthers(path: string): boolean {
  const sqlite = new SqliteDatabase(path, { fileMustExist: true, timeout: 0 })
  try {
    sqlite.pragma('locking_mode = EXCLUSIVE')
    sqlite.exec('begin exclusive; commit')
    return false
  } finally {
    sqlite.close()
  }
}

/** Copies a file, with its log where it may have one, to a place beside the database, and returns that place. */
export function bringBeside(path: string, file: string, { withLog }: { withLog: boolean }): string {
  const place = `${path}-restoring`
  const folder = dirname(path)
  if (!existsSync(folder)) mkdirSync(folder, { recursive: true, mode: PRIVATE_FOLDER })
  removeBeside(place)
  for (const suffix of withLog ? ['', '-wal'] : ['']) {
    if (!existsSync(file + suffix)) continue
    copyFileSync(file + suffix, place + suffix)
    giveToOwnerOf(folder, place + suffix)
  }
  return place
}

export function removeBeside(place: string): void {
  for (const suffix of ['-wal', '-shm', '-journal', '-mark', '']) rmSync(place + suffix, { force: true })
}

/** Sets the database aside under another name, all its files together, and puts another in its place; or changes nothing. */
export function putInPlace(path: string, { from, aside }: { from: string; aside: string }): void {
  const moved: string[] = []
  try {
    flushFile(from)
    for (const suffix of FILES) {
      if (!existsSync(path + suffix)) continue
      renameSync(path + suffix, aside + suffix)
      moved.unshift(suffix)
    }
    renameSync(from, path)
  } catch (error) {
    for (const suffix of moved) renameSync(aside + suffix, path + suffix)
    throw error
  }
}
