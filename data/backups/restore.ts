import { existsSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { StorageError } from '../../src/errors.ts'
import { isKnownSchema, openCopy, openDatabase, placeOf, rowCountsOf } from '../database.ts'
import { failureOf, sentenceOf } from '../engine/failure.ts'
import { flushFolder } from '../engine/flushed.ts'
import { noteRestore } from '../marks.ts'
import { saveBackup } from './kept.ts'
import { fingerprint, type Manifest, manifestOf, readManifest, type TrailEnds } from './manifest.ts'
import { PARTIAL } from './place.ts'
import { migrationsOf, prove, trailEnds } from './prove.ts'

export interface Restoring {
  readonly url: string
  readonly file: string
  readonly at: Date
  /** It may be the backup of another database than the one that is there. */
  readonly mayBeAnother?: boolean
  /** Asked where the database is too damaged to tell whether anybody has it open. */
  readonly isServed?: () => Promise<boolean>
}

export interface Restored {
  readonly takenAt: string
  /** Undefined for a copy that was not taken by the program. */
  readonly manifest: Manifest | undefined
  readonly trail: TrailEnds
  /** Where the database is that was there before; undefined when there was none. */
  readonly aside: string | undefined
}

/**
 * Puts a backup in the place of the database, which is set aside, once a copy of it beside the database has been brought up
 * to date and proved. Otherwise everything stays as it is.
 * @throws StorageError that says why
 */
export async function restoreBackup({
  url,
  file,
  at,
  mayBeAnother = false,
  isServed = async () => false,
}: Restoring): Promise<Restored> {
  const place = placeOf(url)
  let beside: string | undefined
  try {
    const manifest = knownManifest(file)
    checkUnused(place.isInUse(place.path) ?? (await isServed()))
    // What was taken by the program needs no log, and one that stands beside it is none of its own.
    beside = place.bringBeside(place.path, file, { withLog: !manifest })
    if (manifest) await compare(beside, manifest)
    const trail = await provedCopy(beside, { file, manifest })
    const known = await firstEntry(place.path)
    // Long work may have given somebody time to start the service.
    checkUnused(place.isInUse(place.path) ?? (await isServed()))
    if (!mayBeAnother && known !== undefined && known !== trail.first) throw refused(ANOTHER)
    const takenAt = manifest?.takenAt ?? statSync(file).mtime.toISOString()
    const hadOne = existsSync(place.path)
    const aside = freeName(`${place.path}-before-restore-${at.toISOString().replace(/:|\.\d+/g, '')}`)
    const marked = place.mark.read()
    noteRestore(place.mark, { takenAt })
    try {
      place.putInPlace(place.path, { from: beside, aside })
    } catch (error) {
      if (marked !== undefined) place.mark.write(marked)
      throw error
    }
    flushFolder(dirname(place.path))
    return { takenAt, manifest, trail, aside: hadOne ? aside : undefined }
  } catch (error) {
    throw notRestored(error)
  } finally {
    if (beside !== undefined) place.removeBeside(beside)
  }
}

/** What was set aside before is never written over. */
function freeName(wanted: string): string {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? wanted : `${wanted}-${number}`
    if (['', '-wal', '-shm'].every((suffix) => !existsSync(name + suffix))) return name
  }
}

/** The manifest of a file that may be restored; undefined for a copy that has none. */
function knownManifest(file: string): Manifest | undefined {
  if (!existsSync(file)) throw refused('there is no such file')
  if (!statSync(file).isFile()) throw refused('it is a folder: name one of the files in it')
  if (file.endsWith(PARTIAL)) throw refused('it is a half one, which was never ended')
  const manifest = readManifest(file)
  if (!manifest && existsSync(manifestOf(file))) throw refused('its manifest cannot be read')
  if (!manifest) return undefined
  if (!isKnownSchema(manifest.schema)) throw newer(manifest.version)
  return manifest
}

/** Compares the copy, which is what will be used, with the manifest. */
async function compare(beside: string, manifest: Manifest): Promise<void> {
  const { bytes, sha256 } = await fingerprint(beside)
  if (bytes !== manifest.bytes)
    throw refused(`it was cut or changed: it has ${bytes} bytes, and its manifest says ${manifest.bytes}`)
  if (sha256 !== manifest.sha256)
    throw refused('it was changed since it was taken: its SHA-256 is not the one in its manifest')
}

function checkUnused(isInUse: boolean): void {
  if (isInUse) throw refused('the service or another program has the database open. Stop it first', 'busy')
}

async function provedCopy(
  beside: string,
  { file, manifest }: { readonly file: string; readonly manifest: Manifest | undefined },
): Promise<TrailEnds> {
  await checkKind(beside, manifest)
  const db = await openDatabase(`sqlite:${beside}`, { create: false })
  try {
    const { trail } = await prove(db)
    // A database cannot hold that it was backed up itself.
    if (manifest) await saveBackup(db, { file: resolve(file), manifest })
    return trail
  } finally {
    await db.destroy()
  }
}

/** @throws StorageError unless it is a database of wsoa that this version knows, and ends as its manifest says */
async function checkKind(beside: string, manifest: Manifest | undefined): Promise<void> {
  const tables = rowCountsOf(beside)
  if (!['kysely_migration', 'plans', 'trail'].every((table) => table in tables))
    throw refused('it is no backup of wsoa')
  const copy = openCopy(beside)
  try {
    if (!(await migrationsOf(copy)).every(isKnownSchema)) throw newer(undefined)
    if (manifest && manifest.trail.head !== (await trailEnds(copy)).head)
      throw refused('its trail does not end as its manifest says')
  } finally {
    await copy.destroy()
  }
}

const ANOTHER = 'it is of another database than the one that is there. If you mean it, add: --another'

/**
 * The hash of the first entry of the database that is there. Undefined for one that cannot be read any more, which a restore is for.
 */
async function firstEntry(path: string): Promise<string | undefined> {
  if (!existsSync(path)) return undefined
  try {
    const there = openCopy(path)
    const { first, entries } = await trailEnds(there).finally(() => there.destroy())
    return entries === 0 ? undefined : first
  } catch (error) {
    if (failureOf(error) !== undefined || /no such table/.test(String(error))) return undefined
    throw error
  }
}

function newer(version: string | undefined): StorageError {
  const of = version === undefined ? '' : `, ${version}`
  return refused(`it was taken by a newer version of wsoa${of}. Install that version, and restore it there`)
}

function refused(why: string, failure: 'refused' | 'busy' = 'refused'): StorageError {
  return new StorageError(why, { failure })
}

function notRestored(error: unknown): unknown {
  const why = reasonOf(error)
  if (why === undefined) return error
  return new StorageError(`The backup was not restored, and everything is as it was: ${why}.`, {
    cause: error,
  })
}

function reasonOf(error: unknown): string | undefined {
  const { code = '' } = error as NodeJS.ErrnoException
  const failure = failureOf(error)
  if (failure === 'full' || /^(?:ENOSPC|EDQUOT)$/.test(code))
    return 'there is no room for it beside the database. Free some space there'
  if (error instanceof StorageError && failure === 'damaged' && /database/.test(error.message))
    return 'it is damaged, or is no database'
  if (failure !== undefined) return sentenceOf(error).replace(/\.$/, '')
  if ('syscall' in Object(error))
    return `a file cannot be read or written (${code}). Check that they belong to this user`
  return undefined
}
