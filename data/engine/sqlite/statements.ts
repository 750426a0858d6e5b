import type SqliteDatabase from 'better-sqlite3'
import type { QueryResult } from 'kysely'
import { refusing } from './refusal.ts'

/** A statement that is ready to run. */
export interface Statement {
  /** The table that it changes, `null` when that cannot be told, undefined when it only reads. */
  readonly changes: string | null | undefined
  /** @throws StorageError when the disk or the file refuses */
  readonly run: (parameters: readonly unknown[]) => QueryResult<unknown>
}

/** More than the service has; a list of ids makes a statement for each length. */
const MOST = 500

/** Keeps the 500 most recently used statements prepared: preparing costs more than running. */
export function createStatements(sqlite: SqliteDatabase.Database): (sql: string) => Statement {
  const recent = new Map<string, Statement>()
  return (sql) => {
    const statement = recent.get(sql) ?? prepare(sqlite, sql)
    recent.delete(sql)
    recent.set(sql, statement)
    const [oldest] = recent.keys()
    if (recent.size > MOST && oldest !== undefined) recent.delete(oldest)
    return statement
  }
}

/** A statement of another form counts as changing any table. */
const CHANGED_TABLE = /^\s*(?:insert into|update|delete from)\s+"?(\w+)"?/i

function prepare(sqlite: SqliteDatabase.Database, sql: string): Statement {
  const statement = refusing(() => sqlite.prepare(sql))
  const changes = statement.readonly ? undefined : (sql.match(CHANGED_TABLE)?.[1] ?? null)
  const run = statement.reader ? all : change
  return { changes, run: (parameters) => refusing(() => run(statement, parameters)) }
}

function all(statement: SqliteDatabase.Statement, parameters: readonly unknown[]): QueryResult<unknown> {
  return { rows: statement.all(parameters) }
}

function change(statement: SqliteDatabase.Statement, parameters: readonly unknown[]): QueryResult<unknown> {
  const { changes, lastInsertRowid } = statement.run(parameters)
  return { numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid), rows: [] }
}
