import type { Insertable } from 'kysely'
import type { Database, Writing } from './database.ts'
import { compiledQuery, type Placeholders } from './engine/compiled-query.ts'
import type { Schema } from './schema.ts'

/** The words by which somebody last changed something, with the reply. They are kept among the replies. */
export interface LastSaid {
  readonly speaker: { readonly platform: string; readonly tenant: string; readonly userId: string }
  readonly words: string
  readonly reply: string
  readonly receivedAt: string
}

export async function lastSaidBy(
  using: Database | Writing,
  speaker: LastSaid['speaker'],
): Promise<Omit<LastSaid, 'speaker'> | undefined> {
  const { rows } = await lastOf(using, keyOf(speaker))
  const [row] = rows
  if (!row) return undefined
  const { words, reply } = JSON.parse(row.reply) as Pick<LastSaid, 'words' | 'reply'>
  return { words, reply, receivedAt: row.receivedAt }
}

const lastOf = compiledQuery((db: Database, { platform, tenant, key }: Placeholders<Key>) =>
  db
    .selectFrom('inbound')
    .select(['reply', 'receivedAt'])
    .where('platform', '=', platform)
    .where('tenant', '=', tenant)
    .where('key', '=', key)
    .compile(),
)

export async function keepLast(
  trx: Writing,
  speaker: LastSaid['speaker'],
  { words, reply, planId, now }: Pick<LastSaid, 'words' | 'reply'> & { planId: number; now: Date },
): Promise<void> {
  const kept = { planId, reply: JSON.stringify({ words, reply }), receivedAt: now.toISOString() }
  await newLast(trx, { ...keyOf(speaker), ...kept })
}

const newLast = compiledQuery(
  (db: Database, { platform, tenant, key, ...kept }: Placeholders<Insertable<Schema['inbound']>>) =>
    db
      .insertInto('inbound')
      .values({ platform, tenant, key, ...kept })
      .onConflict((conflict) => conflict.columns(['platform', 'tenant', 'key']).doUpdateSet(kept))
      .compile(),
)

export async function forgetLast(trx: Writing, speaker: LastSaid['speaker']): Promise<void> {
  await lastForgotten(trx, keyOf(speaker))
}

const lastForgotten = compiledQuery((db: Database, { platform, tenant, key }: Placeholders<Key>) =>
  db
    .deleteFrom('inbound')
    .where('platform', '=', platform)
    .where('tenant', '=', tenant)
    .where('key', '=', key)
    .compile(),
)

/** Whether somebody has changed something, or was asked something, since an instant. */
export async function hasGoneOn(
  using: Database | Writing,
  { personId, since }: { readonly personId: number; readonly since: string },
): Promise<boolean> {
  const change = await using
    .selectFrom('updates')
    .select('id')
    .where('personId', '=', personId)
    .where('recordedAt', '>', since)
    .limit(1)
    .executeTakeFirst()
  const question = await using
    .selectFrom('pendingQuestions')
    .select('id')
    .where('personId', '=', personId)
    .where('asked', '>', since)
    .limit(1)
    .executeTakeFirst()
  return change !== undefined || question !== undefined
}

type Key = Pick<Insertable<Schema['inbound']>, 'platform' | 'tenant' | 'key'>

function keyOf({ platform, tenant, userId }: LastSaid['speaker']): Key {
  return { platform, tenant, key: `last:${userId}` }
}
