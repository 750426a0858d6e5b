import { createHash } from 'node:crypto'
import type { Selectable } from 'kysely'
import type { DeliveryKind, Subject } from '../src/domain/delivery.ts'
import type { Database, Writing } from './database.ts'
import { nextNumber } from './next-number.ts'
import type { Schema } from './schema.ts'

export type DeliveryState = Schema['deliveries']['state']

export interface NewDelivery {
  /** Unique: what must happen once is kept apart by this key, not by a flag in memory. */
  readonly key: string
  readonly kind: DeliveryKind
  readonly subject?: Subject
  readonly bodyId?: number | null
  readonly meetingId?: number | null
  readonly personId?: number | null
  readonly platform?: string | null
  readonly tenant?: string | null
  readonly channel?: string | null
  readonly userId?: string | null
  readonly underKey?: string | null
  readonly dueAt: string
  /** The message as JSON; without it, it is composed right before the first try. */
  readonly payload?: string
}

export interface Delivery extends Omit<Selectable<Schema['deliveries']>, 'subject' | 'kind' | 'late'> {
  readonly kind: DeliveryKind
  readonly subject: Subject
  readonly late: boolean
}

/** Plans a delivery; one that is there already stays as it is. */
export async function saveDelivery(
  trx: Writing,
  planId: number,
  { subject = {}, payload = '', ...delivery }: NewDelivery,
): Promise<void> {
  await trx
    .insertInto('deliveries')
    .values({
      ...delivery,
      planId,
      number: nextNumber('deliveries', 'planId', planId),
      subject: JSON.stringify(subject),
      state: 'planned',
      nextAt: delivery.dueAt,
      tries: 0,
      looks: 0,
      late: 0,
      payload,
      payloadHash: hashOf(payload),
    })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute()
}

export async function listDeliveries(db: Database | Writing, planId: number): Promise<readonly Delivery[]> {
  const rows = await db
    .selectFrom('deliveries')
    .selectAll()
    .where('planId', '=', planId)
    .orderBy('dueAt')
    .orderBy('number')
    .execute()
  return rows.map(readable)
}

/** The deliveries that hang off a meeting. */
export async function meetingDeliveries(
  db: Database | Writing,
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
  db: Database | Writing,
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

/** How many deliveries of a plan are still to be sent. */
export async function countPlanned(db: Database, planId: number): Promise<number> {
  const { number } = await db
    .selectFrom('deliveries')
    .select((select) => select.fn.countAll<number>().as('number'))
    .where('state', '=', 'planned')
    .where('planId', '=', planId)
    .executeTakeFirstOrThrow()
  return number
}

/** Whether a tick has anything to take: most have nothing. */
export async function isAnyDue(db: Database, planId: number, now: Date): Promise<boolean> {
  const row = await db
    .selectFrom('deliveries')
    .select('key')
    .where('planId', '=', planId)
    .where('state', 'in', ['planned', 'unknown'])
    .where('nextAt', '<=', now.toISOString())
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Deliveries that wait for a person: those held back on purpose left out. */
export async function listTroubled(db: Database, planId: number): Promise<readonly Delivery[]> {
  const rows = await db
    .selectFrom('deliveries')
    .selectAll()
    .where('planId', '=', planId)
    .where('state', 'in', ['held', 'failed'])
    .where('tries', '>', 0)
    .orderBy('number')
    .execute()
  return rows.map(readable)
}

/** The next instant at which something is due, to be tried again or looked for. */
export async function nextDue(db: Database): Promise<Date | undefined> {
  const row = await db
    .selectFrom('deliveries')
    .select((select) => select.fn.min('nextAt').as('next'))
    .where('state', 'in', ['planned', 'unknown'])
    .where(({ or, eb }) => or([eb('underKey', 'is', null), eb('state', '=', 'unknown')]))
    .executeTakeFirst()
  return row?.next ? new Date(row.next) : undefined
}

export interface Settlement {
  readonly state: DeliveryState
  readonly nextAt?: string
  readonly sentAt?: string
  readonly messageId?: string | null
  readonly looks?: number
  readonly tries?: number
  readonly late?: 0 | 1
  readonly outcome?: string | null
}

/** Changes a delivery that nobody is sending just now; false when it was not in one of these states. */
export async function changeDelivery(
  trx: Writing,
  { key, from }: { key: string; from: readonly DeliveryState[] },
  change: Partial<Pick<Settlement, 'state' | 'nextAt' | 'outcome' | 'tries' | 'looks' | 'sentAt'>> & {
    readonly dueAt?: string
    readonly subject?: Subject
  },
): Promise<boolean> {
  const { subject, ...rest } = change
  const { numUpdatedRows } = await trx
    .updateTable('deliveries')
    .set({ ...rest, ...(subject ? { subject: JSON.stringify(subject) } : {}) })
    .where('key', '=', key)
    .where('state', 'in', [...from])
    .executeTakeFirstOrThrow()
  return numUpdatedRows === 1n
}

/** Nothing of it has arrived: it is composed anew when it is due, and so is what belongs under it. */
export async function forgetComposed(trx: Writing, key: string): Promise<void> {
  await trx
    .updateTable('deliveries')
    .set({ payload: '', payloadHash: hashOf('') })
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

/** What belongs in the thread of a message that will never be there. */
export async function withdrawUnder(trx: Writing, key: string, outcome: string): Promise<void> {
  await trx
    .updateTable('deliveries')
    .set({ state: 'withdrawn', outcome })
    .where('underKey', '=', key)
    .where('state', '=', 'planned')
    .execute()
}

/** News of one update, by the id of its batch, to each person it is for. */
export async function listNotices(
  db: Database | Writing,
  planId: number,
  batchId: number,
): Promise<readonly { personId: number | null; state: string }[]> {
  return db
    .selectFrom('deliveries')
    .select(['personId', 'state'])
    .where('planId', '=', planId)
    .where('key', 'like', `notice:${batchId}:%`)
    .execute()
}

/** News that has not gone out yet and need not any more. */
export async function withdrawNotices(trx: Writing, planId: number, about: number | string): Promise<void> {
  await trx
    .updateTable('deliveries')
    .set({ state: 'withdrawn' })
    .where('planId', '=', planId)
    .where('state', '=', 'planned')
    .where('key', 'like', `notice:${about}:%`)
    .execute()
}

/** What a message of ours was about, by the id that sending it had answered with; undefined when it is none of ours. */
export async function findSubject(
  db: Database | Writing,
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

export function hashOf(payload: string): string {
  return createHash('sha256').update(payload).digest('hex')
}
