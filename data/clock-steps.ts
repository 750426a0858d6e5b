import type { Selectable } from 'kysely'
import type { Database, Writing } from './database.ts'
import type { Schema } from './schema.ts'

/** A step of the machine's clock because of which messages wait, or waited. */
export type ClockStep = Selectable<Schema['clockSteps']>

/** The latest step, if messages still wait because of it. */
export async function openStep(db: Database | Writing): Promise<ClockStep | undefined> {
  const latest = await db
    .selectFrom('clockSteps')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return latest?.endedAt === null ? latest : undefined
}

export async function findStep(db: Database | Writing, id: number): Promise<ClockStep | undefined> {
  return db.selectFrom('clockSteps').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function saveStep(
  trx: Writing,
  step: Pick<ClockStep, 'expectedAt' | 'shownAt' | 'seenAt' | 'needsAnswer'>,
): Promise<ClockStep> {
  return trx.insertInto('clockSteps').values(step).returningAll().executeTakeFirstOrThrow()
}

export async function changeStep(
  db: Database | Writing,
  id: number,
  change: Partial<Pick<ClockStep, 'seenAt' | 'confirmedAt' | 'endedAt'>>,
): Promise<void> {
  await db.updateTable('clockSteps').set(change).where('id', '=', id).execute()
}
