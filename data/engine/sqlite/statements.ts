import type SqliteDatabase from 'better-sqlite3'
import { CamelCasePlugin, type QueryResult } from 'kysely'

type Row = Record<string, unknown>

/** A statement that is ready to run. */
export interface Program {
  /** What it changes: a table's name, `null` when that cannot be told, undefined when it only reads. */
  readonly changes: string | null | undefined
  /** Rows as SQLite names their columns. */
  readonly run: (parameters: readonly unknown[]) => QueryResult<unknown>
  /** Rows with their columns in camel case. */
  readonly runNamed: (parameters: readonly unknown[]) => QueryResult<unknown>
}

/** More than the service has; lists of ids make them differ by length. */
const MOST = 500

/** Turning a statement's text into a program costs SQLite more than running it: the latest programs are kept. */
export function createPrograms(sqlite: SqliteDatabase.Database): (sql: string) => Program {
  const programs = new Map<string, Program>()
  return (sql) => {
    const known = programs.get(sql)
    if (known) return known
    const program = programOf(sqlite.prepare(sql), sql)
    const [oldest] = programs.keys()
    if (programs.size >= MOST && oldest !== undefined) programs.delete(oldest)
    programs.set(sql, program)
    return program
  }
}

function programOf(statement: SqliteDatabase.Statement, sql: string): Program {
  const changes = statement.readonly ? undefined : (sql.match(CHANGED_TABLE)?.[1] ?? null)
  if (!statement.reader) {
    const run = (parameters: readonly unknown[]) => {
      const { changes, lastInsertRowid } = statement.run(parameters)
      return { numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid), rows: [] }
    }
    return { changes, run, runNamed: run }
  }
  const run = (parameters: readonly unknown[]) => ({ rows: statement.all(parameters) })
  const columns = statement.columns().map(({ name }) => name)
  const names = columns.map(camelCase)
  const isNamed = names.every((name, index) => name === columns[index])
  const runNamed = (parameters: readonly unknown[]) => {
    statement.raw()
    try {
      const rows = statement.all(parameters) as unknown[][]
      return { rows: rows.map((row) => named(row, names)) }
    } finally {
      statement.raw(false)
    }
  }
  return { changes, run, runNamed: isNamed ? run : runNamed }
}

/** A statement that cannot be told is taken to change any table. */
const CHANGED_TABLE = /^\s*(?:insert into|update|delete from)\s+"?(\w+)"?/i

function named(row: readonly unknown[], names: readonly string[]): Row {
  const object: Row = {}
  for (let index = 0; index < names.length; index += 1) object[names[index] ?? ''] = row[index]
  return object
}

/** Kysely's own way of naming, a name at a time. */
class Naming extends CamelCasePlugin {
  of(name: string): string {
    return this.camelCase(name)
  }
}

const naming = new Naming()

function camelCase(name: string): string {
  return naming.of(name)
}
