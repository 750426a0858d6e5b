import type { PostgresPool, PostgresPoolClient } from 'kysely'
import pg from 'pg'
import { isLost, refusal, refusing } from './refusal.ts'

/** The connections of one process. */
const MOST_CONNECTIONS = 10

/** How long a request waits for a connection, and for the answer to a statement. Slack waits three seconds. */
const CONNECTING_MS = 2_000
const ANSWERING_MS = 6_000

/** What refuses is a StorageError; a connection that broke is thrown away and not given back. */
export function createPool(url: string): PostgresPool {
  const pool = new pg.Pool({
    connectionString: url,
    max: MOST_CONNECTIONS,
    connectionTimeoutMillis: CONNECTING_MS,
    query_timeout: ANSWERING_MS,
    keepAlive: true,
    application_name: 'wsoa',
    types: { getTypeParser: parserFor },
  })
  // A connection that is cut would end the process: the pool hears of idle ones only.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return {
    connect: async () => lent(await refusing(() => pool.connect())),
    end: () => pool.end(),
  }
}

function lent(client: pg.PoolClient): PostgresPoolClient {
  let isBroken = false
  // Kysely asks for a cursor only where it streams, and this pool is given none.
  const query = async (statement: unknown, parameters: readonly unknown[] = []) => {
    try {
      return await client.query(String(statement), [...parameters])
    } catch (error) {
      const refused = refusal(error)
      isBroken ||= isLost(refused)
      throw refused
    }
  }
  return { query: query as unknown as PostgresPoolClient['query'], release: () => client.release(isBroken) }
}

/** Counts, sums and ids are numbers, as on every engine. */
const AS_NUMBER: ReadonlySet<number> = new Set([pg.types.builtins.INT8, pg.types.builtins.NUMERIC])

const parserFor: typeof pg.types.getTypeParser = (type: number, format?: unknown) =>
  AS_NUMBER.has(type) && format !== 'binary' ? Number : pg.types.getTypeParser(type, format as 'text')
