import type { Database, Writing } from './database.ts'
import { type Delivery, readable } from './deliveries.ts'
import type { IdentityKey } from './people.ts'

/** Keeps that posts of an answer have arrived in another way than by its delivery; without a number, all of them. */
export async function keepArrived(
  trx: Writing,
  key: string,
  { posts, now }: { posts: number | undefined; now: Date },
): Promise<void> {
  await trx
    .updateTable('deliveries')
    .set(posts === undefined ? { state: 'sent', sentAt: now.toISOString() } : { postsArrived: posts })
    .where('key', '=', key)
    .where('state', 'in', ['planned', 'failed'])
    .execute()
}

/** The answers to somebody of which nobody knows that they arrived, or that did not. */
export async function listUnseenAnswers(
  db: Database,
  asker: IdentityKey & { readonly personId: number },
): Promise<readonly Delivery[]> {
  const rows = await db
    .selectFrom('deliveries')
    .selectAll()
    // They may be of any plan. The plans are named for the index, as this is asked with every answer.
    .where('planId', 'in', ({ selectFrom }) => selectFrom('plans').select('id'))
    .where('state', 'in', ['unknown', 'held', 'failed'])
    .where('kind', '=', 'answer')
    .where('personId', '=', asker.personId)
    .where('platform', '=', asker.platform)
    .where('tenant', '=', asker.tenant)
    .orderBy('dueAt')
    .execute()
  return rows.map(readable)
}

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
