import { dirname, join } from 'node:path'
import type { Kysely, Migration, Transaction } from 'kysely'
import { isOnServer } from '../src/domain/database-address.ts'
import { SetupError } from '../src/errors.ts'
import type { RowCounts } from './engine/engine.ts'
import type { OpenOptions, Upgrading } from './engine/open-options.ts'
import * as sqlite from './engine/sqlite/open.ts'
import { record } from './migrations/0001-record.ts'
import { editions } from './migrations/0002-editions.ts'
import { meetingClock } from './migrations/0003-meeting-clock.ts'
import { deliveryColumns } from './migrations/0004-delivery-columns.ts'
import { clockSteps } from './migrations/0005-clock-steps.ts'
import { messagePosts } from './migrations/0006-message-posts.ts'
import { headsAndKeys } from './migrations/0008-heads-and-keys.ts'
import { heardMessages } from './migrations/0009-heard-messages.ts'
import { itemChanges } from './migrations/0010-item-changes.ts'
import { dueOfAPlan } from './migrations/0011-due-of-a-plan.ts'
import { organisation } from './migrations/0012-organisation.ts'
import { exactDates } from './migrations/0013-exact-dates.ts'
import { plainerAndPictures } from './migrations/0014-plainer-and-pictures.ts'
import { seats } from './migrations/0015-seats.ts'
import { livePlans } from './migrations/0016-live-plans.ts'
import { guests } from './migrations/0017-guests.ts'
import { webSessions } from './migrations/0019-web-sessions.ts'
import { mailProofs } from './migrations/0020-mail-proofs.ts'
import { signInAndCalendars } from './migrations/0021-sign-in-and-calendars.ts'
import { published } from './migrations/0022-published.ts'
import { trackerRows } from './migrations/0024-tracker-rows.ts'
import { notedBackups } from './migrations/0025-backups.ts'
import { removals } from './migrations/0026-removals.ts'
import { boardRecord } from './migrations/0027-board-record.ts'
import { restrictions } from './migrations/0028-restrictions.ts'
import { imports } from './migrations/0029-imports.ts'
import type { Schema } from './schema.ts'

export type Database = Kysely<Schema>
export type Writing = Transaction<Schema>

/** A static list, since a build leaves no files to look for. Migrations only go forward; a released one never changes. */
const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-record': record,
  '0002-editions': editions,
  '0003-meeting-clock': meetingClock,
  '0004-delivery-columns': deliveryColumns,
  '0005-clock-steps': clockSteps,
  '0006-message-posts': messagePosts,
  '0008-heads-and-keys': headsAndKeys,
  '0009-heard-messages': heardMessages,
  '0010-item-changes': itemChanges,
  '0011-due-of-a-plan': dueOfAPlan,
  '0012-organisation': organisation,
  '0013-exact-dates': exactDates,
  '0014-plainer-and-pictures': plainerAndPictures,
  '0015-seats': seats,
  '0016-live-plans': livePlans,
  '0017-guests': guests,
  '0019-web-sessions': webSessions,
  '0020-mail-proofs': mailProofs,
  '0021-sign-in-and-calendars': signInAndCalendars,
  '0022-published': published,
  '0024-tracker-rows': trackerRows,
  '0025-backups': notedBackups,
  '0026-removals': removals,
  '0027-board-record': boardRecord,
  '0028-restrictions': restrictions,
  '0029-imports': imports,
}

/** Every request needs these tables, and hardly anybody changes them. */
const CACHED_TABLES: ReadonlySet<string> = new Set([
  'plans',
  'organisation',
  'roles',
  'plan_roles',
  'plan_bodies',
  'people',
  'identities',
  'assignments',
  'meetings',
])

/**
 * Opens the database that `DATABASE_URL` names and brings its schema up to date. Makes none unless told to: a mistyped
 * path must not become an empty, healthy database.
 * @throws StorageError or SetupError with the sentence that says what to do
 */
export async function openDatabase(
  url: string,
  { create, beforeUpgrade }: Pick<OpenOptions, 'create'> & Upgrading<Schema>,
): Promise<Database> {
  const options = {
    create,
    beforeUpgrade,
    migrations: MIGRATIONS,
    ownTables: ['plans', 'trail'],
    cachedTables: CACHED_TABLES,
  }
  return (await engineFor(url)).open<Schema>(url, options)
}

export async function databaseExists(url: string): Promise<boolean> {
  return (await engineFor(url)).exists(url)
}

export async function removeDatabase(url: string): Promise<void> {
  await (await engineFor(url)).remove(url)
}

/** Opens a copy of a database to be read alone: its schema stays as it is, and nothing is made beside it. */
export function openCopy(file: string): Database {
  return sqlite.openToRead<Schema>(file)
}

/** How many rows each table of a copy has. */
export function rowCountsOf(file: string): RowCounts {
  return sqlite.rowCountsOf(file)
}

/**
 * What backups and restores need of a database in a file.
 * @throws SetupError for the database of a server, which is backed up there
 */
export function placeOf(url: string) {
  if (isOnServer(url)) {
    throw new SetupError(
      'The database is on a server: back it up and restore it there, as docs/postgresql.md says.',
    )
  }
  const { pathOf, markOf, isInUse, bringBeside, putInPlace, removeBeside } = sqlite
  const path = pathOf(url)
  const backups = join(dirname(path), 'backups')
  return { path, backups, mark: markOf(url), isInUse, bringBeside, putInPlace, removeBeside }
}

/** The changes of the schema that this version knows, and the latest of them. */
export const SCHEMAS: readonly string[] = Object.keys(MIGRATIONS).sort()

export const SCHEMA = SCHEMAS.at(-1) ?? ''

/** Whether this version knows a change of the schema. */
export function isKnownSchema(name: string): boolean {
  return name in MIGRATIONS
}

interface Openers {
  readonly open: typeof sqlite.open
  readonly exists: typeof sqlite.exists
  readonly remove: typeof sqlite.remove
}

async function engineFor(url: string): Promise<Openers> {
  if (url.startsWith('sqlite:')) return { open: sqlite.open, exists: sqlite.exists, remove: sqlite.remove }
  // Loaded where it is used: most councils have no server.
  if (isOnServer(url)) return import('./engine/postgresql/open.ts')
  throw new SetupError(
    'DATABASE_URL names no kind of database that is known: expected sqlite:<path>, for example sqlite:var/wsoa.sqlite, or postgres://user:password@host/database.',
  )
}
