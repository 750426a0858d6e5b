import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Bound } from './compiled-query.ts'

/** `column in (…)`; false for an empty list, which SQL's grammar does not have. */
export function among(column: string, ids: readonly Bound<number>[]): RawBuilder<SqlBool> {
  return ids.length === 0 ? sql`1 = 0` : sql`${sql.ref(column)} in (${sql.join([...ids])})`
}
