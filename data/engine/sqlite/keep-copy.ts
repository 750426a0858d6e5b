import { chmodSync } from 'node:fs'
import SqliteDatabase from 'better-sqlite3'

/** The rights of the database itself: its owner alone reads it. */
const PRIVATE = 0o600

/** Copies a database that is in use, whole, by SQLite's own backup. */
export async function copyDatabase(path: string, to: string): Promise<void> {
  const sqlite = new SqliteDatabase(path, { readonly: true, fileMustExist: true })
  try {
    await sqlite.backup(to)
    chmodSync(to, PRIVATE)
  } finally {
    sqlite.close()
  }
}
