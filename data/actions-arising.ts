import type { Insertable, Selectable } from 'kysely'
import { namesAny } from '../src/domain/kept-in.ts'
import type { Day } from '../src/domain/plan.ts'
import { touchRows } from './audit/seals.ts'
import type { Database, Writing } from './database.ts'
import { hiddenReferences } from './hidden-items.ts'
import { nextNumber } from './next-number.ts'
import type { Schema } from './schema.ts'

/** Something that a meeting asked somebody to do, apart from the plan's own items; people name it by its number. */
export interface ActionArising extends Selectable<Schema['actionsArising']> {
  readonly meetingDay: Day | null
  readonly doneByName: string | null
}

/** The actions arising of a plan or of one body by number, or those recorded up to an instant; none that names what is restricted. */
export async function listActionsArising(
  db: Database,
  planId: number,
  { bodyId, until }: { bodyId?: number | undefined; until?: Date } = {},
): Promise<readonly ActionArising[]> {
  const all = await actions(db, planId)
    .$if(bodyId !== undefined, (query) => query.where('actionsArising.bodyId', '=', bodyId ?? 0))
    .$if(until !== undefined, (query) =>
      query.where('actionsArising.recordedAt', '<=', until?.toISOString() ?? ''),
    )
    .orderBy('actionsArising.number')
    .execute()
  const refs = await hiddenReferences(db, planId)
  return all.filter(({ text, doneNote }) => !namesAny([text, doneNote], refs))
}

export async function findActionArising(
  db: Database,
  planId: number,
  number: number,
): Promise<ActionArising | undefined> {
  return actions(db, planId).where('actionsArising.number', '=', number).executeTakeFirst()
}

export async function saveActionArising(
  trx: Writing,
  action: Omit<Insertable<Schema['actionsArising']>, 'number'>,
): Promise<number> {
  const { id, number } = await trx
    .insertInto('actionsArising')
    .values({ ...action, number: nextNumber('actionsArising') })
    .returning(['id', 'number'])
    .executeTakeFirstOrThrow()
  touchRows(trx, 'actionsArising', [id])
  return number
}

export async function endActionArising(
  trx: Writing,
  id: number,
  done: { doneAt: string; doneBy: number; doneNote: string | null },
): Promise<void> {
  touchRows(trx, 'actionsArising', [id])
  await trx.updateTable('actionsArising').set(done).where('id', '=', id).execute()
}

/** Gives the open actions of somebody to the name by which they are known now. Returns their numbers. */
export async function passOnActions(
  trx: Writing,
  planId: number,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<readonly number[]> {
  const rows = await trx
    .updateTable('actionsArising')
    .set({ owner: to })
    .where('planId', '=', planId)
    .where('owner', '=', from)
    .where('doneAt', 'is', null)
    .returning(['id', 'number'])
    .execute()
  const ids = rows.map(({ id }) => id)
  if (ids.length > 0) touchRows(trx, 'actionsArising', ids)
  return rows.map(({ number }) => number)
}

function actions(db: Database, planId: number) {
  return db
    .selectFrom('actionsArising')
    .leftJoin('meetings', 'meetings.id', 'actionsArising.meetingId')
    .leftJoin('people', 'people.id', 'actionsArising.doneBy')
    .selectAll('actionsArising')
    .select(['meetings.day as meetingDay', 'people.name as doneByName'])
    .where('actionsArising.planId', '=', planId)
}
