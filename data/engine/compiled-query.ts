import {
  type CompiledQuery,
  type DialectAdapter,
  type Expression,
  type Kysely,
  type QueryResult,
  ValueNode,
} from 'kysely'

/** A flag or an absence is part of a query's text; strings, numbers, nulls and lists of them are bound on each call. */
type Value = string | number | null | readonly (string | number)[] | boolean | undefined

type Values<Given> = { readonly [Name in keyof Given]: Value }

/**
 * Stands in a query for a value that is bound when the query runs. It is no value: what a query is built from cannot be
 * inspected, so that the text never depends on it. A value that may be null must not be compared by `=`.
 */
class Placeholder<Bound> implements Expression<Bound> {
  readonly name: string
  /** The place in the list, where the value is one of a list. */
  readonly index: number | undefined

  constructor(name: string, index?: number) {
    this.name = name
    this.index = index
  }

  get expressionType(): Bound | undefined {
    return undefined
  }

  toOperationNode(): ValueNode {
    return ValueNode.create(this)
  }
}

/** What a query is built from: the flags and absences of `Given` as they are, a placeholder for everything else. */
export type Placeholders<Given> = { readonly [Name in keyof Given]: PlaceholderFor<Given[Name]> }

type PlaceholderFor<Given> =
  | Extract<Given, boolean | undefined>
  | PlaceholderList<Extract<Given, readonly unknown[]>>
  | PlaceholderOf<Exclude<Given, boolean | undefined | readonly unknown[]>>

type PlaceholderList<List> = List extends readonly (infer Bound)[] ? readonly Placeholder<Bound>[] : never
type PlaceholderOf<Bound> = [Bound] extends [never] ? never : Placeholder<Bound>

/**
 * Compiles a query once for each shape of its arguments (which are there, how long a list is, what a flag says) and binds
 * the values on each call: building costs 20 to 40 µs, running a query that is prepared 2 to 3 µs.
 */
export function compiledQuery<Schema, Given extends Values<Given>, Row>(
  build: (db: Kysely<Schema>, given: Placeholders<Given>) => CompiledQuery<Row>,
): (db: Kysely<Schema>, given: Given) => Promise<QueryResult<Row>> {
  const byDatabase = new WeakMap<DialectAdapter, Map<string, CompiledQuery<Row>>>()
  return async (db, given) => {
    const { adapter } = db.getExecutor()
    const byShape = byDatabase.get(adapter) ?? new Map<string, CompiledQuery<Row>>()
    byDatabase.set(adapter, byShape)
    const shape = shapeOf(given)
    const query = byShape.get(shape) ?? build(db, placeholders(given))
    byShape.set(shape, query)
    return db.executeQuery({ ...query, parameters: query.parameters.map((each) => bound(each, given)) })
  }
}

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

function placeholders<Given extends Values<Given>>(given: Given): Placeholders<Given> {
  const placeholder = ([name, value]: [string, Value]) => {
    if (value === undefined || typeof value === 'boolean') return [name, value]
    return [
      name,
      isList(value) ? value.map((_, index) => new Placeholder(name, index)) : new Placeholder(name),
    ]
  }
  return Object.fromEntries(Object.entries<Value>(given).map(placeholder)) as Placeholders<Given>
}

function bound(parameter: unknown, given: object): unknown {
  if (!(parameter instanceof Placeholder)) return parameter
  const { name, index } = parameter
  const value = (given as Readonly<Record<string, Value>>)[name]
  return index === undefined || !isList(value) ? value : value[index]
}

function isList(value: Value): value is readonly (string | number)[] {
  return Array.isArray(value)
}
