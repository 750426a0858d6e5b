import {
  ask,
  type ConversationKey,
  endQuestion,
  inThread,
  interruptQuestion,
  lapseQuestion,
  recall,
  remember,
} from '../../data/conversations.ts'
import type { Writing } from '../../data/database.ts'
import { isInEdition } from '../../data/editions.ts'
import { touchIdentity } from '../../data/people.ts'
import { listConfirmable, listFinished } from '../../data/positions.ts'
import { listOpenRequests } from '../../data/requests.ts'
import { seenNow } from '../../data/trail-since.ts'
import { findLatestBatch } from '../../data/updates.ts'
import type { Context, Outcome } from '../command.ts'
import type { Subject } from '../domain/delivery.ts'
import type { Item } from '../domain/plan.ts'
import type { Memory } from '../domain/vocabulary.ts'
import type { Message } from '../message.ts'
import { mayDecide } from '../requests/rights.ts'
import { type KnownContext, onlyRef, type RequestContext } from './request-context.ts'
import type { HeardCommand } from './run-command.ts'

/** Reads what a line in somebody's own words can refer back to; first to the item that its page is about. */
export async function readMemory(
  context: Context,
  key: ConversationKey,
  { thread, about }: { readonly thread: Subject | undefined; readonly about: string | undefined },
): Promise<Memory> {
  const { db, model, speaker, now } = context
  const { plan, items } = model
  const refOf = (itemId: number | null) => items.find((item) => item.id === itemId)?.ref
  const [remembered, batch, requests, finished, confirmable] = [
    await recall(db, inThread(key, context.place.under)),
    await findLatestBatch(db, plan.id, key.personId),
    await listOpenRequests(db, plan.id),
    await listFinished(db, plan.id),
    await listConfirmable(db, plan.id),
  ]
  const [first] = batch
  const isFixed = first !== undefined && (await isInEdition(db, plan.id, first.recordedAt))
  const since = now.getTime() - plan.policies.undoMinutes * 60_000
  return {
    lastLine: remembered?.lastLine ?? null,
    listed: [],
    lastRef: about ?? refOf(remembered?.lastItemId ?? null) ?? onlyRef(thread),
    lastSaid: (isFixed ? [] : batch)
      .filter((update) => Date.parse(update.recordedAt) >= since)
      .map(({ id, itemId, rating, state, note }) => ({ id, ref: refOf(itemId) ?? '', rating, state, note })),
    finished: refsOf(items, finished),
    confirmable: refsOf(items, confirmable),
    requests: await Promise.all(
      requests.map(async (request) => ({
        number: request.number,
        kind: request.kind,
        ref: refOf(request.itemId) ?? '',
        toDay: request.toDay,
        reason: request.reason,
        isMine: request.askedBy === key.personId,
        mayDecide: await mayDecide(context, request),
      })),
    ),
    roles: speaker.roles.filter((code) => !speaker.delegated.includes(code)),
    isCoordinator: speaker.isCoordinator,
  }
}

function refsOf(items: readonly Item[], ids: ReadonlySet<number>): ReadonlySet<string> {
  return new Set(items.filter(({ id }) => ids.has(id)).map(({ ref }) => ref))
}

interface Kept
  extends Pick<Outcome, 'question' | 'leavesQuestion' | 'itemId'>,
    Pick<HeardCommand, 'answers' | 'leaves'> {
  readonly line?: string
  readonly message?: Message
}

/** Stores the open question, the item that was spoken of and the line that was asked. */
export async function keepMemory(
  trx: Writing,
  request: RequestContext & Pick<KnownContext, 'conversationKey'>,
  kept: Kept,
): Promise<void> {
  const { place, now, incoming, isFirstToday, conversationKey } = request
  const { itemId, line, message } = kept
  // Whoever closes a window without a word leaves nothing behind.
  const isInWindow = incoming.opensForm && message?.blocks.some(({ kind }) => kind === 'form')
  if (!isInWindow && !kept.leavesQuestion) await keepQuestion(trx, conversationKey, { ...kept, now })
  if (line !== undefined || itemId !== undefined) {
    await remember(trx, inThread(conversationKey, place.under), {
      ...(line === undefined ? {} : { lastLine: line }),
      lastItemId: itemId ?? null,
      spokenAt: now.toISOString(),
    })
  }
  // When an account was last used is written once a day, along with the rest.
  if (isFirstToday) await touchIdentity(trx, { ...incoming, usedAt: now.toISOString() })
}

async function keepQuestion(
  trx: Writing,
  key: ConversationKey,
  { question, leaves, answers, now }: Kept & { readonly now: Date },
): Promise<void> {
  if (question) await ask(trx, key, { ...question, seen: await seenNow(trx) }, now)
  else if (leaves) await interruptQuestion(trx, leaves)
  else if (answers !== undefined) await endQuestion(trx, key)
  else await lapseQuestion(trx, key, now)
}
