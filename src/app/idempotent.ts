import { randomUUID } from 'node:crypto'
import { findReply, type InboundKey, saveReply } from '../../data/conversations.ts'
import type { Writing } from '../../data/database.ts'
import { saveDelivery } from '../../data/deliveries.ts'
import { snapshot, write } from '../../data/engine/engine.ts'
import type { Notice, Outcome } from '../command.ts'
import { pressable } from '../deliveries/pressable.ts'
import type { Incoming, Reply } from '../platform.ts'
import { replyOf } from './replies.ts'
import { isAside, type RequestContext, recheckContext } from './request-context.ts'

/**
 * Works on a message once, in one transaction: was it seen before, who speaks and what they may, what `make` does, what
 * must follow, and the reply. The same message gets the same reply when it comes again.
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
    const reply = replyOf(outcome, commands)
    if (inbound && !isPressedAgain(outcome, incoming)) {
      await saveReply(trx, { inbound, planId: rechecked.model.plan.id, reply: JSON.stringify(reply), now })
    }
    return withNews(reply, outcome, rechecked)
  })
}

/** The reply that this very message had when it came before, once that is on disk. */
export async function replyBefore({ db, incoming }: RequestContext): Promise<Reply | undefined> {
  const inbound = inboundOf(incoming)
  if (!inbound || (await findReply(db, inbound)) === undefined) return undefined
  // Its change may still wait for the commit that it shares, which may yet fail.
  const before = await snapshot(db, (trx) => findReply(trx, inbound))
  return before === undefined ? undefined : (JSON.parse(before) as Reply)
}

/** Whether nothing was done yet, so that the button may be pressed and the form submitted again. */
export function isPressedAgain({ waits }: Outcome, { nonce }: Incoming): boolean {
  return waits === true && nonce !== undefined
}

function inboundOf({ platform, tenant, key }: Incoming): InboundKey | undefined {
  return key === null ? undefined : { platform, tenant, key }
}

/** Keeps each notice as a delivery: it goes out even if nobody is there to send it just now. */
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

/** The channel is told once: the stored reply, given when the message comes again, tells it nothing. */
function withNews(reply: Reply, { news }: Outcome, { model, place }: RequestContext): Reply {
  const isTold = model.plan.policies.channelNotice && isAside(place)
  return news && isTold ? { ...reply, notice: news } : reply
}
