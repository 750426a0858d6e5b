import { createHash } from 'node:crypto'
import { findReply, type InboundKey, saveReply } from '../../data/conversations.ts'
import type { Database, Writing } from '../../data/database.ts'
import { snapshot, write } from '../../data/engine/engine.ts'
import { failureOf } from '../../data/engine/failure.ts'
import { keepHeard } from '../../data/heard-messages.ts'
import { plansOfChannel } from '../../data/plans-meant.ts'
import { findLatestBatch } from '../../data/updates.ts'
import type { Outcome } from '../command.ts'
import { keepWithChange } from '../deliveries/kept-answer.ts'
import { keepNotices } from '../deliveries/notices.ts'
import { heldBack } from '../domain/held-back.ts'
import { context, type Message } from '../message.ts'
import type { Incoming, KeptAnswer, Reply } from '../platform.ts'
import { keepJustSaid, repliedJustNow } from './repeated.ts'
import { addressedReply, replyOf } from './replies.ts'
import { isAside, type RequestContext, recheckContext } from './request-context.ts'

/**
 * Handles a message once, in one transaction: it looks for an earlier reply, rechecks the speaker's rights, runs `make`,
 * and stores the notices and the reply. A message that arrives again gets the same reply.
 */
export async function idempotently(
  request: RequestContext,
  make: (trx: Writing, rechecked: RequestContext) => Promise<Outcome>,
  line?: string,
): Promise<Reply> {
  try {
    return await once(request, make, line)
  } catch (error) {
    // The stored reply is found if the commit did arrive; without a key nothing would know the message again.
    if (failureOf(error) === 'unclear' && keysOf(request).length > 0) return once(request, make, line)
    throw error
  }
}

function once(
  request: RequestContext,
  make: (trx: Writing, rechecked: RequestContext) => Promise<Outcome>,
  line: string | undefined,
): Promise<Reply> {
  const { db, incoming, model, commands, now } = request
  return write(db, model.plan.id, async (trx) => {
    const before = await earlierReply(trx, request)
    if (before) return before
    const rechecked = await recheckContext(request, trx)
    const made = await make(trx, rechecked)
    const outcome = rechecked.opened ? forReaderAlone(made) : made
    if (outcome.notices)
      await keepNotices(trx, { ...rechecked, asker: rechecked.speaker?.personId ?? null }, outcome.notices)
    const told = heldBack(replyOf(outcome, { commands, incoming }))
    // It is stored as it is shown, but for a secret.
    const reply = outcome.untold ? { ...told, message: outcome.untold } : told
    if (!isPressedAgain(outcome, incoming)) {
      const kept = { planId: rechecked.model.plan.id, reply: JSON.stringify(reply), now }
      for (const inbound of keysOf(request)) await saveReply(trx, { inbound, ...kept })
      await keepJustSaid(trx, request, reply)
    }
    if (line !== undefined && !outcome.waits) await keepMessage(trx, rechecked, { line, reply })
    if (outcome.untold) return { ...told, isUnkept: true }
    const kept = await keepAnswer(trx, rechecked, reply)
    return withNews(kept ? { ...reply, kept } : reply, outcome, { ...rechecked, db: trx })
  })
}

/** What is said of a restricted item is told to nobody else, in no chat. */
function forReaderAlone({ notices: _, news: __, ...outcome }: Outcome): Outcome {
  return outcome
}

/** Keeps the reply as an answer, as it is going to be told. A form opens in a window, or is shown in another way. */
async function keepAnswer(
  trx: Writing,
  { incoming, speaker, model, commands, now }: RequestContext,
  reply: Reply,
): Promise<KeptAnswer | undefined> {
  const { answering } = incoming
  if (!answering || reply.message.blocks.some(({ kind }) => kind === 'form')) return undefined
  const { message, thread } = addressedReply(reply, incoming, commands)
  const answer = { ...answering, message, ...(thread ? { thread } : {}) }
  return keepWithChange(trx, model.plan.id, { answer, personId: speaker?.personId ?? null, now })
}

/** Finds the reply to an earlier arrival of this message, once that reply is on disk. */
export async function replyBefore(request: RequestContext): Promise<Reply | undefined> {
  if (!(await earlierReply(request.db, request))) return undefined
  // The change may still be waiting for its group's commit, which can fail.
  return snapshot(request.db, (trx) => earlierReply(trx, request))
}

async function earlierReply(using: Database | Writing, request: RequestContext): Promise<Reply | undefined> {
  for (const inbound of keysOf(request)) {
    const before = await findReply(using, inbound)
    if (before !== undefined) return JSON.parse(before) as Reply
  }
  return repliedJustNow(using, request)
}

/** Whether nothing was done yet, so that the button may be pressed, or the form submitted, again. */
export function isPressedAgain({ waits }: Outcome, { nonce }: Incoming): boolean {
  return waits === true && nonce !== undefined
}

/**
 * The keys by which a message is known again: the platform's, and for a button or form its nonce, as a platform may bring
 * the same press with another key. A form that brings something else under its old nonce is another message.
 */
function keysOf({ incoming, speaker, model }: RequestContext): readonly InboundKey[] {
  const { platform, tenant, key, nonce, said } = incoming
  const keys = key === null ? [] : [key]
  if (nonce !== undefined && speaker) {
    const words = createHash('sha256').update(JSON.stringify(said)).digest('hex')
    keys.push(`nonce:${model.plan.id}:${speaker.personId}:${nonce}:${words}`)
  }
  return keys.map((each) => ({ platform, tenant, key: each }))
}

/**
 * Adds the line for the channel, if it is bound to a board of the plan: others may read along elsewhere. It is not part of the
 * stored reply, so the channel is told once.
 */
async function withNews(
  reply: Reply,
  { news }: Outcome,
  { db, model, place }: Pick<RequestContext, 'db' | 'model' | 'place'>,
): Promise<Reply> {
  if (!news || !model.plan.policies.channelNotice || model.isQuiet || !isAside(place)) return reply
  const { platform, tenant, conversation: channel } = place
  const heard = await plansOfChannel(db, { platform, tenant, channel })
  if (!heard.includes(model.plan.id)) return reply
  return { ...reply, notice: heard.length > 1 ? ofItsPlan(news, model.plan.title) : news }
}

/** Where a channel hears several plans, a line says of which it is. */
function ofItsPlan({ summary, blocks }: Message, title: string): Message {
  return { summary: `${title}: ${summary}`, blocks: [...blocks, context(`In: ${title}.`)] }
}

/** Keeps what a typed message came to, so that a correction can be offered when it is edited. */
async function keepMessage(
  trx: Writing,
  { incoming, speaker, model, now }: RequestContext,
  { line, reply }: { line: string; reply: Reply },
): Promise<void> {
  const { platform, tenant, message, said } = incoming
  if (message === undefined || typeof said !== 'string' || !speaker) return
  const heardAt = now.toISOString()
  const { personId } = speaker
  const [last] = await findLatestBatch(trx, model.plan.id, personId)
  const batchId = last?.recordedAt === heardAt ? last.batchId : null
  const { summary } = reply.message
  const key = { platform, tenant, message, planId: model.plan.id, personId }
  await keepHeard(trx, { ...key, said, line, summary, batchId, heardAt })
}
