import { listBackups } from '../backups/kept.ts'
import type { Database } from '../database.ts'

/** A file outside of the database in which a text may still stand. */
export interface Copy {
  readonly takenAt: string
  readonly file: string
}

/** The backups that are older than the latest removal: what was removed since then still stands in them. */
export async function backupsWithTexts(db: Database): Promise<readonly Copy[]> {
  const latest = await db
    .selectFrom('removals')
    .select('at')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!latest) return []
  return (await listBackups(db)).flatMap(({ takenAt, file }) =>
    takenAt !== null && file !== null && takenAt <= latest.at ? [{ takenAt, file }] : [],
  )
}
