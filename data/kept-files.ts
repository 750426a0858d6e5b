import { createHash } from 'node:crypto'
import type { Database } from './database.ts'

/** Keeps what a file holds for as long as its link may be followed, and returns its name. */
export async function keepFile(db: Database, contents: string, now: Date, lasts: number): Promise<string> {
  const hash = createHash('sha256').update(contents).digest('hex')
  const keptAt = now.toISOString()
  await db
    .deleteFrom('keptFiles')
    .where('keptAt', '<', new Date(now.getTime() - lasts).toISOString())
    .execute()
  await db
    .insertInto('keptFiles')
    .values({ hash, contents, keptAt })
    .onConflict((conflict) => conflict.column('hash').doUpdateSet({ keptAt }))
    .execute()
  return hash
}

export async function findKeptFile(db: Database, hash: string): Promise<string | undefined> {
  const row = await db.selectFrom('keptFiles').select('contents').where('hash', '=', hash).executeTakeFirst()
  return row?.contents
}
