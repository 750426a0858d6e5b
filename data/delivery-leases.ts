import type { Expression, SqlBool } from 'kysely'
import { next, type Subject } from '../src/domain/delivery.ts'
import {
  CALLS,
  type DeliveryKind,
  type DeliveryState,
  type Transition,
} from '../src/domain/delivery-events.ts'
import type { Database, Writing } from './database.ts'
import { type Delivery, hashOf, readable, type Sort } from './deliveries.ts'
import { type Due, isWithinReach } from './delivery-reach.ts'
import { among } from './engine/among.ts'
import { engineOf } from './engine/engine.ts'
import { trailEnd } from './trail.ts'

/** How long a claim holds, in milliseconds. */
export const LEASE_MS = 120_000

/** A lease that ends later than this from now was written before the clock was set back. */
const LONGEST_LEASE_MS = 2 * LEASE_MS

/** A process's claim on one delivery. Both instants are by the machine's clock. */
export interface Lease {
  readonly token: string
  readonly now: Date
  readonly until: Date
}

/** A delivery together with the lease under which this process has it. */
interface Leased {
  readonly key: string
  readonly token: string
}

/**
 * Claims the delivery that has been due longest and is for a process with these platforms. What belongs in a thread waits until
 * the head of the thread has arrived and what was planned before it in the same row is settled: the pages and the paper are one
 * row, the edits of the head another, and the notes about them a third.
 */
export async function claimDue(
  db: Database,
  planId: number,
  {
    now,
    lease,
    sort,
    platforms,
    key,
  }: { now: Date; lease: Lease; sort: Sort; platforms: readonly string[]; key?: string | undefined },
): Promise<Delivery | undefined> {
  const where = (due: Due) => due.and([isItsTurn(due), isOnlyCall(due), isWithinReach(due, platforms)])
  const row = await longestDue(db, planId, { state: 'planned', now, sort, where, key })
    .set(({ eb, fn }) => ({
      state: 'sending',
      waitingSince: fn.coalesce('waitingSince', eb.val(now.toISOString())),
      tries: eb('tries', '+', 1),
      triedAt: null,
      leaseToken: lease.token,
      leaseUntil: lease.until.toISOString(),
    }))
    .executeTakeFirst()
  return row && readable(row)
}

/** Claims a delivery that may have arrived, to look for it. */
export async function claimUnknown(
  db: Database,
  planId: number,
  { now, lease, sort, platforms }: { now: Date; lease: Lease; sort: Sort; platforms: readonly string[] },
): Promise<Delivery | undefined> {
  const isFree = (due: Due) => due.and([isUnclaimed(due, lease), isWithinReach(due, platforms)])
  const row = await longestDue(db, planId, { state: 'unknown', now, sort, where: isFree })
    .set({ leaseToken: lease.token, leaseUntil: lease.until.toISOString() })
    .executeTakeFirst()
  return row && readable(row)
}

function longestLease(now: Date): string {
  return new Date(now.getTime() + LONGEST_LEASE_MS).toISOString()
}

function longestDue(
  db: Database,
  planId: number,
  {
    state,
    now,
    sort,
    where,
    key,
  }: {
    state: DeliveryState
    now: Date
    sort: Sort
    where: (due: Due) => Expression<SqlBool>
    /** This one, and at once. */
    key?: string | undefined
  },
) {
  return db
    .updateTable('deliveries')
    .where('key', '=', ({ selectFrom }) =>
      engineOf(db).claiming(
        selectFrom('deliveries as due')
          .select('due.key')
          .where('due.planId', '=', planId)
          .where('due.state', '=', state)
          .where((due) =>
            key === undefined ? due('due.nextAt', '<=', now.toISOString()) : due('due.key', '=', key),
          )
          .where('due.kind', sort === 'alerts' ? '=' : '<>', 'alert')
          .where(where)
          .orderBy('due.nextAt')
          .orderBy('due.number')
          .limit(1),
      ),
    )
    .where('state', '=', state)
    .returningAll()
}

/** What tells of a change. It must not wait for a paper or a picture. */
const OF_CHANGES: readonly DeliveryKind[] = ['amend', 'notice']

function isItsTurn({ or, and, not, eb, exists, selectFrom }: Due) {
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
            .where('before.state', 'in', ['planned', 'sending', 'unknown'])
            .where((before) =>
              before.or([
                before('before.kind', '=', before.ref('due.kind')),
                before.and([
                  before('before.kind', 'not in', OF_CHANGES),
                  before('due.kind', 'not in', OF_CHANGES),
                ]),
              ]),
            ),
        ),
      ),
    ]),
  ])
}

/** Calls to one person are composed one after the other, since the first may take the others into its message. */
function isOnlyCall({ or, not, eb, exists, selectFrom }: Due) {
  const composed = selectFrom('deliveries as other')
    .select('other.key')
    .where('other.planId', 'in', selectFrom('plans').select('plans.id'))
    .where('other.state', '=', 'sending')
    .whereRef('other.personId', '=', 'due.personId')
    .where('other.kind', 'in', CALLS)
    .where('other.payload', '=', '')
  return or([
    eb('due.kind', 'not in', CALLS),
    eb('due.personId', 'is', null),
    eb('due.underKey', 'is not', null),
    not(exists(composed)),
  ])
}

/** A platform that says "later" is asked again within a day, so what comes after that need not be read. */
const LONGEST_WAIT_MS = 25 * 3_600_000

/** What is due since `before` or waits since then, and has neither gone out nor been given up. */
export async function listOverdue(
  db: Database | Writing,
  planId: number,
  before: Date,
): Promise<readonly Delivery[]> {
  const at = before.toISOString()
  const rows = await db
    .selectFrom('deliveries as due')
    .selectAll('due')
    .where('due.planId', '=', planId)
    .where('due.state', 'in', ['planned', 'sending', 'unknown'])
    .where('due.nextAt', '<=', new Date(before.getTime() + LONGEST_WAIT_MS).toISOString())
    .where('due.kind', 'not in', ['alert', 'answer'])
    .where(({ or, and, eb }) =>
      or([
        eb('due.waitingSince', '<=', at),
        and([eb('due.waitingSince', 'is', null), eb('due.dueAt', '<=', at), eb('due.nextAt', '<=', at)]),
      ]),
    )
    .where(isItsTurn)
    .orderBy('due.number')
    .execute()
  return rows.map(readable)
}

/** Releases what a process claimed and did not settle in time. */
export async function releaseExpired(
  db: Database,
  { now, leaseNow }: { now: Date; leaseNow: Date },
): Promise<void> {
  const expired = await db
    .selectFrom('deliveries')
    .selectAll()
    .where('state', '=', 'sending')
    .where(({ or, eb }) =>
      or([eb('leaseUntil', '<', leaseNow.toISOString()), eb('leaseUntil', '>', longestLease(leaseNow))]),
    )
    .execute()
  for (const row of expired) {
    // Of several processes that see it, the first releases it; one that has just extended its lease keeps it.
    await db
      .updateTable('deliveries')
      .set({ ...next(readable(row), { kind: 'lease-lost', now }), leaseToken: null, leaseUntil: null })
      .where('key', '=', row.key)
      .where('state', '=', 'sending')
      .where('leaseToken', '=', row.leaseToken)
      .where('leaseUntil', '=', row.leaseUntil)
      .execute()
  }
}

/**
 * Extends the lease right before the request goes out, and notes where it goes. False if the delivery is not ours any
 * more: then nothing may be sent.
 */
export async function extendLease(
  db: Database,
  { key, firstTriedAt }: Pick<Delivery, 'key' | 'firstTriedAt'>,
  { lease, to, posts }: { lease: Lease; to: Pick<Delivery, 'platform' | 'tenant' | 'userId'>; posts: number },
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
      postsTotal: posts,
      lookFrom: null,
    })
    .where('key', '=', key)
    .where('state', '=', 'sending')
    .where('leaseToken', '=', lease.token)
    .where('leaseUntil', '>', lease.now.toISOString())
    .executeTakeFirstOrThrow()
  return numUpdatedRows === 1n
}

/** Keeps that some of a message's posts have arrived, before the next is begun. */
export async function keepPosts(
  db: Database,
  { key, token }: Leased,
  { arrived, messageId }: { arrived: number; messageId: string | null },
): Promise<void> {
  await db
    .updateTable('deliveries')
    // The next one has all tries of its own.
    .set({ postsArrived: arrived, messageId, tries: 1 })
    .where('key', '=', key)
    .where('leaseToken', '=', token)
    .execute()
}

/** Keeps how plainly it has to be sent, before it is sent so. */
export async function keepPlainness(db: Database, { key, token }: Leased, plainness: number): Promise<void> {
  await db
    .updateTable('deliveries')
    .set({ plainness })
    .where('key', '=', key)
    .where('leaseToken', '=', token)
    .execute()
}

/** Claims a message that was sent again, to look whether its first copy has turned up. */
export async function claimRecheck(
  db: Database,
  planId: number,
  { now, lease, platforms }: { now: Date; lease: Lease; platforms: readonly string[] },
): Promise<Delivery | undefined> {
  const row = await db
    .updateTable('deliveries')
    .set({ leaseToken: lease.token, leaseUntil: lease.until.toISOString() })
    .where('key', '=', ({ selectFrom }) =>
      engineOf(db).claiming(
        selectFrom('deliveries as due')
          .select('due.key')
          .where('due.recheckAt', '<=', now.toISOString())
          .where('due.planId', '=', planId)
          .where('due.state', '=', 'sent')
          .where((due) => isUnclaimed(due, lease))
          .where(among('due.platform', platforms))
          .orderBy('due.recheckAt')
          .limit(1),
      ),
    )
    .where('state', '=', 'sent')
    .returningAll()
    .executeTakeFirst()
  return row && readable(row)
}

function isUnclaimed({ or, eb }: Due, { now }: Lease): Expression<SqlBool> {
  return or([
    eb('due.leaseUntil', 'is', null),
    eb('due.leaseUntil', '<', now.toISOString()),
    eb('due.leaseUntil', '>', longestLease(now)),
  ])
}

/** Freezes the message, so that every try and every look is about the same bytes. False if the lease is lost. */
export async function freezePayload(
  trx: Writing,
  { key, token }: Leased,
  { payload, subject, late }: { payload: string; subject: Subject; late: boolean },
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('deliveries')
    .set({
      payload,
      payloadHash: hashOf(payload),
      trailHead: (await trailEnd(trx))?.hash ?? null,
      subject: JSON.stringify(subject),
      late: late ? 1 : 0,
    })
    .where('key', '=', key)
    .where('leaseToken', '=', token)
    .executeTakeFirstOrThrow()
  return numUpdatedRows === 1n
}

/** Keeps how a try or a look ended, and gives up the lease. False if the lease was lost before. */
export async function settleDelivery(
  db: Database,
  { key, token }: Leased,
  settlement: Transition & { readonly late?: 0 | 1 },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('deliveries')
    .set({ ...settlement, leaseToken: null, leaseUntil: null })
    .where('key', '=', key)
    .where('leaseToken', '=', token)
    .executeTakeFirstOrThrow()
  return numUpdatedRows === 1n
}
