import { createHash } from 'node:crypto'
import type { Expression, ExpressionBuilder, Selectable, SqlBool } from 'kysely'
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

export interface Lease {
  readonly token: string
  /** By the machine's clock. */
  readonly now: Date
  readonly until: Date
}

/**
 * Takes the delivery that has been due longest, for sending. What goes in a thread waits until the head of the thread
 * has arrived, and until what was planned before it there is settled.
 */
export async function claimDue(
  db: Database,
  planId: number,
  { now, lease }: { now: Date; lease: Lease },
): Promise<Delivery | undefined> {
  const row = await longestDue(db, planId, { state: 'planned', now, where: hasItsTurn })
    .set(({ eb }) => ({
      state: 'sending',
      tries: eb('tries', '+', 1),
      triedAt: null,
      leaseToken: lease.token,
      leaseUntil: lease.until.toISOString(),
    }))
    .executeTakeFirst()
  return row && readable(row)
}

/** Takes a delivery of which nobody knows whether it arrived, for looking. */
export async function claimUnknown(
  db: Database,
  planId: number,
  { now, lease }: { now: Date; lease: Lease },
): Promise<Delivery | undefined> {
  const isNotLookedFor = ({ or, eb }: Due) =>
    or([eb('due.leaseUntil', 'is', null), eb('due.leaseUntil', '<', lease.now.toISOString())])
  const row = await longestDue(db, planId, { state: 'unknown', now, where: isNotLookedFor })
    .set({ leaseToken: lease.token, leaseUntil: lease.until.toISOString() })
    .executeTakeFirst()
  return row && readable(row)
}

type Due = ExpressionBuilder<Schema & { due: Schema['deliveries'] }, 'due'>

/** Of the deliveries in a state that may be taken, the one that has been due longest, to be changed. */
function longestDue(
  db: Database,
  planId: number,
  { state, now, where }: { state: DeliveryState; now: Date; where: (due: Due) => Expression<SqlBool> },
) {
  return db
    .updateTable('deliveries')
    .where('key', '=', ({ selectFrom }) =>
      selectFrom('deliveries as due')
        .select('due.key')
        .where('due.planId', '=', planId)
        .where('due.state', '=', state)
        .where('due.nextAt', '<=', now.toISOString())
        .where(where)
        .orderBy('due.nextAt')
        .orderBy('due.number')
        .limit(1),
    )
    .where('state', '=', state)
    .returningAll()
}

function hasItsTurn({ or, and, not, eb, exists, selectFrom }: Due) {
  return or([
    eb('due.underKey', 'is', null),
    and([
      exists(
        selectFrom('deliveries as head')
          .select('head.key')
          .whereRef('head.key', '=', 'due.underKey')
          .where('head.state', '=', 'sent'),
      ),
      not(
        exists(
          selectFrom('deliveries as before')
            .select('before.key')
            .whereRef('before.underKey', '=', 'due.underKey')
            .whereRef('before.number', '<', 'due.number')
            .where('before.state', 'in', ['planned', 'sending', 'unknown']),
        ),
      ),
    ]),
  ])
}

/**
 * Lets go of what a process took and never settled: before its request went out nothing can have arrived; after that
 * nobody knows.
 */
export async function releaseExpired(
  db: Database,
  { now, leaseNow, lookAt }: { now: Date; leaseNow: Date; lookAt: Date },
): Promise<void> {
  const expired = db
    .updateTable('deliveries')
    .where('state', '=', 'sending')
    .where('leaseUntil', '<', leaseNow.toISOString())
  await expired
    .set({ state: 'planned', nextAt: now.toISOString(), leaseToken: null, leaseUntil: null })
    .where('triedAt', 'is', null)
    .execute()
  await expired
    .set({ state: 'unknown', nextAt: lookAt.toISOString(), looks: 0, leaseToken: null, leaseUntil: null })
    .where('triedAt', 'is not', null)
    .execute()
}

/** Whether a process waits in vain: something was taken whose lease has run out. */
export async function hasExpired(db: Database, leaseNow: Date): Promise<boolean> {
  const row = await db
    .selectFrom('deliveries')
    .select('key')
    .where('state', '=', 'sending')
    .where('leaseUntil', '<', leaseNow.toISOString())
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Right before the request: true if the delivery is still ours, and then for so much longer; where it goes is kept. */
export async function extendLease(
  db: Database,
  { key, firstTriedAt }: Pick<Delivery, 'key' | 'firstTriedAt'>,
  { lease, to }: { lease: Lease; to: Pick<Delivery, 'platform' | 'tenant' | 'userId'> },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('deliveries')
    .set({
      leaseUntil: lease.until.toISOString(),
      triedAt: lease.now.toISOString(),
      firstTriedAt: firstTriedAt ?? lease.now.toISOString(),
      platform: to.platform,
      tenant: to.tenant,
      userId: to.userId,
    })
    .where('key', '=', key)
    .where('state', '=', 'sending')
    .where('leaseToken', '=', lease.token)
    .where('leaseUntil', '>', lease.now.toISOString())
    .executeTakeFirstOrThrow()
  return numUpdatedRows === 1n
}

/** Freezes what is sent, if the delivery is still ours: every try and every look is about the same bytes. */
export async function freezePayload(
  trx: Writing,
  { key, token }: { key: string; token: string },
  { payload, subject, late }: { payload: string; subject: Subject; late: boolean },
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('deliveries')
    .set({ payload, payloadHash: hashOf(payload), subject: JSON.stringify(subject), late: late ? 1 : 0 })
    .where('key', '=', key)
    .where('leaseToken', '=', token)
    .executeTakeFirstOrThrow()
  return numUpdatedRows === 1n
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

/** Writes down how a try or a look ended, if the lease is still ours; false when it is not. */
export async function settleDelivery(
  db: Database | Writing,
  { key, token }: { key: string; token: string },
  settlement: Settlement,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('deliveries')
    .set({ ...settlement, leaseToken: null, leaseUntil: null })
    .where('key', '=', key)
    .where('leaseToken', '=', token)
    .executeTakeFirstOrThrow()
  return numUpdatedRows === 1n
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

function readable(row: Selectable<Schema['deliveries']>): Delivery {
  return {
    ...row,
    kind: row.kind as DeliveryKind,
    subject: JSON.parse(row.subject) as Subject,
    late: row.late === 1,
  }
}

function hashOf(payload: string): string {
  return createHash('sha256').update(payload).digest('hex')
}
