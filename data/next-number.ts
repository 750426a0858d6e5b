import { type RawBuilder, sql } from 'kysely'
import type { Schema } from './schema.ts'

type Numbered = 'requests' | 'linkRequests' | 'actionsArising' | 'deliveries' | 'editions'

/** One more than the latest number of the organisation, or within what is given; the lock keeps others from taking it. */
export function nextNumber<Table extends Numbered>(
  table: Table,
  within: { readonly [Column in keyof Schema[Table] & ('planId' | 'meetingId')]?: number } = {},
): RawBuilder<number> {
  const isWithin = Object.entries(within).map(([column, id]) => sql`${sql.ref(column)} = ${id}`)
  const where = isWithin.length > 0 ? sql`where ${sql.join(isWithin, sql` and `)}` : sql``
  return sql`(select coalesce(max(number), 0) + 1 from ${sql.table(table)} ${where})`
}

/** One less than the lowest number of the organisation, below nought. */
export function numberBelow(table: Numbered): RawBuilder<number> {
  return sql`(select min(coalesce(min(number), 0), 0) - 1 from ${sql.table(table)})`
}
