import { createHash } from 'node:crypto'
import type { Selectable } from 'kysely'
import type { Database, Writing } from './database.ts'
import type { Schema } from './schema.ts'

export type ImportSession = Selectable<Schema['importSessions']>
type EndState = Exclude<ImportSession['state'], 'asking' | 'stopped'>

/** How long a file waits for an answer. */
const DAYS_WAITING = 14

export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** The import of a plan that is not at its end. */
export async function findOpenImport(
  db: Database,
  planId: number,
  now: Date,
): Promise<ImportSession | undefined> {
  return db
    .selectFrom('importSessions')
    .selectAll()
    .where('planId', '=', planId)
    .where('bytes', 'is not', null)
    .where('touchedAt', '>', waitsSince(now))
    .executeTakeFirst()
}

/** What an import asks. */
export interface AskedNow {
  readonly key: string
  readonly offers: readonly string[]
}

/** The question that an import of theirs waits with: what they say next may answer it. */
export async function findAsked(
  db: Database,
  { planId, personId, now }: { readonly planId: number; readonly personId: number; readonly now: Date },
): Promise<{ readonly asked: AskedNow | undefined } | undefined> {
  const found = await db
    .selectFrom('importSessions')
    .select('asked')
    .where('planId', '=', planId)
    .where('bytes', 'is not', null)
    .where('state', '=', 'asking')
    .where('holderId', '=', personId)
    .where('touchedAt', '>', waitsSince(now))
    .executeTakeFirst()
  return found && { asked: askedIn(found) }
}

export function askedIn({ asked }: Pick<ImportSession, 'asked'>): AskedNow | undefined {
  return asked === null ? undefined : (JSON.parse(asked) as AskedNow)
}

/** How the latest import of a plan ended. */
export async function findLatestImport(db: Database, planId: number): Promise<ImportSession | undefined> {
  return db
    .selectFrom('importSessions')
    .selectAll()
    .where('planId', '=', planId)
    .orderBy('id', 'desc')
    .executeTakeFirst()
}

interface Sent extends Pick<ImportSession, 'planId' | 'kind' | 'name' | 'holderId'> {
  readonly bytes: Uint8Array
  readonly asked: AskedNow | undefined
}

/** Keeps a file that was sent, in the place of one that waited for the same plan. */
export async function beginImport(trx: Writing, { asked, ...sent }: Sent, now: Date): Promise<ImportSession> {
  await trx
    .updateTable('importSessions')
    .set({ state: 'replaced', bytes: null })
    .where('planId', '=', sent.planId)
    .where('bytes', 'is not', null)
    .execute()
  return trx
    .insertInto('importSessions')
    .values({
      ...sent,
      hash: hashOf(sent.bytes),
      state: 'asking',
      asked: asked ? JSON.stringify(asked) : null,
      begunAt: now.toISOString(),
      touchedAt: now.toISOString(),
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** Notes that an import goes on, waits, or has passed to somebody else. */
export async function touchImport(
  trx: Writing,
  id: number,
  {
    now,
    asked,
    ...change
  }: {
    readonly now: Date
    readonly asked: AskedNow | undefined
    readonly state: 'asking' | 'stopped'
    readonly holderId: number
  },
): Promise<void> {
  await trx
    .updateTable('importSessions')
    .set({ ...change, asked: asked ? JSON.stringify(asked) : null, touchedAt: now.toISOString() })
    .where('id', '=', id)
    .execute()
}

/** The bytes go; the answers stay. */
export async function endImport(
  trx: Writing,
  id: number,
  { state, now }: { readonly state: EndState; readonly now: Date },
): Promise<void> {
  await trx
    .updateTable('importSessions')
    .set({ state, bytes: null, touchedAt: now.toISOString() })
    .where('id', '=', id)
    .execute()
}

/** Files that nobody answered about for so long are forgotten. */
export async function lapseImports(db: Database, now: Date): Promise<void> {
  await db
    .updateTable('importSessions')
    .set({ state: 'lapsed', bytes: null })
    .where('bytes', 'is not', null)
    .where('touchedAt', '<=', waitsSince(now))
    .execute()
}

function waitsSince(now: Date): string {
  return new Date(now.getTime() - DAYS_WAITING * 86_400_000).toISOString()
}

export interface SaidAnswer {
  readonly id: number
  readonly sessionId: number
  readonly key: string
  readonly answer: string
  readonly saidAt: string
  /** Who said it. */
  readonly name: string
}

/**
 * What was answered and holds: the latest of each key, in the order in which it was said. What was said of an earlier file of a
 * plan holds for the next; what was said of a tracker is about that one alone.
 */
export async function listImportAnswers(
  db: Database,
  { planId, kind, id }: Pick<ImportSession, 'planId' | 'kind'> & { readonly id: number | null },
): Promise<readonly SaidAnswer[]> {
  const rows = await db
    .selectFrom('importAnswers')
    .innerJoin('importSessions', 'importSessions.id', 'importAnswers.sessionId')
    .innerJoin('people', 'people.id', 'importAnswers.personId')
    .where('importSessions.kind', '=', kind)
    .$if(kind === 'updates', (query) => query.where('sessionId', '=', id ?? 0))
    .select(['importAnswers.id', 'sessionId', 'key', 'answer', 'saidAt', 'people.name'])
    .where('importAnswers.planId', '=', planId)
    .where('takenBackAt', 'is', null)
    .orderBy('importAnswers.id')
    .execute()
  const latest = new Map<string, SaidAnswer>()
  for (const row of rows) {
    latest.delete(row.key)
    latest.set(row.key, row)
  }
  return [...latest.values()]
}

export function answersOf(said: readonly SaidAnswer[]): ReadonlyMap<string, string> {
  return new Map(said.map(({ key, answer }) => [key, answer]))
}

export async function saveImportAnswer(
  trx: Writing,
  {
    session,
    personId,
    now,
    key,
    answer,
  }: {
    readonly session: Pick<ImportSession, 'id' | 'planId'>
    readonly personId: number
    readonly now: Date
    readonly key: string
    readonly answer: string
  },
): Promise<void> {
  await takeBackImportAnswers(trx, session.planId, [key], now)
  await trx
    .insertInto('importAnswers')
    .values({
      sessionId: session.id,
      planId: session.planId,
      key,
      answer,
      personId,
      saidAt: now.toISOString(),
      takenBackAt: null,
    })
    .execute()
}

export async function takeBackImportAnswers(
  trx: Writing,
  planId: number,
  keys: readonly string[],
  now: Date,
): Promise<void> {
  if (keys.length === 0) return
  await trx
    .updateTable('importAnswers')
    .set({ takenBackAt: now.toISOString() })
    .where('planId', '=', planId)
    .where('key', 'in', keys)
    .where('takenBackAt', 'is', null)
    .execute()
}
