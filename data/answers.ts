import type { Database, Writing } from './database.ts'
import { type Delivery, hashOf, type NewDelivery, readable } from './deliveries.ts'
import { compiledQuery, type Placeholders } from './engine/compiled-query.ts'
import type { IdentityKey } from './people.ts'

/** Keeps that so many posts of an answer have arrived in another way than by its delivery. */
export async function keepPosts(trx: Writing, key: string, posts: number): Promise<void> {
  await trx
    .updateTable('deliveries')
    .set({ postsArrived: posts })
    .where('key', '=', key)
    .where('state', 'in', ['planned', 'failed'])
    .execute()
}

/** Keeps that all of some answers have arrived in another way than by their deliveries. */
export async function keepArrived(
  trx: Writing,
  { keys, now }: { readonly keys: readonly string[]; readonly now: Date },
): Promise<void> {
  await trx
    .updateTable('deliveries')
    .set({ state: 'sent', sentAt: now.toISOString() })
    .where('key', 'in', keys)
    .where('state', 'in', ['planned', 'failed'])
    .execute()
}

/** Gives an answer that nobody has begun to send other words, or another place. */
export async function replaceAnswer(
  trx: Writing,
  { key, channel, userId, subject = {}, dueAt, payload = '' }: NewDelivery,
): Promise<void> {
  await trx
    .updateTable('deliveries')
    .set({
      channel,
      userId,
      subject: JSON.stringify(subject),
      dueAt,
      nextAt: dueAt,
      payload,
      payloadHash: hashOf(payload),
    })
    .where('key', '=', key)
    .where('state', '=', 'planned')
    .where('tries', '=', 0)
    .execute()
}

/** The answers to somebody of which nobody knows that they arrived, or that did not. */
export async function listUnseenAnswers(
  db: Database,
  asker: IdentityKey & { readonly personId: number },
): Promise<readonly Delivery[]> {
  const { personId, platform, tenant } = asker
  const { rows } = await unseenAnswers(db, { personId, platform, tenant })
  return rows.map(readable)
}

const unseenAnswers = compiledQuery(
  (
    db: Database,
    { personId, platform, tenant }: Placeholders<{ personId: number; platform: string; tenant: string }>,
  ) =>
    db
      .selectFrom('deliveries')
      .selectAll()
      // They may be of any plan. The plans are named for the index, as this is asked with every answer.
      .where('planId', 'in', ({ selectFrom }) => selectFrom('plans').select('id'))
      .where('state', 'in', ['unknown', 'held', 'failed'])
      .where('kind', '=', 'answer')
      .where('personId', '=', personId)
      .where('platform', '=', platform)
      .where('tenant', '=', tenant)
      .orderBy('dueAt')
      .compile(),
)

/** Ends an answer that is shown with another one. False when it has been settled meanwhile. */
export async function endAnswer(
  trx: Writing,
  { key, state }: Pick<Delivery, 'key' | 'state'>,
  now: Date,
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('deliveries')
    .set({
      state: 'sent',
      sentAt: now.toISOString(),
      outcome: 'shown with a later answer',
      leaseToken: null,
      leaseUntil: null,
    })
    .where('key', '=', key)
    .where('state', '=', state)
    .executeTakeFirstOrThrow()
  return numUpdatedRows === 1n
}

/** Forgets the answers of before an instant. */
export async function forgetAnswers(db: Database, before: Date): Promise<void> {
  await db
    .deleteFrom('deliveries')
    .where('kind', '=', 'answer')
    .where('dueAt', '<', before.toISOString())
    .execute()
}
