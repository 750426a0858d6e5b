import { existsSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { StorageError } from '../../src/errors.ts'
import type { Database } from '../database.ts'
import { engineOf, type RowCounts } from '../engine/engine.ts'
import { flushFolder, writeFlushed } from '../engine/flushed.ts'
import type { BackupReason } from '../schema.ts'
import { saveBackup } from './kept.ts'
import { type Backup, type Manifest, manifestOf } from './manifest.ts'
import { newName, PARTIAL, prepareFolder, refusedBy } from './place.ts'
import { readBack } from './read-back.ts'

export interface Taking {
  readonly folder: string
  readonly why: BackupReason
  /** By the machine's clock. */
  readonly at: Date
  /** The version of wsoa. */
  readonly version: string
}

/** Takes a backup and notes it in the database. @throws StorageError */
export async function takeBackup(db: Database, taking: Taking): Promise<Backup> {
  const backup = await copyProved(db, taking)
  await saveBackup(db, backup)
  return backup
}

/**
 * Copies the database while it is used, reads the copy back, and gives it its name only when it is proved.
 * @throws StorageError that says why there is no backup; then nothing of it is left
 */
export async function copyProved(db: Database, taking: Taking): Promise<Backup> {
  const { folder, at } = taking
  let file: string | undefined
  try {
    prepareFolder(folder, at)
    file = newName(resolve(folder), taking)
    return await taken(db, file, taking)
  } catch (error) {
    if (file !== undefined) removePartial(file)
    throw refusedBy(error)
  }
}

async function taken(db: Database, file: string, { at, why, version }: Taking): Promise<Backup> {
  const partial = file + PARTIAL
  const rows = await engineOf(db).copyTo(partial)
  const { proved, rows: copied, print } = await readBack(partial)
  checkCounts(rows, copied)
  const manifest: Manifest = {
    file: basename(file),
    ...print,
    takenAt: at.toISOString(),
    why,
    version,
    ...proved,
    rows,
  }
  // The manifest goes first: what bears the name of a backup has one.
  writeFlushed(manifestOf(file) + PARTIAL, `${JSON.stringify(manifest, null, 2)}\n`)
  renameSync(manifestOf(file) + PARTIAL, manifestOf(file))
  renameSync(partial, file)
  flushFolder(dirname(file))
  return { file, manifest }
}

function checkCounts(there: RowCounts, copied: RowCounts): void {
  const [differing] = Object.keys({ ...there, ...copied }).filter((table) => there[table] !== copied[table])
  if (differing !== undefined)
    throw new StorageError(`the copy of ${differing} has not as many rows`, { failure: 'damaged' })
}

function removePartial(file: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(file + PARTIAL + suffix, { force: true })
  rmSync(manifestOf(file) + PARTIAL, { force: true })
  if (!existsSync(file)) rmSync(manifestOf(file), { force: true })
}
