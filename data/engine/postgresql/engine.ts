import {
  type Dialect,
  PostgresAdapter,
  PostgresIntrospector,
  type PostgresPool,
  PostgresQueryCompiler,
  sql,
} from 'kysely'
import { StorageError } from '../../../src/errors.ts'
import type { Engine, EngineAdapter } from '../engine.ts'
import { LockingDriver } from './driver.ts'
import {
  expectOrganisation,
  LITTLE_WAITING_MS,
  locking,
  MOST_WAITING_MS,
  NeedsOrganisation,
} from './locking.ts'
import { isUniqueViolation, isWorthAnotherTry } from './refusal.ts'
import { createTurns } from './turns.ts'

export function createDialect(pool: PostgresPool): Dialect {
  const engine = createEngine()
  return {
    createDriver: () => new LockingDriver({ pool }),
    createAdapter: () => new PostgresqlEngineAdapter(engine),
    createQueryCompiler: () => new PostgresQueryCompiler(),
    createIntrospector: (db) => new PostgresIntrospector(db),
  }
}

class PostgresqlEngineAdapter extends PostgresAdapter implements EngineAdapter {
  readonly engine: Engine

  constructor(engine: Engine) {
    super()
    this.engine = engine
  }
}

/** How often a change is tried that met another one. */
const MOST_TRIES = 3

function createEngine(): Engine {
  const inTurn = createTurns()
  let refused: StorageError | undefined

  async function noticing<Result>(step: () => Promise<Result>): Promise<Result> {
    try {
      const result = await step()
      refused = undefined
      return result
    } catch (error) {
      if (error instanceof StorageError && error.failure !== 'busy') refused = error
      throw error
    }
  }

  const write: Engine['write'] = (db, planId, work, { canBeLeftOut = false } = {}) => {
    const waitMs = canBeLeftOut ? LITTLE_WAITING_MS : MOST_WAITING_MS
    const once = (id: number | null) =>
      inTurn(id === null ? 'organisation' : `plan ${id}`, () =>
        noticing(() => locking({ planId: id, waitMs }, () => db.transaction().execute(work))),
      )
    return tried(once, planId)
  }

  return {
    write,
    snapshot,
    aside: snapshot,
    organisationWide: expectOrganisation,
    identity: (column) => column.generatedByDefaultAsIdentity(),
    text: sql`text collate "C"`,
    bytes: 'bytea',
    replaceTable,
    claiming: (query) => query.forUpdate().skipLocked(),
    cache: { find: (_key, read) => read(), version: () => undefined },
    mark,
    trouble: () => refused,
    damage: async () => undefined,
    // The server enforces every reference.
    orphan: async () => undefined,
    // A transaction that is rolled back leaves a gap.
    highestNumber: async () => undefined,
    size,
    isOpenToOthers: async () => false,
    keepPrivate: async () => {},
    networkDrive: () => undefined,
    // The server clears its files itself, by its own vacuum.
    erase: async () => true,
    isOnServer: true,
    copyTo: async () => {
      throw new StorageError('The database is on a server: back it up there, as docs/postgresql.md says.')
    },
    durability: 'PostgreSQL, every commit flushed by the server',
  }
}

/** Again with the organisation's lock where a plan's was not enough, and again when two changes stood in each other's way. */
async function tried<Result>(
  once: (planId: number | null) => Promise<Result>,
  planId: number | null,
): Promise<Result> {
  let lockOf = planId
  for (let tries = 1; ; tries += 1) {
    try {
      return await once(lockOf)
    } catch (error) {
      const needsMore = error instanceof NeedsOrganisation || (lockOf !== null && isUniqueViolation(error))
      if (!needsMore && !(isWorthAnotherTry(error) && tries < MOST_TRIES)) throw error
      if (needsMore) lockOf = null
    }
  }
}

/** References go by the table and not by its name: they are taken off before, and put on the new one after. */
const replaceTable: Engine['replaceTable'] = async (db, old, rebuilt) => {
  const { rows } = await sql<{ oid: string; name: string; definition: string }>`
    select conrelid as oid, conname as name, pg_get_constraintdef(oid) as definition
    from pg_constraint where contype = 'f' and confrelid = ${old}::regclass
  `.execute(db)
  await db.schema.dropTable(old).cascade().execute()
  await db.schema.alterTable(rebuilt).renameTo(old).execute()
  for (const { oid, name, definition } of rows) {
    const { rows: tables } = await sql<{ table: string }>`
      select relname as table from pg_class where oid = ${oid}
    `.execute(db)
    for (const { table } of tables) {
      const added = sql`alter table ${sql.table(table)} add constraint ${sql.id(name)} ${sql.raw(definition)}`
      await added.execute(db)
    }
  }
}

const snapshot: Engine['snapshot'] = (db, work) =>
  db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(work)

const size: Engine['size'] = async (db) => {
  const { rows } = await sql<{ bytes: number }>`select pg_database_size(current_database()) as bytes`.execute(
    db,
  )
  return Number(rows[0]?.bytes ?? 0)
}

/** A comment on the database: it belongs to the server, and stays when the tables are restored from an older dump. */
const mark: Engine['mark'] = {
  read: async (db) => {
    const { rows } = await sql<{ text: string | null }>`
      select shobj_description(oid, 'pg_database') as text from pg_database where datname = current_database()
    `.execute(db)
    return rows[0]?.text ?? undefined
  },
  write: async (db, text) => {
    const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(db)
    await sql`comment on database ${sql.id(rows[0]?.name ?? '')} is ${sql.lit(text)}`.execute(db)
  },
}
