import type { CompiledQuery, DialectAdapter, QueryResult } from 'kysely'
import type { Database, Writing } from '../database.ts'
import { KeepingSqliteAdapter } from './sqlite/dialect.ts'
import { turnOf } from './transactions.ts'

/** A flag or an absence is part of a query's text; texts, numbers, nulls and lists of them are filled in each time. */
type Value = string | number | null | readonly (string | number)[] | boolean | undefined

type Values<Given> = { readonly [Name in keyof Given]: Value }

/**
 * A query that is put into words once, and then only filled in: the builder costs more than SQLite does. `build` must
 * make nothing of what it is given but parameters of the query: it sees a stand-in for each.
 */
export function prepared<Given extends Values<Given>, Row>(
  build: (db: Database | Writing, given: Given) => CompiledQuery<Row>,
): (db: Database | Writing, given: Given) => Promise<QueryResult<Row>> {
  const known = new WeakMap<DialectAdapter, Map<string, CompiledQuery<Row>>>()
  return (db, given) => {
    const { adapter } = db.getExecutor()
    let forDatabase = known.get(adapter)
    if (!forDatabase) {
      forDatabase = new Map()
      known.set(adapter, forDatabase)
    }
    const shape = shapeOf(given)
    let query = forDatabase.get(shape)
    if (!query) {
      query = build(db, standIns(given))
      forDatabase.set(shape, query)
    }
    return executed(
      db,
      query,
      query.parameters.map((each) => filledIn(each, given)),
    )
  }
}

/** Kysely's way to the database costs more than most queries: where nothing has to be waited for, they run without it. */
function executed<Row>(
  db: Database | Writing,
  query: CompiledQuery<Row>,
  parameters: readonly unknown[],
): Promise<QueryResult<Row>> {
  const { adapter } = db.getExecutor()
  if (!(adapter instanceof KeepingSqliteAdapter)) return db.executeQuery({ ...query, parameters })
  const turn = db.isTransaction ? turnOf(db) : null
  try {
    const result = turn === undefined ? undefined : adapter.driver.runNow(query.sql, parameters, turn)
    return result ? Promise.resolve(result as QueryResult<Row>) : db.executeQuery({ ...query, parameters })
  } catch (error) {
    return Promise.reject(error)
  }
}

/** Stands in a query's parameters for what comes at this place of what is given. */
class StandIn {
  readonly name: string
  readonly index: number | undefined

  constructor(name: string, index?: number) {
    this.name = name
    this.index = index
  }
}

/** What of the given makes another text of the query: which are there, how long a list is, what a flag says. */
function shapeOf<Given extends Values<Given>>(given: Given): string {
  let shape = ''
  for (const name in given) {
    const value: Value = given[name]
    if (value === undefined) continue
    shape += isList(value) ? `${name}:${value.length} ` : `${name}${value === true ? '!' : ''} `
    if (value === false) shape += 'not '
  }
  return shape
}

function standIns<Given extends Values<Given>>(given: Given): Given {
  const standIn = ([name, value]: [string, Value]) => {
    if (value === undefined || typeof value === 'boolean') return [name, value]
    return [name, isList(value) ? value.map((_, index) => new StandIn(name, index)) : new StandIn(name)]
  }
  return Object.fromEntries(Object.entries<Value>(given).map(standIn)) as Given
}

function filledIn(parameter: unknown, given: object): unknown {
  if (!(parameter instanceof StandIn)) return parameter
  const { name, index } = parameter
  const value = (given as Readonly<Record<string, Value>>)[name]
  return index === undefined || !isList(value) ? value : value[index]
}

function isList(value: Value): value is readonly (string | number)[] {
  return Array.isArray(value)
}
