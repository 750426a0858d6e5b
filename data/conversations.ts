import type { Insertable } from 'kysely'
import type { Question } from '../src/domain/question.ts'
import type { Database, Writing } from './database.ts'
import { among } from './engine/among.ts'
import { compiledQuery, type Placeholders } from './engine/compiled-query.ts'
import type { Schema } from './schema.ts'

/** One person in one conversation, which may hold one pending question. */
export interface ConversationKey {
  readonly planId: number
  readonly personId: number
  readonly conversation: string
}

function onlyKey({ planId, personId, conversation }: ConversationKey): ConversationKey {
  return { planId, personId, conversation }
}

/** A thread remembers what was spoken of in it apart from the rest of its conversation. */
export function inThread(key: ConversationKey, under: string | null): ConversationKey {
  return under === null ? key : { ...key, conversation: `${key.conversation} ${under}` }
}

/** How long a question stays open. */
const MINUTES = 10

export async function ask(
  trx: Writing,
  key: ConversationKey,
  question: Question,
  now: Date,
): Promise<number> {
  await endQuestion(trx, key)
  const { rows } = await newQuestion(trx, {
    ...onlyKey(key),
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

/** The question that is open in a conversation, whichever plan it is of. */
export async function findQuestionOfAnyPlan(
  db: Database,
  { personId, conversation }: Omit<ConversationKey, 'planId'>,
  now: Date,
): Promise<{ readonly planId: number; readonly question: Question } | undefined> {
  const row = await db
    .selectFrom('pendingQuestions')
    .select(['planId', 'question'])
    .where('personId', '=', personId)
    .where('conversation', '=', conversation)
    .where('ends', '>', now.toISOString())
    .executeTakeFirst()
  return row && { planId: row.planId, question: JSON.parse(row.question) as Question }
}

export async function findQuestion(
  db: Database,
  key: ConversationKey,
  now: Date,
): Promise<(Question & { id: number }) | undefined> {
  const { rows } = await openQuestion(db, { ...onlyKey(key), now: now.toISOString() })
  const [row] = rows
  return row && { ...(JSON.parse(row.question) as Question), id: row.id }
}

const openQuestion = compiledQuery(
  (db: Database, { planId, personId, conversation, now }: Placeholders<ConversationKey & { now: string }>) =>
    db
      .selectFrom('pendingQuestions')
      .select(['id', 'question'])
      .where('planId', '=', planId)
      .where('personId', '=', personId)
      .where('conversation', '=', conversation)
      .where('ends', '>', now)
      .compile(),
)

/** Keeps a question open although something else was answered meanwhile. */
export async function interruptQuestion(
  trx: Writing,
  { id, ...question }: Question & { readonly id: number },
): Promise<void> {
  await trx
    .updateTable('pendingQuestions')
    .set({ question: JSON.stringify({ ...question, interrupted: true }) })
    .where('id', '=', id)
    .execute()
}

/** A question that goes unanswered lapses. It can still be named for some hours. */
export async function lapseQuestion(
  trx: Writing,
  { personId, conversation }: ConversationKey,
  now: Date,
): Promise<void> {
  await lapsedQuestion(trx, { personId, conversation, now: now.toISOString() })
}

const lapsedQuestion = compiledQuery(
  (
    db: Database,
    { personId, conversation, now }: Placeholders<Omit<ConversationKey, 'planId'> & { now: string }>,
  ) =>
    db
      .updateTable('pendingQuestions')
      .set({ ends: now })
      .where('personId', '=', personId)
      .where('conversation', '=', conversation)
      .where('ends', '>', now)
      .compile(),
)

const HOURS_NAMED = 12

/** The question that lapsed last in a conversation. */
export async function findLapsed(
  db: Database,
  key: ConversationKey,
  now: Date,
): Promise<(Question & { id: number }) | undefined> {
  const row = await db
    .selectFrom('pendingQuestions')
    .select(['id', 'question'])
    .where('planId', '=', key.planId)
    .where('personId', '=', key.personId)
    .where('conversation', '=', key.conversation)
    .where('ends', '<=', now.toISOString())
    .where('ends', '>', new Date(now.getTime() - HOURS_NAMED * 3_600_000).toISOString())
    .executeTakeFirst()
  return row && { ...(JSON.parse(row.question) as Question), id: row.id }
}

/** Ends the question that is open in a conversation, of whichever plan: one is open at a time. */
export async function endQuestion(
  trx: Writing,
  { personId, conversation }: Omit<ConversationKey, 'planId'>,
): Promise<void> {
  await endedQuestion(trx, { personId, conversation })
}

const endedQuestion = compiledQuery(
  (db: Database, { personId, conversation }: Placeholders<Omit<ConversationKey, 'planId'>>) =>
    db
      .deleteFrom('pendingQuestions')
      .where('personId', '=', personId)
      .where('conversation', '=', conversation)
      .compile(),
)

/** Remembers which item somebody spoke of and what they asked; without a line, the earlier one stays. */
export async function remember(
  trx: Writing,
  key: ConversationKey,
  spoken: { lastLine?: string | null; lastItemId: number | null; spokenAt: string },
): Promise<void> {
  await spokenOf(trx, { ...onlyKey(key), ...spoken })
}

const spokenOf = compiledQuery(
  (
    db: Database,
    {
      lastLine,
      lastItemId,
      spokenAt,
      ...key
    }: Placeholders<
      ConversationKey & { lastLine?: string | null; lastItemId: number | null; spokenAt: string }
    >,
  ) =>
    db
      .insertInto('conversations')
      .values({ ...key, lastLine, lastItemId, spokenAt })
      .onConflict((conflict) =>
        conflict
          .columns(['personId', 'conversation'])
          .doUpdateSet({ planId: key.planId, lastLine, lastItemId, spokenAt }),
      )
      .compile(),
)

/** The plan that was spoken of last in a conversation, with the line that asked for it, and the one that it was bound to. */
export async function plansSpokenOf(
  db: Database,
  { personId, conversation }: Omit<ConversationKey, 'planId'>,
): Promise<{
  readonly last: number | null
  readonly lastLine: string | null
  readonly bound: number | null
}> {
  const row = await db
    .selectFrom('conversations')
    .select(['planId', 'lastLine', 'boundPlanId'])
    .where('personId', '=', personId)
    .where('conversation', '=', conversation)
    .executeTakeFirst()
  return { last: row?.planId ?? null, lastLine: row?.lastLine ?? null, bound: row?.boundPlanId ?? null }
}

/** Makes a conversation one about this plan, or, with null, about none more than others. The line is what said so. */
export async function bindPlan(
  trx: Writing,
  key: ConversationKey,
  { boundPlanId, lastLine }: { readonly boundPlanId: number | null; readonly lastLine: string },
): Promise<void> {
  const planId = boundPlanId ?? key.planId
  await trx
    .insertInto('conversations')
    .values({ ...onlyKey(key), planId, boundPlanId, lastLine, lastItemId: null })
    .onConflict((conflict) =>
      conflict
        .columns(['personId', 'conversation'])
        .doUpdateSet({ planId, boundPlanId, lastLine, lastItemId: null }),
    )
    .execute()
}

export async function recall(
  db: Database,
  key: ConversationKey,
): Promise<{ lastLine: string | null; lastItemId: number | null } | undefined> {
  return db
    .selectFrom('conversations')
    .select(['lastLine', 'lastItemId'])
    .where('planId', '=', key.planId)
    .where('personId', '=', key.personId)
    .where('conversation', '=', key.conversation)
    .executeTakeFirst()
}

export interface InboundKey {
  readonly platform: string
  readonly tenant: string
  readonly key: string
}

/** The reply that this very message got before. */
export async function findReply(db: Database, inbound: InboundKey): Promise<string | undefined> {
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

/** At a time, so that nobody waits long for the lock. */
const MOST_FORGOTTEN = 2_000

/** Forgets the replies to messages that came before an instant. */
export async function forgetReplies(db: Database, before: Date): Promise<void> {
  for (let forgotten = MOST_FORGOTTEN; forgotten === MOST_FORGOTTEN; ) {
    const { numDeletedRows } = await db
      .deleteFrom('inbound')
      .where(({ eb, refTuple, selectFrom }) =>
        eb(
          refTuple('platform', 'tenant', 'key'),
          'in',
          selectFrom('inbound as old')
            .select(['old.platform', 'old.tenant', 'old.key'])
            .where('old.receivedAt', '<', before.toISOString())
            .limit(MOST_FORGOTTEN)
            .$asTuple('platform', 'tenant', 'key'),
        ),
      )
      .executeTakeFirstOrThrow()
    forgotten = Number(numDeletedRows)
  }
}

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

/** How many questions people have been asked in this plan and have not answered yet. */
export async function countQuestions(
  db: Database,
  {
    planId,
    people,
    now,
  }: { readonly planId: number; readonly people: readonly number[]; readonly now: Date },
): Promise<number> {
  const { count } = await db
    .selectFrom('pendingQuestions')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('planId', '=', planId)
    .where(among('personId', people))
    .where('ends', '>', now.toISOString())
    .executeTakeFirstOrThrow()
  return Number(count)
}
