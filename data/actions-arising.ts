import type { Insertable } from 'kysely'
import type { Day } from '../src/domain/plan.ts'
import { touchRows } from './audit/seals.ts'
import type { Database, Writing } from './database.ts'
import { nextNumber } from './next-number.ts'
import type { Schema } from './schema.ts'

/** Something that a meeting asked somebody to do, apart from the plan's own items. */
export interface ActionArising {
  readonly id: number
  /** Counted within the plan; people name the action by it. */
  readonly number: number
  readonly bodyId: number
  /** The meeting it arose from. */
  readonly meetingDay: Day | null
  readonly text: string
  /** A role's code, or a name. */
  readonly owner: string | null
  readonly dueOn: Day | null
  readonly dueAsGiven: string | null
  readonly recordedBy: number
  readonly recordedAt: string
  readonly doneAt: string | null
  readonly doneBy: string | null
  readonly doneNote: string | null
}

/** The actions arising of a plan or of one body by number, or those recorded up to an instant. */
export async function listActionsArising(
  db: Database | Writing,
  planId: number,
  { bodyId, until }: { bodyId?: number | undefined; until?: Date } = {},
): Promise<readonly ActionArising[]> {
  return actions(db, planId)
    .$if(bodyId !== undefined, (query) => query.where('actionsArising.bodyId', '=', bodyId ?? 0))
    .$if(until !== undefined, (query) =>
      query.where('actionsArising.recordedAt', '<=', until?.toISOString() ?? ''),
    )
    .orderBy('actionsArising.number')
    .execute()
}

export async function findActionArising(
  db: Database | Writing,
  planId: number,
  number: number,
): Promise<ActionArising | undefined> {
  return actions(db, planId).where('actionsArising.number', '=', number).executeTakeFirst()
}

/** Returns the action's number. */
export async function saveActionArising(
  trx: Writing,
  action: Omit<Insertable<Schema['actionsArising']>, 'number'>,
): Promise<number> {
  const { id, number } = await trx
    .insertInto('actionsArising')
    .values({ ...action, number: nextNumber('actionsArising', 'planId', action.planId) })
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

function actions(db: Database | Writing, planId: number) {
  return db
    .selectFrom('actionsArising')
    .leftJoin('meetings', 'meetings.id', 'actionsArising.meetingId')
    .leftJoin('people', 'people.id', 'actionsArising.doneBy')
    .select([
      'actionsArising.id',
      'actionsArising.number',
      'actionsArising.bodyId',
      'meetings.day as meetingDay',
      'actionsArising.text',
      'actionsArising.owner',
      'actionsArising.dueOn',
      'actionsArising.dueAsGiven',
      'actionsArising.recordedBy',
      'actionsArising.recordedAt',
      'actionsArising.doneAt',
      'people.name as doneBy',
      'actionsArising.doneNote',
    ])
    .where('actionsArising.planId', '=', planId)
}
