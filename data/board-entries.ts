import type { BoardDetails, BoardEntry, BoardEntryKind } from '../src/domain/board-entries.ts'
import { touchRows } from './audit/seals.ts'
import type { Database, Writing } from './database.ts'
import { isForAll } from './restrictions.ts'

export interface NewBoardEntry<Kind extends BoardEntryKind> {
  readonly bodyId: number
  readonly meetingId?: number | null | undefined
  readonly itemId?: number | null | undefined
  readonly aboutId?: number | null | undefined
  readonly kind: Kind
  readonly details: BoardDetails[Kind]
  readonly personId: number
  readonly recordedAt: string
}

export async function saveBoardEntry<Kind extends BoardEntryKind>(
  trx: Writing,
  planId: number,
  { details, meetingId = null, itemId = null, aboutId = null, ...entry }: NewBoardEntry<Kind>,
): Promise<number> {
  const { id } = await trx
    .insertInto('boardEntries')
    .values({ ...entry, meetingId, itemId, aboutId, planId, details: JSON.stringify(details) })
    .returning('id')
    .executeTakeFirstOrThrow()
  touchRows(trx, 'boardEntries', [id])
  return id
}

/** The entries of a plan in the order in which they came: all, or those recorded up to an instant. */
export async function listBoardEntries(
  db: Database,
  planId: number,
  {
    kinds,
    bodyId,
    meetingId,
    until,
  }: {
    kinds?: readonly BoardEntryKind[]
    bodyId?: number | undefined
    meetingId?: number | undefined
    until?: Date | undefined
  } = {},
): Promise<readonly BoardEntry[]> {
  const rows = await db
    .selectFrom('boardEntries')
    .leftJoin('meetings', 'meetings.id', 'boardEntries.meetingId')
    .selectAll('boardEntries')
    .select('meetings.day as meetingDay')
    .where('boardEntries.planId', '=', planId)
    .where((where) => where.or([where('boardEntries.itemId', 'is', null), isForAll('boardEntries.itemId')]))
    .$if(kinds !== undefined, (query) => query.where('boardEntries.kind', 'in', kinds ?? []))
    .$if(bodyId !== undefined, (query) => query.where('boardEntries.bodyId', '=', bodyId ?? 0))
    .$if(meetingId !== undefined, (query) => query.where('boardEntries.meetingId', '=', meetingId ?? 0))
    .$if(until !== undefined, (query) =>
      query.where('boardEntries.recordedAt', '<=', until?.toISOString() ?? ''),
    )
    .orderBy('boardEntries.id')
    .execute()
  return rows.map(({ details, ...row }) => ({ ...row, details: JSON.parse(details) }) as BoardEntry)
}
