import { readFileSync, renameSync } from 'node:fs'
import { dirname } from 'node:path'
import { writeFlushed } from '../flushed.ts'
import { IN_MEMORY } from './database-file.ts'
import { giveToOwnerOf } from './rights.ts'

/** What stands beside a database and not in it: it stays when an older database is put in its place. */
export interface Mark {
  /** Undefined when there is none. */
  readonly read: () => string | undefined
  readonly write: (text: string) => void
}

export const MARK_SUFFIX = '-mark'

export function markBeside(path: string): Mark {
  return path === IN_MEMORY ? markInMemory() : markInFile(path + MARK_SUFFIX)
}

function markInMemory(): Mark {
  let kept: string | undefined
  return {
    read: () => kept,
    write: (text) => {
      kept = text
    },
  }
}

function markInFile(path: string): Mark {
  return {
    read: () => {
      try {
        return readFileSync(path, 'utf8')
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
        throw error
      }
    },
    write: (text) => {
      // Written whole or not at all, whenever the power goes.
      const begun = `${path}.new`
      writeFlushed(begun, text)
      giveToOwnerOf(dirname(path), begun)
      renameSync(begun, path)
    },
  }
}
