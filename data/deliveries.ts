import { createHash } from 'node:crypto'
import { type Insertable, type Selectable, sql } from 'kysely'
import type { Subject } from '../src/domain/delivery.ts'
import type { DeliveryKind, DeliveryState, Transition } from '../src/domain/delivery-events.ts'
import { MAIL } from '../src/domain/mail-address.ts'
import type { Database, Writing } from './database.ts'
import { compiledQuery, type Placeholders } from './engine/compiled-query.ts'
import { nextNumber, numberBelow } from './next-number.ts'
import type { Schema } from './schema.ts'
import { trailEnd } from './trail.ts'

/** Alerts go last, and alone while the clock is not believed. */
export type Sort = 'alerts' | 'others'

export interface NewDelivery {
  /** Unique and opaque: what must happen once has one key, whoever plans it and how often. */
  readonly key: string
  readonly kind: DeliveryKind
  readonly subject?: Subject
  readonly bodyId?: number | null
  readonly meetingId?: number | null
  readonly personId?: number | null
  readonly edition?: number | null
  readonly page?: number | null
  readonly platform?: string | null
  readonly tenant?: string | null
  readonly channel?: string | null
  readonly userId?: string | null
  readonly underKey?: string | null
  readonly dueAt: string
  /** The message as JSON; without it, the message is composed right before the first try. */
  readonly payload?: string
}

export interface Delivery extends Omit<Selectable<Schema['deliveries']>, 'subject' | 'kind' | 'late'> {
  readonly kind: DeliveryKind
  readonly subject: Subject
  readonly late: boolean
}

/** Plans a delivery; an existing one with the same key stays as it is. */
export async function saveDelivery(
  trx: Writing,
  planId: number,
  { subject = {}, payload = '', ...delivery }: NewDelivery,
): Promise<void> {
  const head = payload === '' ? undefined : (await trailEnd(trx))?.hash
  await newDelivery(trx, {
    ...delivery,
    planId,
    // Nobody names an answer by its number.
    isNumbered: delivery.kind !== 'answer',
    subject: JSON.stringify(subject),
    nextAt: delivery.dueAt,
    payload,
    payloadHash: hashOf(payload),
    ...(head === undefined ? {} : { trailHead: head }),
  })
}

const newDelivery = compiledQuery(
  (
    db: Database,
    {
      isNumbered,
      ...delivery
    }: Placeholders<
      Omit<Insertable<Schema['deliveries']>, 'number' | 'state' | 'tries' | 'looks' | 'late' | 'lookFrom'> & {
        isNumbered: boolean
      }
    >,
  ) =>
    db
      .insertInto('deliveries')
      .values(({ selectFrom }) => ({
        ...delivery,
        // Known to be due before a restore, it may have been sent before it.
        lookFrom: selectFrom('restores')
          .select(sql<string>`${delivery.dueAt}`.as('dueAt'))
          .where('foundAt', '>', delivery.dueAt)
          .limit(1),
        number: isNumbered ? nextNumber('deliveries') : numberBelow('deliveries'),
        state: 'planned',
        tries: 0,
        looks: 0,
        late: 0,
      }))
      .onConflict((conflict) => conflict.column('key').doNothing())
      .compile(),
)

export async function listDeliveries(db: Database, planId: number): Promise<readonly Delivery[]> {
  const rows = await db
    .selectFrom('deliveries')
    .selectAll()
    .where('planId', '=', planId)
    .where('kind', '<>', 'answer')
    .orderBy('dueAt')
    .orderBy('number')
    .execute()
  return rows.map(readable)
}

export async function meetingDeliveries(
  db: Database,
  planId: number,
  meetingId: number,
): Promise<readonly Delivery[]> {
  const rows = await db
    .selectFrom('deliveries')
    .selectAll()
    .where('planId', '=', planId)
    .where('meetingId', '=', meetingId)
    .orderBy('number')
    .execute()
  return rows.map(readable)
}

export async function findDelivery(
  db: Database,
  planId: number,
  by: { key: string } | { number: number },
): Promise<Delivery | undefined> {
  const row = await db
    .selectFrom('deliveries')
    .selectAll()
    .where('planId', '=', planId)
    .$if('key' in by, (query) => query.where('key', '=', 'key' in by ? by.key : ''))
    .$if('number' in by, (query) => query.where('number', '=', 'number' in by ? by.number : 0))
    .executeTakeFirst()
  return row && readable(row)
}

/** The message in whose thread a delivery belongs, of whichever plan. */
export async function findHead(
  db: Database,
  { underKey }: Pick<Delivery, 'underKey'>,
): Promise<Delivery | undefined> {
  if (underKey === null) return undefined
  const row = await db.selectFrom('deliveries').selectAll().where('key', '=', underKey).executeTakeFirst()
  return row && readable(row)
}

/** The delivery, of whichever plan, that was planned last of those whose keys begin so. */
export async function latestByKey(db: Database, begins: string): Promise<Delivery | undefined> {
  const row = await db
    .selectFrom('deliveries')
    .selectAll()
    .where('key', '>=', begins)
    .where('key', '<', `${begins}\uffff`)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && readable(row)
}

export async function countPlanned(db: Database, planId: number): Promise<number> {
  const { number } = await db
    .selectFrom('deliveries')
    .select((select) => select.fn.countAll<number>().as('number'))
    .where('state', '=', 'planned')
    .where('planId', '=', planId)
    .where('kind', '<>', 'answer')
    .executeTakeFirstOrThrow()
  return number
}

/** How many there are to claim, up to a limit: a cheap question, as most ticks have nothing to do. */
export async function countDue(
  db: Database,
  planId: number,
  { now, sort, most }: { now: Date; sort: Sort; most: number },
): Promise<number> {
  const rows = await db
    .selectFrom('deliveries')
    .select('key')
    .where('planId', '=', planId)
    .where('state', 'in', ['planned', 'unknown'])
    .where('nextAt', '<=', now.toISOString())
    .where('kind', sort === 'alerts' ? '=' : '<>', 'alert')
    .limit(most)
    .execute()
  return rows.length
}

/** The deliveries that the coordinator has to decide about; those held back on purpose have no tries. */
export async function listTroubled(db: Database, planId: number): Promise<readonly Delivery[]> {
  const rows = await db
    .selectFrom('deliveries')
    .selectAll()
    .where('planId', '=', planId)
    .where('state', 'in', ['held', 'failed'])
    .where('tries', '>', 0)
    .where('kind', '<>', 'answer')
    .orderBy('number')
    .execute()
  return rows.map(readable)
}

/** The instant of the next try or look. */
export async function nextDue(db: Database): Promise<Date | undefined> {
  const row = await db
    .selectFrom('deliveries')
    .select((select) => select.fn.min('nextAt').as('next'))
    .where('state', 'in', ['planned', 'unknown'])
    .where(({ or, eb }) => or([eb('underKey', 'is', null), eb('state', '=', 'unknown')]))
    .executeTakeFirst()
  return row?.next ? new Date(row.next) : undefined
}

/** Longer than a platform takes to show what it has taken. */
const SHOWN_MS = 90_000

/**
 * After the clock was set: what has no time of its own, and what waits for another try or look, waits no longer than
 * it would have. An instant that was written by another time means nothing any more.
 */
export async function dropOldWaits(trx: Writing, planId: number, now: Date): Promise<void> {
  const at = now.toISOString()
  const soon = new Date(now.getTime() + SHOWN_MS).toISOString()
  const waiting = trx
    .updateTable('deliveries')
    .where('planId', '=', planId)
    .where('state', 'in', ['planned', 'unknown'])
  await waiting
    .set({ dueAt: at })
    .where('dueAt', '>', at)
    .where(({ or, eb }) => or([eb('kind', 'in', SAID), eb('underKey', 'is not', null)]))
    .execute()
  await waiting.set({ nextAt: soon }).where('nextAt', '>', soon).where('dueAt', '<=', at).execute()
  await waiting.set({ waitingSince: null }).where('waitingSince', '>', at).execute()
  await trx
    .updateTable('deliveries')
    .set({ recheckAt: soon })
    .where('planId', '=', planId)
    .where('recheckAt', '>', new Date(now.getTime() + LONGEST_RECHECK_MS).toISOString())
    .execute()
}

/** Late copies of a message are looked for within an hour. */
const LONGEST_RECHECK_MS = 3_600_000

/** What follows from something that happened; the rest has a time in the calendar. */
const SAID: readonly DeliveryKind[] = ['notice', 'amend', 'answer', 'alert']

/** Changes a delivery that is in the given state, and begins its waiting anew; false if it is not in it any more. */
export async function changeDelivery(
  trx: Writing,
  { key, state }: Pick<Delivery, 'key' | 'state'>,
  { subject, ...change }: Partial<Transition> & { readonly subject?: Subject },
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('deliveries')
    .set({ ...change, waitingSince: null, ...(subject ? { subject: JSON.stringify(subject) } : {}) })
    .where('key', '=', key)
    .where('state', '=', state)
    .executeTakeFirstOrThrow()
  return numUpdatedRows === 1n
}

/** Puts what is planned into the thread of another message, as the last there so far; false if it is not planned any more. */
export async function putUnder(
  trx: Writing,
  { key, underKey, payload }: { readonly key: string; readonly underKey: string; readonly payload: string },
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('deliveries')
    .set({
      underKey,
      payload,
      payloadHash: hashOf(payload),
      trailHead: (await trailEnd(trx))?.hash ?? null,
      number: nextNumber('deliveries'),
    })
    .where('key', '=', key)
    .where('state', '=', 'planned')
    .where('underKey', 'is', null)
    .executeTakeFirstOrThrow()
  return numUpdatedRows === 1n
}

/** What other plans had in the thread of a message that is given up goes its own way again. */
export async function freeFrom(
  trx: Writing,
  { key, planId }: Pick<Delivery, 'key' | 'planId'>,
): Promise<void> {
  const waiting = { state: 'planned', tries: 0 } as const
  await trx
    .deleteFrom('deliveries')
    .where('underKey', '=', key)
    .where('planId', '<>', planId)
    .where('state', '=', waiting.state)
    .where('tries', '=', waiting.tries)
    .where(({ or, eb }) => or([eb('kind', '<>', 'digest'), eb('page', '>', 1)]))
    .execute()
  await trx
    .updateTable('deliveries')
    .set({ underKey: null, payload: '', payloadHash: hashOf(''), trailHead: null })
    .where('underKey', '=', key)
    .where('planId', '<>', planId)
    .where('state', '=', waiting.state)
    .where('tries', '=', waiting.tries)
    .execute()
}

/** Drops the frozen message, of which nothing has arrived, and what was planned under it: both are composed again. */
export async function forgetComposed(trx: Writing, key: string): Promise<void> {
  await trx
    .updateTable('deliveries')
    .set({ payload: '', payloadHash: hashOf(''), trailHead: null })
    .where('key', '=', key)
    .where('state', 'in', ['planned', 'held'])
    .execute()
  await trx
    .deleteFrom('deliveries')
    .where('underKey', '=', key)
    .where('state', 'in', ['planned', 'withdrawn'])
    .where('tries', '=', 0)
    .execute()
}

/** Withdraws what was planned in the thread of a message that will never be there. */
export async function withdrawUnder(trx: Writing, key: string, outcome: string): Promise<void> {
  await trx
    .updateTable('deliveries')
    .set({ state: 'withdrawn', outcome } satisfies Transition)
    .where('underKey', '=', key)
    .where('state', '=', 'planned')
    .where('postsArrived', '=', 0)
    .execute()
}

/** The notices of one update, by the id of its batch, one for each person. */
export async function listNotices(
  db: Database,
  planId: number,
  batchId: number,
): Promise<readonly { personId: number | null; state: DeliveryState }[]> {
  return db
    .selectFrom('deliveries')
    .select(['personId', 'state'])
    .where('planId', '=', planId)
    .where('key', 'like', `notice:${batchId}:%`)
    .execute()
}

/** Withdraws the notices about something that are not sent yet, and the alerts that stand for them. */
export async function withdrawNotices(trx: Writing, planId: number, about: number | string): Promise<void> {
  await trx
    .updateTable('deliveries')
    .set({ state: 'withdrawn' } satisfies Transition)
    .where('planId', '=', planId)
    .where('postsArrived', '=', 0)
    .where(({ or, and, eb }) =>
      or([
        and([eb('state', 'in', ['planned', 'failed']), eb('key', 'like', `notice:${about}:%`)]),
        and([eb('state', 'in', ['planned', 'failed']), eb('key', 'like', `alert:notice:${about}:%`)]),
      ]),
    )
    .execute()
}

/** The alerts in the given states. */
export async function listAlerts(
  db: Database | Writing,
  planId: number,
  states: readonly DeliveryState[],
): Promise<readonly Delivery[]> {
  const rows = await db
    .selectFrom('deliveries')
    .selectAll()
    .where('planId', '=', planId)
    .where('state', 'in', states)
    .where('kind', '=', 'alert')
    .orderBy('number')
    .execute()
  return rows.map(readable)
}

/** All that was made of one alert, for whomever and by whatever account. */
export async function sameAlert(
  db: Database | Writing,
  planId: number,
  id: string,
): Promise<readonly Delivery[]> {
  const rows = await db
    .selectFrom('deliveries')
    .selectAll()
    .where('key', '>=', `${id}:`)
    .where('key', '<', `${id};`)
    .where('planId', '=', planId)
    .execute()
  return rows.map(readable).filter(({ subject }) => subject.alert?.id === id)
}

/** The alerts about a delivery, for whomever. */
export async function alertsAbout(
  trx: Writing,
  planId: number,
  { key }: Pick<Delivery, 'key'>,
): Promise<readonly Delivery[]> {
  const rows = await trx
    .selectFrom('deliveries')
    .selectAll()
    .where('key', '>=', `alert:${key}:`)
    .where('key', '<', `alert:${key};`)
    .where('planId', '=', planId)
    .where('kind', '=', 'alert')
    .orderBy('number')
    .execute()
  return rows.map(readable).filter(({ subject }) => subject.alert?.about === key)
}

/** The alerts that sum up others, and may have been told. */
export async function toldSummaries(trx: Writing, planId: number): Promise<readonly Delivery[]> {
  const rows = await trx
    .selectFrom('deliveries')
    .selectAll()
    .where('key', '>=', 'alert:summary:')
    .where('key', '<', 'alert:summary;')
    .where('planId', '=', planId)
    .where('state', 'in', ['sending', 'unknown', 'sent'])
    .orderBy('number')
    .execute()
  return rows.map(readable)
}

/** How many edits of a message there are. */
export async function countEdits(trx: Writing, { key }: Pick<Delivery, 'key'>): Promise<number> {
  const { number } = await trx
    .selectFrom('deliveries')
    .select(({ fn }) => fn.countAll<number>().as('number'))
    .where('underKey', '=', key)
    .where('kind', '=', 'amend')
    .executeTakeFirstOrThrow()
  return number
}

/** Withdraws the alerts about a delivery that are not sent yet. Returns whether one may have been told. */
export async function withdrawAlerts(
  trx: Writing,
  planId: number,
  { key }: Pick<Delivery, 'key'>,
): Promise<boolean> {
  const about = trx
    .selectFrom('deliveries')
    .select('key')
    .where('planId', '=', planId)
    .where('kind', '=', 'alert')
    .where('key', 'like', `alert:${key}:%`)
  await trx
    .updateTable('deliveries')
    .set({ state: 'withdrawn' } satisfies Transition)
    .where('state', '=', 'planned')
    .where('key', 'in', about)
    .execute()
  return (await about.where('state', '<>', 'withdrawn').executeTakeFirst()) !== undefined
}

/** Whether a person may have had an e-mail of a kind ahead of a meeting, from whichever plan. */
export async function wasMailed(
  db: Database,
  { kind, personId, meetingId }: Pick<Delivery, 'kind' | 'personId' | 'meetingId'>,
): Promise<boolean> {
  const row = await db
    .selectFrom('deliveries')
    .select('key')
    .where('kind', '=', kind)
    .where('personId', '=', personId)
    .where('meetingId', '=', meetingId)
    .where('platform', '=', MAIL.platform)
    .where(({ or, and, eb }) =>
      or([
        eb('state', 'in', ['sending', 'sent', 'unknown']),
        and([eb('state', '=', 'held'), eb('firstTriedAt', 'is not', null)]),
      ]),
    )
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** The e-mail with which another plan told the same person of the same meeting, by its id. */
export async function digestMailedBefore(
  db: Database,
  { planId, personId, meetingId, platform }: Pick<Delivery, 'planId' | 'personId' | 'meetingId' | 'platform'>,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('deliveries')
    .select('messageId')
    .where('kind', '=', 'digest')
    .where('state', '=', 'sent')
    .where('personId', '=', personId)
    .where('meetingId', '=', meetingId)
    .where('platform', '=', platform)
    .where('planId', '<>', planId)
    .orderBy('number')
    .executeTakeFirst()
  return row?.messageId ?? undefined
}

/** What a message of ours is about, by the platform's id of it; undefined if it is not ours. */
export async function findSubject(
  db: Database,
  planId: number,
  { platform, tenant, messageId }: { platform: string; tenant: string; messageId: string },
): Promise<Subject | undefined> {
  const row = await db
    .selectFrom('deliveries')
    .select('subject')
    .where('messageId', '=', messageId)
    .where('planId', '=', planId)
    .where('platform', '=', platform)
    .where('tenant', '=', tenant)
    .executeTakeFirst()
  return row && (JSON.parse(row.subject) as Subject)
}

export function readable(row: Selectable<Schema['deliveries']>): Delivery {
  return {
    ...row,
    kind: row.kind as DeliveryKind,
    subject: JSON.parse(row.subject) as Subject,
    late: row.late === 1,
  }
}

/** Whether the message is the one that was composed. */
export function isIntact({ payload, payloadHash }: Pick<Delivery, 'payload' | 'payloadHash'>): boolean {
  return hashOf(payload) === payloadHash
}

export function hashOf(payload: string): string {
  return createHash('sha256').update(payload).digest('hex')
}
