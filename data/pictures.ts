import { createHash } from 'node:crypto'
import type { Database } from './database.ts'

/** Keeps a picture that a link is given for, and returns its name. */
export async function keepPicture(db: Database, svg: string, now: Date): Promise<string> {
  const hash = createHash('sha256').update(svg).digest('hex')
  const keptAt = now.toISOString()
  await db
    .insertInto('pictures')
    .values({ hash, svg, keptAt })
    .onConflict((conflict) => conflict.column('hash').doUpdateSet({ keptAt }))
    .execute()
  return hash
}

export async function findPicture(db: Database, hash: string): Promise<string | undefined> {
  const row = await db.selectFrom('pictures').select('svg').where('hash', '=', hash).executeTakeFirst()
  return row?.svg
}

/** Forgets the pictures for which no link was given since an instant. */
export async function forgetPictures(db: Database, before: Date): Promise<void> {
  await db.deleteFrom('pictures').where('keptAt', '<', before.toISOString()).execute()
}
