import { type Expression, type SqlBool, sql } from 'kysely'

/**
 * Whether a column holds one of a list of values. An empty list gives `false`: SQLite accepts `in ()`, PostgreSQL does not.
 * The type of `column` is text alone, so a typed query names the table with the column.
 */
export function among(
  column: string,
  values: readonly (string | number | Expression<unknown>)[],
): Expression<SqlBool> {
  if (values.length === 0) return sql<SqlBool>`1 = 0`
  return sql<SqlBool>`${sql.ref(column)} in (${sql.join([...values])})`
}
