import { type RawBuilder, sql } from 'kysely'
import type { Schema } from './schema.ts'

type Numbered = 'requests' | 'linkRequests' | 'actionsArising' | 'deliveries' | 'editions'

/** One more than the latest number within a plan or a meeting; the plan's lock keeps others from taking it. */
export function nextNumber<Table extends Numbered>(
  table: Table,
  within: keyof Schema[Table] & ('planId' | 'meetingId'),
  id: number,
): RawBuilder<number> {
  return sql`(select coalesce(max(number), 0) + 1 from ${sql.table(table)} where ${sql.ref(within)} = ${id})`
}

/** One less than the lowest number, below nought. */
export function numberBelow<Table extends Numbered>(
  table: Table,
  within: keyof Schema[Table] & ('planId' | 'meetingId'),
  id: number,
): RawBuilder<number> {
  return sql`(select min(coalesce(min(number), 0), 0) - 1 from ${sql.table(table)} where ${sql.ref(within)} = ${id})`
}
