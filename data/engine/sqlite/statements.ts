import type SqliteDatabase from 'better-sqlite3'
import type { QueryResult } from 'kysely'
import { boundedMap } from '../../../src/domain/bounded-map.ts'

export interface Statement {
  /** The table that it changes, `null` when its text does not tell, undefined when it only reads. */
  readonly changes: string | null | undefined
  readonly run: (parameters: readonly unknown[]) => QueryResult<unknown>
}

/** More than the service has; lists of ids make them differ by length. */
const MOST_STATEMENTS = 500

/** Keeps the most recently prepared statements: preparing costs more than running. */
export function createStatements(sqlite: SqliteDatabase.Database): (sql: string) => Statement {
  const statements = boundedMap<string, Statement>(MOST_STATEMENTS)
  return (sql) => {
    const known = statements.get(sql)
    if (known) return known
    const statement = statementOf(sqlite.prepare(sql), sql)
    statements.set(sql, statement)
    return statement
  }
}

const CHANGED_TABLE = /^\s*(?:insert into|update|delete from)\s+"?(\w+)"?/i

function statementOf(statement: SqliteDatabase.Statement, sql: string): Statement {
  const changes = statement.readonly ? undefined : (sql.match(CHANGED_TABLE)?.[1] ?? null)
  if (statement.reader) return { changes, run: (parameters) => ({ rows: statement.all(parameters) }) }
  return {
    changes,
    run: (parameters) => {
      const result = statement.run(parameters)
      return {
        numAffectedRows: BigInt(result.changes),
        insertId: BigInt(result.lastInsertRowid),
        rows: [],
      }
    },
  }
}
