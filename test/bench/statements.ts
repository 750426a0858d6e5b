import SqliteDatabase from 'better-sqlite3'
import { milliseconds } from './measure.ts'

/** What SQLite did while something ran. */
export interface Spent {
  readonly statements: number
  /** Milliseconds. */
  readonly wall: number
  /** Of them: turning text into a program; running it; making a commit durable. */
  readonly preparing: number
  readonly running: number
  readonly committing: number
}

/** Counts and times every statement of this process while `work` runs. */
export async function watchStatements(work: () => Promise<void>): Promise<Spent> {
  const spent = { statements: 0, wall: 0, preparing: 0, running: 0, committing: 0 }
  const { prepare } = SqliteDatabase.prototype
  SqliteDatabase.prototype.prepare = function (this: SqliteDatabase.Database, sql: string) {
    const from = performance.now()
    const statement = prepare.call(this, sql) as SqliteDatabase.Statement<unknown[]>
    spent.preparing += performance.now() - from
    spent.statements += 1
    const kind = sql === 'commit' ? 'committing' : 'running'
    const all = statement.all.bind(statement)
    const run = statement.run.bind(statement)
    statement.all = (...given: unknown[]) => timed(kind, () => all(...given))
    statement.run = (...given: unknown[]) => timed(kind, () => run(...given))
    return statement
  } as typeof prepare
  function timed<Result>(kind: 'running' | 'committing', step: () => Result): Result {
    const from = performance.now()
    try {
      return step()
    } finally {
      spent[kind] += performance.now() - from
    }
  }
  try {
    spent.wall = await milliseconds(work)
    return spent
  } finally {
    SqliteDatabase.prototype.prepare = prepare
  }
}
