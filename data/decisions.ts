import type { Insertable, Selectable } from 'kysely'
import type { Request } from '../src/domain/request.ts'
import type { Database, Writing } from './database.ts'
import { among } from './engine/among.ts'
import type { Schema } from './schema.ts'

export type Decision = Selectable<Schema['decisions']>

export async function saveDecision(trx: Writing, decision: Insertable<Schema['decisions']>): Promise<void> {
  await trx.insertInto('decisions').values(decision).execute()
}

/** Every decision and recommendation of a plan in order, by request id. */
export async function readDecisions(
  db: Database | Writing,
  planId: number,
): Promise<ReadonlyMap<number, readonly Decision[]>> {
  const rows = await db
    .selectFrom('decisions')
    .selectAll()
    .where('planId', '=', planId)
    .orderBy('id')
    .execute()
  const found = new Map<number, Decision[]>()
  for (const row of rows) found.set(row.requestId, [...(found.get(row.requestId) ?? []), row])
  return found
}

/** A decision with its request and the sitting that took it. */
export interface TakenDecision extends Decision {
  readonly number: number
  readonly kind: Request['kind']
  readonly itemId: number
  readonly meetingDay: string | null
  readonly askedDay: string | null
  readonly askedBy: number
  readonly askedAt: string
}

/** What was decided or recommended between two instants, in order. */
export async function listDecisions(
  db: Database | Writing,
  planId: number,
  { after, until }: { after: Date | null; until: Date },
): Promise<readonly TakenDecision[]> {
  return decisions(db, planId)
    .where('decisions.decidedAt', '<=', until.toISOString())
    .$if(after !== null, (query) => query.where('decisions.decidedAt', '>', after?.toISOString() ?? ''))
    .execute()
}

/** What was decided or recommended on some requests up to an instant, in order. */
export async function listDecisionsOn(
  db: Database | Writing,
  planId: number,
  { requestIds, until }: { requestIds: readonly number[]; until: Date },
): Promise<readonly TakenDecision[]> {
  return decisions(db, planId)
    .where(among('decisions.requestId', requestIds))
    .where('decisions.decidedAt', '<=', until.toISOString())
    .execute()
}

function decisions(db: Database | Writing, planId: number) {
  return db
    .selectFrom('decisions')
    .innerJoin('requests', 'requests.id', 'decisions.requestId')
    .leftJoin('meetings', 'meetings.id', 'decisions.meetingId')
    .selectAll('decisions')
    .select([
      'requests.number',
      'requests.kind',
      'requests.itemId',
      'requests.toDay as askedDay',
      'requests.askedBy',
      'requests.askedAt',
      'meetings.day as meetingDay',
    ])
    .where('decisions.planId', '=', planId)
    .orderBy('decisions.id')
}
