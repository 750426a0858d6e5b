import type { Kysely, Migration, Transaction } from 'kysely'
import { SetupError } from '../src/errors.ts'
import type { OpenOptions } from './engine/open-options.ts'
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
export async function openDatabase(url: string, { create }: Pick<OpenOptions, 'create'>): Promise<Database> {
  const options = {
    create,
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

async function engineFor(url: string): Promise<Pick<typeof sqlite, 'open' | 'exists' | 'remove'>> {
  const scheme = url.match(/^([a-z][a-z0-9+.-]*):/i)?.[1]
  if (scheme === 'sqlite') return sqlite
  // Loaded where it is used: most councils have no server.
  if (scheme === 'postgres' || scheme === 'postgresql') return import('./engine/postgresql/open.ts')
  throw new SetupError(
    'DATABASE_URL names no kind of database that is known: expected sqlite:<path>, for example sqlite:var/wsoa.sqlite, or postgres://user:password@host/database.',
  )
}
