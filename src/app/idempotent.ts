import { randomUUID } from 'node:crypto'
import { findReply, type InboundKey, saveReply } from '../../data/conversations.ts'
import type { Writing } from '../../data/database.ts'
import { saveDelivery } from '../../data/deliveries.ts'
import { snapshot, write } from '../../data/engine/engine.ts'
import type { Notice, Outcome } from '../command.ts'
import { pressable } from '../deliveries/pressable.ts'
import { heldBack } from '../domain/held-back.ts'
import type { Incoming, Reply } from '../platform.ts'
import { replyOf } from './replies.ts'
import { isAside, type RequestContext, recheckContext } from './request-context.ts'

/**
 * Handles a message once, in one transaction: it looks for an earlier reply, rechecks the speaker's rights, runs `make`,
 * and stores the notices and the reply. A message that arrives again gets the same reply.
 */
export function idempotently(
  request: RequestContext,
  make: (trx: Writing, rechecked: RequestContext) => Promise<Outcome>,
): Promise<Reply> {
  const { db, incoming, model, commands, now } = request
  return write(db, model.plan.id, async (trx) => {
    const inbound = inboundOf(incoming)
    const before = inbound && (await findReply(trx, inbound))
    if (before !== undefined) return JSON.parse(before) as Reply
    const rechecked = await recheckContext(request, trx)
    const outcome = await make(trx, rechecked)
    if (outcome.notices) await keepNotices(trx, rechecked, outcome.notices)
    // It is stored as it is shown.
    const reply = heldBack(replyOf(outcome, commands))
    if (inbound && !isPressedAgain(outcome, incoming)) {
      await saveReply(trx, { inbound, planId: rechecked.model.plan.id, reply: JSON.stringify(reply), now })
    }
    return withNews(reply, outcome, rechecked)
  })
}

/** Finds the reply to an earlier arrival of this message, once that reply is on disk. */
export async function replyBefore({ db, incoming }: RequestContext): Promise<Reply | undefined> {
  const inbound = inboundOf(incoming)
  if (!inbound || (await findReply(db, inbound)) === undefined) return undefined
  // The change may still be waiting for its group's commit, which can fail.
  const before = await snapshot(db, (trx) => findReply(trx, inbound))
  return before === undefined ? undefined : (JSON.parse(before) as Reply)
}

/** Whether nothing was done yet, so that the button may be pressed, or the form submitted, again. */
export function isPressedAgain({ waits }: Outcome, { nonce }: Incoming): boolean {
  return waits === true && nonce !== undefined
}

function inboundOf({ platform, tenant, key }: Incoming): InboundKey | undefined {
  return key === null ? undefined : { platform, tenant, key }
}

/** Stores each notice as a delivery, so that it goes out even if nothing can be sent now. */
async function keepNotices(
  trx: Writing,
  { model, commands, now }: RequestContext,
  notices: readonly Notice[],
): Promise<void> {
  for (const { about, personIds, account, message } of notices) {
    const id = about ?? randomUUID()
    const people = account ? [personIds[0] ?? null] : new Set(personIds)
    for (const personId of people) {
      await saveDelivery(trx, model.plan.id, {
        key: `notice:${id}:${personId ?? 'account'}`,
        kind: 'notice',
        personId,
        channel: null,
        ...(account ? { platform: account.platform, tenant: account.tenant, userId: account.userId } : {}),
        dueAt: now.toISOString(),
        payload: JSON.stringify(pressable(message, commands)),
      })
    }
  }
}

/** Adds the line for the channel. It is not part of the stored reply, so the channel is told once. */
function withNews(reply: Reply, { news }: Outcome, { model, place }: RequestContext): Reply {
  const isTold = model.plan.policies.channelNotice && isAside(place)
  return news && isTold ? { ...reply, notice: news } : reply
}
