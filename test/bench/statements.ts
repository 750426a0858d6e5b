import SqliteDatabase from 'better-sqlite3'
import { milliseconds } from './measure.ts'

/** What SQLite did while something ran. */
export interface Spent {
  /** Their texts, in order. */
  readonly statements: readonly string[]
  /** Milliseconds in all. */
  readonly wall: number
  /** Of them: turning text into a program; running it; making a commit durable. */
  readonly preparing: number
  readonly running: number
  readonly committing: number
}

/** Lists and times every statement of this process while `work` runs. */
export async function watchStatements(work: () => Promise<void>): Promise<Spent> {
  const statements: string[] = []
  const spent = { wall: 0, preparing: 0, running: 0, committing: 0 }
  const database = SqliteDatabase.prototype
  const statement = statementPrototype()
  const { prepare } = database
  const { all, run } = statement
  const timed = <Result>(kind: 'preparing' | 'running' | 'committing', step: () => Result): Result => {
    const from = performance.now()
    try {
      return step()
    } finally {
      spent[kind] += performance.now() - from
    }
  }
  const ran = (text: string) => {
    statements.push(text)
    return text === 'commit' ? 'committing' : 'running'
  }
  database.prepare = function (this: SqliteDatabase.Database, text: string) {
    return timed('preparing', () => prepare.call(this, text))
  } as typeof prepare
  statement.all = function (...given) {
    return timed(ran(this.source), () => all.apply(this, given))
  }
  statement.run = function (...given) {
    return timed(ran(this.source), () => run.apply(this, given))
  }
  try {
    spent.wall = await milliseconds(work)
    return { ...spent, statements }
  } finally {
    database.prepare = prepare
    statement.all = all
    statement.run = run
  }
}

/** What every statement has in common; the library does not export it. */
function statementPrototype(): SqliteDatabase.Statement<unknown[]> {
  const sqlite = new SqliteDatabase(':memory:')
  const prototype = Object.getPrototypeOf(sqlite.prepare('select 1')) as SqliteDatabase.Statement<unknown[]>
  sqlite.close()
  return prototype
}
