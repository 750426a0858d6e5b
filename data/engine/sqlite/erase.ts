import { setTimeout as pause } from 'node:timers/promises'
import SqliteDatabase from 'better-sqlite3'
import { failureOf } from '../failure.ts'
import { IN_MEMORY } from './database-file.ts'
import { refusal, refusing } from './refusal.ts'

/** Readers of an older state, and writers, are waited for so often and so long. */
const TRIES = 20
const PAUSE_MS = 100

/**
 * Writes the database anew without what was deleted or replaced, and empties its log; false while others keep it from that. SQLite
 * otherwise leaves the old bytes in free pages and in the log for as long as nothing else needs the room.
 */
export async function erase(path: string): Promise<boolean> {
  if (path === IN_MEMORY) return true
  for (let tries = 0; tries < TRIES; tries += 1) {
    if (erased(path)) return true
    await pause(PAUSE_MS)
  }
  return false
}

function erased(path: string): boolean {
  const sqlite = refusing(() => new SqliteDatabase(path, { fileMustExist: true, timeout: 0 }))
  try {
    sqlite.pragma('synchronous = FULL')
    sqlite.pragma('secure_delete = ON')
    // It would otherwise copy all texts into a file of its own.
    sqlite.pragma('temp_store = MEMORY')
    sqlite.exec('vacuum')
    const [checkpoint] = sqlite.pragma('wal_checkpoint(TRUNCATE)') as readonly { readonly busy: number }[]
    return checkpoint?.busy === 0
  } catch (error) {
    const refused = refusal(error)
    if (failureOf(refused) === 'busy') return false
    throw refused
  } finally {
    sqlite.close()
  }
}
