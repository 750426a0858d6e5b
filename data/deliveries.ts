import { createHash } from 'node:crypto'
import { type ExpressionBuilder, sql } from 'kysely'
import type { Database, Writing } from './database.ts'
import type { Schema } from './schema.ts'

export interface NewDelivery {
  /** Unique: what must happen once is kept apart by this key, not by a flag in memory. */
  readonly key: string
  readonly kind: string
  readonly personId: number | null
  readonly channel: string | null
  /** The one account that it goes to; without it the person's address is chosen when it is sent. */
  readonly platform?: string
  readonly tenant?: string
  readonly userId?: string
  readonly dueAt: string
  /** The message as JSON, frozen: every try is about the same bytes. */
  readonly payload: string
}

export interface Delivery {
  readonly key: string
  readonly planId: number
  readonly state: string
  readonly dueAt: string
  readonly sentAt: string | null
  readonly tries: number
  readonly late: boolean
  readonly personId: number | null
  readonly channel: string | null
  readonly payload: string
}

/** Writes a delivery to be made; one that is there already stays as it is. */
export async function saveDelivery(trx: Writing, planId: number, delivery: NewDelivery): Promise<void> {
  await trx
    .insertInto('deliveries')
    .values({
      ...delivery,
      planId,
      number: (eb) => nextNumber(eb, planId),
      subject: 'message',
      meetingId: null,
      state: 'planned',
      nextAt: delivery.dueAt,
      tries: 0,
      looks: 0,
      late: 0,
      payloadHash: createHash('sha256').update(delivery.payload).digest('hex'),
    })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute()
}

/** One more than the plan's latest; written under the write lock, so nobody else takes it. */
function nextNumber(eb: ExpressionBuilder<Schema, 'deliveries'>, planId: number) {
  return eb
    .selectFrom('deliveries')
    .select((select) => sql<number>`coalesce(${select.fn.max('number')}, 0) + 1`.as('next'))
    .where('planId', '=', planId)
}

export async function listDeliveries(db: Database, planId: number): Promise<readonly Delivery[]> {
  const rows = await db
    .selectFrom('deliveries')
    .select(['key', 'planId', 'state', 'dueAt', 'sentAt', 'tries', 'late', 'personId', 'channel', 'payload'])
    .where('planId', '=', planId)
    .orderBy('dueAt')
    .orderBy('key')
    .execute()
  return rows.map((row) => ({ ...row, late: row.late === 1 }))
}

/** Planned deliveries that are due, oldest first. */
export async function dueDeliveries(db: Database, planId: number, now: Date): Promise<readonly Delivery[]> {
  const rows = await db
    .selectFrom('deliveries')
    .select(['key', 'planId', 'state', 'dueAt', 'sentAt', 'tries', 'late', 'personId', 'channel', 'payload'])
    .where('state', '=', 'planned')
    .where('dueAt', '<=', now.toISOString())
    .where('planId', '=', planId)
    .orderBy('dueAt')
    .orderBy('key')
    .execute()
  return rows.map((row) => ({ ...row, late: row.late === 1 }))
}

export interface Lease {
  readonly token: string
  readonly until: string
}

/** Takes a delivery for sending; false when another process was faster. */
export async function claimDelivery(db: Database, key: string, lease: Lease): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('deliveries')
    .set((set) => ({
      state: 'sending',
      tries: set('tries', '+', 1),
      leaseToken: lease.token,
      leaseUntil: lease.until,
    }))
    .where('key', '=', key)
    .where('state', '=', 'planned')
    .executeTakeFirstOrThrow()
  return numUpdatedRows === 1n
}

/** Writes down how a try ended, if the lease is still ours. */
export async function settleDelivery(
  db: Database,
  { key, token }: { key: string; token: string },
  outcome: {
    state: 'sent' | 'planned' | 'failed' | 'unknown'
    sentAt: string | null
    messageId: string | null
  },
): Promise<void> {
  await db
    .updateTable('deliveries')
    .set({ ...outcome, leaseToken: null, leaseUntil: null })
    .where('key', '=', key)
    .where('leaseToken', '=', token)
    .execute()
}

/** What the message at the head of a thread was about, as JSON; undefined when it is none of ours. */
export async function findSubject(
  db: Database | Writing,
  planId: number,
  { platform, tenant, messageId }: { platform: string; tenant: string; messageId: string },
): Promise<{ subject: string; sentAt: string | null } | undefined> {
  return db
    .selectFrom('deliveries')
    .select(['subject', 'sentAt'])
    .where('messageId', '=', messageId)
    .where('planId', '=', planId)
    .where((where) => where.or([where('platform', 'is', null), where('platform', '=', platform)]))
    .where((where) => where.or([where('tenant', 'is', null), where('tenant', '=', tenant)]))
    .executeTakeFirst()
}

/** How many wait for somebody to say whether they arrived. */
export async function countHeld(db: Database | Writing, planId: number): Promise<number> {
  const { number } = await db
    .selectFrom('deliveries')
    .select((select) => select.fn.countAll<number>().as('number'))
    .where('planId', '=', planId)
    .where('state', '=', 'held')
    .executeTakeFirstOrThrow()
  return number
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
export async function withdrawNotices(trx: Writing, planId: number, batchId: number): Promise<void> {
  await trx
    .updateTable('deliveries')
    .set({ state: 'withdrawn' })
    .where('planId', '=', planId)
    .where('state', '=', 'planned')
    .where('key', 'like', `notice:${batchId}:%`)
    .execute()
}

export async function countPlanned(db: Database, planId: number): Promise<number> {
  const { number } = await db
    .selectFrom('deliveries')
    .select((select) => select.fn.countAll<number>().as('number'))
    .where('planId', '=', planId)
    .where('state', '=', 'planned')
    .executeTakeFirstOrThrow()
  return number
}
