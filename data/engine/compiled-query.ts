import {
  type CompiledQuery,
  type DialectAdapter,
  type Kysely,
  type QueryResult,
  type RawBuilder,
  sql,
} from 'kysely'
import type { Schema } from '../schema.ts'

type Value = string | number | null | readonly (string | number)[] | boolean | undefined

type Values<Given> = { readonly [Name in keyof Given]: Value }

/**
 * Stands for a value that is bound when the query runs. A flag or an absence is part of the query's text, so `build` sees
 * it; every other value it can only pass on.
 */
type Placeholder<Given> = [Given] extends [boolean | undefined]
  ? Given
  : [Given] extends [readonly (infer Member)[] | undefined]
    ? readonly RawBuilder<Member>[] | Extract<Given, undefined>
    : RawBuilder<Exclude<Given, undefined>> | Extract<Given, undefined>

/** A value, or the place of one that is bound later. */
export type Bound<Given> = Given | RawBuilder<Given>

type Placeholders<Given> = { readonly [Name in keyof Given]: Placeholder<Given[Name]> }

type Run<Given, Row> = (db: Kysely<Schema>, given: Given) => Promise<QueryResult<Row>>

/**
 * Compiles a query once for each shape of its arguments, and binds the values on each call. In two steps, so that the
 * arguments' type is written and the rows' type inferred: `compiledQuery<{ id: number }>()((db, { id }) => …)`.
 */
export function compiledQuery<Given extends Values<Given>>(): <Row>(
  build: (db: Kysely<Schema>, given: Placeholders<Given>) => CompiledQuery<Row>,
) => Run<Given, Row> {
  return (build) => runner(build)
}

function runner<Given extends Values<Given>, Row>(
  build: (db: Kysely<Schema>, given: Placeholders<Given>) => CompiledQuery<Row>,
): Run<Given, Row> {
  const compiled = new WeakMap<DialectAdapter, Map<string, CompiledQuery<Row>>>()
  return async (db, given) => {
    const { adapter } = db.getExecutor()
    const byShape = compiled.get(adapter) ?? new Map<string, CompiledQuery<Row>>()
    compiled.set(adapter, byShape)
    const shape = shapeOf(given)
    const query = byShape.get(shape) ?? build(db, placeholdersFor(given))
    byShape.set(shape, query)
    return db.executeQuery({ ...query, parameters: query.parameters.map((each) => bound(each, given)) })
  }
}

/** Marks the place of a value among a query's parameters. */
class Mark {
  readonly name: string
  readonly index: number | undefined

  constructor(name: string, index?: number) {
    this.name = name
    this.index = index
  }
}

/** What of the arguments makes another text: which are there, how long a list is, what a flag says. */
function shapeOf<Given extends Values<Given>>(given: Given): string {
  let shape = ''
  for (const name in given) {
    const value: Value = given[name]
    if (value === undefined) continue
    if (isList(value)) shape += `${name}:${value.length} `
    else shape += typeof value === 'boolean' ? `${name}=${value} ` : `${name} `
  }
  return shape
}

function placeholdersFor<Given extends Values<Given>>(given: Given): Placeholders<Given> {
  const placeholder = (name: string, value: Value) => {
    if (value === undefined || typeof value === 'boolean') return value
    if (isList(value)) return value.map((_, index) => sql`${new Mark(name, index)}`)
    return sql`${new Mark(name)}`
  }
  return Object.fromEntries(
    Object.entries<Value>(given).map(([name, value]) => [name, placeholder(name, value)]),
  ) as Placeholders<Given>
}

function bound(parameter: unknown, given: object): unknown {
  if (!(parameter instanceof Mark)) return parameter
  const { name, index } = parameter
  const value = (given as Readonly<Record<string, Value>>)[name]
  return index === undefined || !isList(value) ? value : value[index]
}

function isList(value: Value): value is readonly (string | number)[] {
  return Array.isArray(value)
}
