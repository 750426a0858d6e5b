import type { Insertable } from 'kysely'
import type { Question } from '../src/domain/question.ts'
import type { Database, Writing } from './database.ts'
import { compiledQuery, type Placeholders } from './engine/compiled-query.ts'
import type { Schema } from './schema.ts'

/** One person in one conversation, which may hold one pending question. */
export interface Place {
  readonly planId: number
  readonly personId: number
  readonly conversation: string
}

function onlyPlace({ planId, personId, conversation }: Place): Place {
  return { planId, personId, conversation }
}

/** A thread remembers what was spoken of in it apart from the rest of its conversation. */
export function inThread(place: Place, under: string | null): Place {
  return under === null ? place : { ...place, conversation: `${place.conversation} ${under}` }
}

/** How long a question stays open. */
const MINUTES = 10

export async function ask(trx: Writing, place: Place, question: Question, now: Date): Promise<number> {
  await endQuestion(trx, place)
  const { rows } = await newQuestion(trx, {
    ...onlyPlace(place),
    question: JSON.stringify(question),
    asked: now.toISOString(),
    ends: new Date(now.getTime() + MINUTES * 60_000).toISOString(),
  })
  const [row] = rows
  if (!row) throw new Error('a question was not kept')
  return row.id
}

const newQuestion = compiledQuery(
  (db: Database, question: Placeholders<Insertable<Schema['pendingQuestions']>>) =>
    db.insertInto('pendingQuestions').values(question).returning('id').compile(),
)

export async function findQuestion(
  db: Database | Writing,
  place: Place,
  now: Date,
): Promise<(Question & { id: number }) | undefined> {
  const { rows } = await openQuestion(db, { ...onlyPlace(place), now: now.toISOString() })
  const [row] = rows
  return row && { ...(JSON.parse(row.question) as Question), id: row.id }
}

const openQuestion = compiledQuery(
  (db: Database, { planId, personId, conversation, now }: Placeholders<Place & { now: string }>) =>
    db
      .selectFrom('pendingQuestions')
      .select(['id', 'question'])
      .where('planId', '=', planId)
      .where('personId', '=', personId)
      .where('conversation', '=', conversation)
      .where('ends', '>', now)
      .compile(),
)

export async function endQuestion(trx: Writing, place: Place): Promise<void> {
  await endedQuestion(trx, onlyPlace(place))
}

const endedQuestion = compiledQuery((db: Database, { planId, personId, conversation }: Placeholders<Place>) =>
  db
    .deleteFrom('pendingQuestions')
    .where('planId', '=', planId)
    .where('personId', '=', personId)
    .where('conversation', '=', conversation)
    .compile(),
)

/** Remembers which item somebody spoke of and what they asked; without a line, the earlier one stays. */
export async function remember(
  trx: Writing,
  place: Place,
  spoken: { lastLine?: string | null; lastItemId: number | null },
): Promise<void> {
  await spokenOf(trx, { ...onlyPlace(place), ...spoken })
}

const spokenOf = compiledQuery(
  (
    db: Database,
    {
      lastLine,
      lastItemId,
      ...place
    }: Placeholders<Place & { lastLine?: string | null; lastItemId: number | null }>,
  ) =>
    db
      .insertInto('conversations')
      .values({ ...place, lastLine, lastItemId })
      .onConflict((conflict) =>
        conflict.columns(['personId', 'conversation']).doUpdateSet({ lastLine, lastItemId }),
      )
      .compile(),
)

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

/** The reply that this very message got before. */
export async function findReply(db: Database | Writing, inbound: InboundKey): Promise<string | undefined> {
  const { platform, tenant, key } = inbound
  const { rows } = await replyTo(db, { platform, tenant, key })
  return rows[0]?.reply
}

const replyTo = compiledQuery((db: Database, { platform, tenant, key }: Placeholders<InboundKey>) =>
  db
    .selectFrom('inbound')
    .select('reply')
    .where('platform', '=', platform)
    .where('tenant', '=', tenant)
    .where('key', '=', key)
    .compile(),
)

export async function saveReply(
  trx: Writing,
  { inbound, planId, reply, now }: { inbound: InboundKey; planId: number; reply: string; now: Date },
): Promise<void> {
  const { platform, tenant, key } = inbound
  await newReply(trx, { platform, tenant, key, planId, reply, receivedAt: now.toISOString() })
}

const newReply = compiledQuery((db: Database, reply: Placeholders<Insertable<Schema['inbound']>>) =>
  db.insertInto('inbound').values(reply).compile(),
)

/** Uses up a button's nonce; false when this person has pressed it before. */
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

/** Lets a button be pressed again: it led to nothing but a question. */
export async function freeNonce(
  trx: Writing,
  { personId, nonce }: { personId: number; nonce: string },
): Promise<void> {
  await trx.deleteFrom('nonces').where('personId', '=', personId).where('nonce', '=', nonce).execute()
}
