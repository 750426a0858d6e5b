import type { CompiledQuery, DialectAdapter, QueryResult } from 'kysely'
import type { Database, Writing } from './database.ts'

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
    const forDatabase = known.get(adapter) ?? new Map<string, CompiledQuery<Row>>()
    known.set(adapter, forDatabase)
    const shape = shapeOf(given)
    const query = forDatabase.get(shape) ?? build(db, standIns(given))
    forDatabase.set(shape, query)
    return db.executeQuery({ ...query, parameters: query.parameters.map((each) => filledIn(each, given)) })
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
function shapeOf(given: object): string {
  let shape = ''
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue
    shape += Array.isArray(value) ? `${name}:${value.length} ` : `${name}${value === true ? '!' : ''} `
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
