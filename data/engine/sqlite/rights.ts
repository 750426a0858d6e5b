import { chmodSync, chownSync, closeSync, openSync, statSync } from 'node:fs'
import { chmod, stat } from 'node:fs/promises'

/** Read and written by its owner alone. */
const PRIVATE = 0o600
/** Entered by its owner alone. */
export const PRIVATE_FOLDER = 0o700
const OTHERS = 0o077
/** The log and the shared memory hold pages of the database. */
const FILES = ['', '-wal', '-shm']

/** Makes the empty file of a new database; SQLite gives its log the same rights. */
export function makePrivate(path: string): void {
  closeSync(openSync(path, 'a', PRIVATE))
}

/** Makes a file private to the user whose folder it is in, as whoever restores may be the superuser. */
export function giveToOwnerOf(folder: string, file: string): void {
  chmodSync(file, PRIVATE)
  if (process.getuid?.() !== 0) return
  const { uid, gid } = statSync(folder)
  chownSync(file, uid, gid)
}

/** Windows knows no such rights: there a file is as private as its folder. */
export async function isOpenToOthers(path: string): Promise<boolean> {
  if (process.platform === 'win32') return false
  const modes = await Promise.all(FILES.map((suffix) => modeOf(path + suffix)))
  return modes.some((mode) => (mode & OTHERS) !== 0)
}

export async function keepPrivate(path: string): Promise<void> {
  for (const suffix of FILES) {
    if ((await modeOf(path + suffix)) !== 0) await chmod(path + suffix, PRIVATE)
  }
}

/** 0 for a file that is not there. */
async function modeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).mode & 0o777
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0
    throw error
  }
}
