import type { Subject } from '../src/domain/delivery.ts'
import { CALLS } from '../src/domain/delivery-events.ts'
import type { Database, Writing } from './database.ts'
import { type Delivery, hashOf, readable } from './deliveries.ts'
import { trailEnd } from './trail.ts'

/** The calls for updates of a plan that nobody has composed yet: to one person, or the steps that plan them. */
export async function callsToCome(
  db: Database,
  planId: number,
  { personId, until }: { readonly personId: number | null; readonly until: Date },
): Promise<readonly Delivery[]> {
  const rows = await db
    .selectFrom('deliveries')
    .selectAll()
    .where('planId', '=', planId)
    // A step that runs now has planned nothing yet.
    .where('state', 'in', personId === null ? ['planned', 'sending'] : ['planned'])
    .where('nextAt', '<=', until.toISOString())
    .where('kind', 'in', CALLS)
    .where('personId', personId === null ? 'is' : '=', personId)
    .where('underKey', 'is', null)
    .where('payload', '=', '')
    .orderBy('dueAt')
    .orderBy('number')
    .execute()
  return rows.map(readable)
}

/** Whether the calls of a step have been planned. */
export async function hasCalls(
  db: Database,
  { planId, meetingId, kind, dueAt }: Pick<Delivery, 'planId' | 'meetingId' | 'kind' | 'dueAt'>,
): Promise<boolean> {
  const row = await db
    .selectFrom('deliveries')
    .select('key')
    .where('meetingId', '=', meetingId)
    .where('kind', '=', kind)
    .where('planId', '=', planId)
    .where('dueAt', '=', dueAt)
    .where('personId', 'is not', null)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Whether a call is still to be told by itself. */
export async function isToCome(trx: Writing, { key }: Pick<Delivery, 'key'>): Promise<boolean> {
  const row = await trx
    .selectFrom('deliveries')
    .select('key')
    .where('key', '=', key)
    .where('state', '=', 'planned')
    .where('underKey', 'is', null)
    .where('payload', '=', '')
    .executeTakeFirst()
  return row !== undefined
}

/** Keeps that a call is told within another message, and what it says there. */
export async function putWithin(
  trx: Writing,
  {
    key,
    head,
    payload,
    subject,
    late,
  }: {
    readonly key: string
    readonly head: Pick<Delivery, 'key'>
    readonly payload: string
    readonly subject: Subject
    readonly late: boolean
  },
): Promise<void> {
  await trx
    .updateTable('deliveries')
    .set({
      underKey: head.key,
      payload,
      payloadHash: hashOf(payload),
      trailHead: (await trailEnd(trx))?.hash ?? null,
      subject: JSON.stringify(subject),
      late: late ? 1 : 0,
    })
    .where('key', '=', key)
    .execute()
}

/** The calls that are told within a message, and are not settled with it yet. */
export async function callsWithin(
  db: Database | Writing,
  { key }: Pick<Delivery, 'key'>,
): Promise<readonly Delivery[]> {
  const rows = await db
    .selectFrom('deliveries')
    .selectAll()
    .where('underKey', '=', key)
    .where('kind', 'in', CALLS)
    .where('state', '=', 'planned')
    .orderBy('number')
    .execute()
  return rows.map(readable)
}

/** A call goes its own way again: it is composed anew, for its plan alone. */
export async function goesAlone(
  trx: Writing,
  { key, subject }: Pick<Delivery, 'key' | 'subject'>,
): Promise<void> {
  const { plans: _, ...own } = subject
  await trx
    .updateTable('deliveries')
    .set({
      underKey: null,
      payload: '',
      payloadHash: hashOf(''),
      trailHead: null,
      subject: JSON.stringify(own),
      late: 0,
    })
    .where('key', '=', key)
    .execute()
}

/** Where a call went that was told within another message. */
export async function keepPlace(
  trx: Writing,
  { key }: Pick<Delivery, 'key'>,
  { platform, tenant, channel, userId }: Pick<Delivery, 'platform' | 'tenant' | 'channel' | 'userId'>,
): Promise<void> {
  await trx
    .updateTable('deliveries')
    .set({ platform, tenant, channel, userId })
    .where('key', '=', key)
    .execute()
}

/** A call that waits for its own coordinator's decision may have arrived within a message that went out at that time. */
export async function keepTried(
  trx: Writing,
  { key }: Pick<Delivery, 'key'>,
  firstTriedAt: string | null,
): Promise<void> {
  await trx.updateTable('deliveries').set({ firstTriedAt }).where('key', '=', key).execute()
}
