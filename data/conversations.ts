import type { Question } from '../src/domain/question.ts'
import type { Database, Writing } from './database.ts'

/** Where someone speaks: a pending question belongs to one person in one conversation. */
export interface Place {
  readonly planId: number
  readonly personId: number
  readonly conversation: string
}

/** What was spoken of in a thread is remembered apart from the rest of its conversation. */
export function inThread(place: Place, under: string | null): Place {
  return under === null ? place : { ...place, conversation: `${place.conversation} ${under}` }
}

/** A question ends after ten minutes. */
const MINUTES = 10

export async function ask(trx: Writing, place: Place, question: Question, now: Date): Promise<number> {
  await endQuestion(trx, place)
  const { id } = await trx
    .insertInto('pendingQuestions')
    .values({
      ...place,
      question: JSON.stringify(question),
      asked: now.toISOString(),
      ends: new Date(now.getTime() + MINUTES * 60_000).toISOString(),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function findQuestion(
  db: Database | Writing,
  place: Place,
  now: Date,
): Promise<(Question & { id: number }) | undefined> {
  const row = await db
    .selectFrom('pendingQuestions')
    .select(['id', 'question'])
    .where('planId', '=', place.planId)
    .where('personId', '=', place.personId)
    .where('conversation', '=', place.conversation)
    .where('ends', '>', now.toISOString())
    .executeTakeFirst()
  return row && { ...(JSON.parse(row.question) as Question), id: row.id }
}

export async function endQuestion(trx: Writing, place: Place): Promise<void> {
  await trx
    .deleteFrom('pendingQuestions')
    .where('planId', '=', place.planId)
    .where('personId', '=', place.personId)
    .where('conversation', '=', place.conversation)
    .execute()
}

/** Remembers about which item somebody spoke and what they asked; without a line, the one asked before stays. */
export async function remember(
  trx: Writing,
  place: Place,
  spoken: { lastLine?: string | null; lastItemId: number | null },
): Promise<void> {
  await trx
    .insertInto('conversations')
    .values({ ...place, ...spoken })
    .onConflict((conflict) => conflict.columns(['personId', 'conversation']).doUpdateSet(spoken))
    .execute()
}

export async function recall(
  db: Database | Writing,
  place: Place,
): Promise<{ lastLine: string | null; lastItemId: number | null } | undefined> {
  return db
    .selectFrom('conversations')
    .select(['lastLine', 'lastItemId'])
    .where('planId', '=', place.planId)
    .where('personId', '=', place.personId)
    .where('conversation', '=', place.conversation)
    .executeTakeFirst()
}

export interface InboundKey {
  readonly platform: string
  readonly tenant: string
  readonly key: string
}

/** The reply that was given to this very message before. */
export async function findReply(db: Database | Writing, inbound: InboundKey): Promise<string | undefined> {
  const row = await db
    .selectFrom('inbound')
    .select('reply')
    .where('platform', '=', inbound.platform)
    .where('tenant', '=', inbound.tenant)
    .where('key', '=', inbound.key)
    .executeTakeFirst()
  return row?.reply
}

export async function saveReply(
  trx: Writing,
  { inbound, planId, reply, now }: { inbound: InboundKey; planId: number; reply: string; now: Date },
): Promise<void> {
  await trx
    .insertInto('inbound')
    .values({
      platform: inbound.platform,
      tenant: inbound.tenant,
      key: inbound.key,
      planId,
      reply,
      receivedAt: now.toISOString(),
    })
    .execute()
}

/** Uses up a button's nonce; false when this person pressed it before. */
export async function useNonce(
  trx: Writing,
  { planId, personId, nonce, now }: { planId: number; personId: number; nonce: string; now: Date },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('nonces')
    .values({ planId, personId, nonce, usedAt: now.toISOString() })
    .onConflict((conflict) => conflict.columns(['personId', 'nonce']).doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}

/** It was pressed, and came to nothing but a question. */
export async function freeNonce(
  trx: Writing,
  { personId, nonce }: { personId: number; nonce: string },
): Promise<void> {
  await trx.deleteFrom('nonces').where('personId', '=', personId).where('nonce', '=', nonce).execute()
}
