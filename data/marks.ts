import { GENESIS } from './audit/stored.ts'
import type { Database, placeOf, Writing } from './database.ts'
import { engineOf, write } from './engine/engine.ts'
import { trailEnd } from './trail.ts'

/** How far a database had come; the copy of it that stands beside the database knows it of a database that was lost. */
export interface Mark {
  /** Rises each time, whatever the clock says. */
  readonly count: number
  readonly at: string
  /** The latest entry of the trail. */
  readonly seq: number
  readonly head: string
  /** Stands there when a backup was put in the place of the database, until the deliveries know. */
  readonly restored?: RestoredFrom
}

interface RestoredFrom {
  /** When the backup was taken. */
  readonly takenAt: string
}

/** The mark in the database. */
export async function markIn(db: Database | Writing): Promise<Pick<Mark, 'count' | 'at'> | undefined> {
  return db.selectFrom('marks').select(['count', 'at']).where('id', '=', 1).executeTakeFirst()
}

/** The mark beside the database; undefined when there is none, or none that can be read. */
export async function markBeside(db: Database | Writing): Promise<Mark | undefined> {
  return markFrom(await engineOf(db).mark.read(db))
}

/** Says beside a database that a backup is about to be put in its place. */
export function noteRestore(mark: ReturnType<typeof placeOf>['mark'], { takenAt }: RestoredFrom): void {
  const known = markFrom(mark.read()) ?? { count: 0, at: takenAt, seq: 0, head: GENESIS }
  mark.write(JSON.stringify({ ...known, restored: { takenAt } }))
}

function markFrom(text: string | undefined): Mark | undefined {
  try {
    const { count, at, seq, head, restored } = JSON.parse(text ?? '{}') as Partial<Mark>
    if (typeof count !== 'number' || typeof seq !== 'number' || !at || !head) return undefined
    return { count, at, seq, head, ...(restored && { restored }) }
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** Sets both marks, first the one in the database: the other is never ahead of it. */
export async function setMark(db: Database, at: Date): Promise<void> {
  const mark = await write(db, null, (trx) => raiseMark(trx, { at: at.toISOString(), least: 0 }))
  // Of two processes the one that came later wrote last, or writes it in a minute.
  if (((await markBeside(db))?.count ?? 0) < mark.count) await putBeside(db, mark)
}

/** Raises the mark in the database, above another if need be. */
export async function raiseMark(trx: Writing, { at, least }: { at: string; least: number }): Promise<Mark> {
  const count = Math.max((await markIn(trx))?.count ?? 0, least) + 1
  await trx
    .insertInto('marks')
    .values({ id: 1, count, at })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ count, at }))
    .execute()
  const { seq, hash: head } = (await trailEnd(trx)) ?? { seq: 0, hash: GENESIS }
  return { count, at, seq, head }
}

export async function putBeside(db: Database | Writing, mark: Mark): Promise<void> {
  await engineOf(db).mark.write(db, JSON.stringify(mark))
}

/** Whether the database has all that the mark beside it tells of. */
export async function hasComeTo(db: Database | Writing, { count, seq, head }: Mark): Promise<boolean> {
  if (((await markIn(db))?.count ?? 0) < count) return false
  if (seq === 0) return true
  const entry = await db.selectFrom('trail').select('hash').where('seq', '=', seq).executeTakeFirst()
  return entry?.hash === head
}
