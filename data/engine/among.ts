import { type Expression, type SqlBool, sql } from 'kysely'

/**
 * Whether a column holds one of a list of values; false when the list is empty, which not every engine accepts as `in ()`.
 * Kysely does not check the column's name.
 */
export function among(
  column: string,
  values: readonly (string | number | Expression<unknown>)[],
): Expression<SqlBool> {
  if (values.length === 0) return sql<SqlBool>`1 = 0`
  return sql<SqlBool>`${sql.ref(column)} in (${sql.join([...values])})`
}
