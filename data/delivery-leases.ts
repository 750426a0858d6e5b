import type { Expression, ExpressionBuilder, SqlBool } from 'kysely'
import type { Subject } from '../src/domain/delivery.ts'
import type { Database, Writing } from './database.ts'
import { type Delivery, type DeliveryState, hashOf, readable, type Settlement } from './deliveries.ts'
import type { Schema } from './schema.ts'

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
