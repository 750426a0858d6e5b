import { CamelCasePlugin, Kysely, Migrator, type PostgresPool, sql } from 'kysely'
import { SetupError, StorageError } from '../../../src/errors.ts'
import type { OpenOptions } from '../open-options.ts'
import { createDialect } from './engine.ts'
import { createPool } from './pool.ts'

/**
 * Opens `postgres://…` and brings its schema up to date.
 * @throws StorageError when the server refuses or the database is not ours; SetupError when the address is none. None of
 * them repeats the address: it holds a password.
 */
export async function open<Schema>(url: string, options: OpenOptions): Promise<Kysely<Schema>> {
  const db = withPool<Schema>(await createPoolFor(url))
  try {
    const done = await appliedMigrations(db, options)
    if (done.length < Object.keys(options.migrations).length) await migrate(db, options.migrations)
    return db
  } catch (error) {
    await db.destroy()
    throw error
  }
}

/** Whether the database has tables. @throws StorageError when the server cannot be asked */
export async function exists(url: string): Promise<boolean> {
  const db = withPool<unknown>(await createPoolFor(url))
  try {
    return (await tablesOf(db)).length > 0
  } finally {
    await db.destroy()
  }
}

export async function remove(): Promise<void> {
  throw new SetupError('wsoa deletes no database of a server. Drop and make it there.')
}

function withPool<Schema>(pool: PostgresPool): Kysely<Schema> {
  return new Kysely<Schema>({ dialect: createDialect(pool), plugins: [new CamelCasePlugin()] })
}

async function createPoolFor(url: string): Promise<PostgresPool> {
  if (!URL.canParse(url) || new URL(url).pathname.length < 2) {
    throw new SetupError(
      'DATABASE_URL begins with "postgres:": expected postgres://user:password@host:5432/database?sslmode=verify-full.',
    )
  }
  return createPool(url)
}

async function tablesOf<Schema>(db: Kysely<Schema>): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = current_schema()
  `.execute(db)
  return rows.map(({ name }) => name)
}

/** The migrations it has been through. @throws StorageError before anything is written to a database that is not ours */
async function appliedMigrations<Schema>(
  db: Kysely<Schema>,
  { create, migrations, ownTables }: OpenOptions,
): Promise<readonly string[]> {
  const tables = await tablesOf(db)
  const isEmpty = tables.every((table) => table.startsWith('kysely_'))
  if (isEmpty && create) return []
  if (isEmpty) {
    throw new StorageError(
      'The database is empty. Check DATABASE_URL, or fill it with: wsoa import <plan.yaml>',
    )
  }
  if (!['kysely_migration', ...ownTables].every((table) => tables.includes(table))) {
    throw new StorageError('The database belongs to another program. Check DATABASE_URL.')
  }
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db)
  const done = rows.map(({ name }) => name)
  if (done.every((name) => name in migrations)) return done
  throw new StorageError(
    'The database was made by a newer version of wsoa. Install that version, or restore an older backup.',
  )
}

/** One process migrates; others wait for its lock and find nothing left to do. Killed inside, all is taken back. */
async function migrate<Schema>(db: Kysely<Schema>, migrations: OpenOptions['migrations']): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } })
  const { error } = await migrator.migrateToLatest()
  if (error) throw error
}
