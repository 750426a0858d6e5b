import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { StorageError } from '../../src/errors.ts'
import { failureOf } from '../engine/failure.ts'

/** What is being written has this at the end of its name until it is proved. */
export const PARTIAL = '.partial'

/** Nobody writes to a file for so long without ending it. */
const ABANDONED_MS = 10 * 60_000

/** "wsoa-2026-11-30T220501Z.sqlite", and with a number if there is one of that second already. */
export function newName(folder: string, { at, why }: { at: Date; why: string }): string {
  const time = at.toISOString().replace(/:|\.\d+/g, '')
  const name = `wsoa-${time}${why.startsWith('before-') ? `-${why}` : ''}`
  for (let number = 1; ; number += 1) {
    const file = join(folder, `${name}${number === 1 ? '' : `-${number}`}.sqlite`)
    if (!existsSync(file) && !existsSync(file + PARTIAL)) return file
  }
}

/** Makes the folder if need be, and removes what a backup that was killed left behind. */
export function prepareFolder(folder: string, now: Date): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  for (const name of readdirSync(folder)) {
    if (!/^wsoa-.+\.partial(?:-wal|-shm|-journal)?$/.test(name)) continue
    const left = join(folder, name)
    const { mtimeMs } = statSync(left)
    if (now.getTime() - mtimeMs > ABANDONED_MS) rmSync(left, { force: true })
  }
}

/** What kept a backup from being taken, as a sentence; an error of ours stays what it is. */
export function refusedBy(error: unknown): unknown {
  const failure = failureOf(error)
  const code = (error as NodeJS.ErrnoException).code ?? ''
  if (failure === 'full' || /^(?:ENOSPC|EDQUOT|EFBIG)$/.test(code))
    return refused('there is no room in its folder. Free some space there, or choose another folder', error)
  if (failure === undefined && 'syscall' in Object(error))
    return refused(`its folder cannot be written (${code}). Choose one that this user may write to`, error)
  if (failure === 'refused' || failure === 'readOnly')
    return refused('its folder cannot be written. Choose one that this user may write to', error)
  if (error instanceof StorageError && failure === 'damaged') {
    // What was found in the copy begins in small letters, what SQLite says of a file is a sentence.
    const { message } = error
    return refused(/^[a-z]/.test(message) ? `the copy was read back, and ${message}` : message, error)
  }
  return error
}

function refused(why: string, cause: unknown): StorageError {
  const { failure, code } = cause instanceof StorageError ? cause : { failure: undefined, code: undefined }
  return new StorageError(`No backup was taken: ${why}.`.replace(/\.\.$/, '.'), {
    ...(failure && { failure }),
    code,
    cause,
  })
}
