import { randomUUID } from 'node:crypto'
import { findReply, type InboundKey, saveReply } from '../../data/conversations.ts'
import type { Writing } from '../../data/database.ts'
import { saveDelivery } from '../../data/deliveries.ts'
import { snapshot, write } from '../../data/engine/engine.ts'
import type { Notice, Outcome } from '../command.ts'
import type { Incoming, Reply } from '../platform.ts'
import { pressable, replyOf } from './replies.ts'
import { isAside, type Situation, situationIn } from './request-context.ts'
import type { Arrived } from './turn.ts'

/**
 * One transaction: seen before?, who speaks and what they may, what `make` does, what must follow, the reply. The same
 * message is answered with the same reply when it comes again.
 */
export function once<Given extends Arrived>(
  given: Given,
  make: (trx: Writing, situation: Situation, given: Given) => Promise<Outcome>,
): Promise<Reply> {
  return write(given.db, given.situation.model.plan.id, async (trx) => {
    const { load, incoming } = given
    const inbound = inboundOf(incoming)
    const before = inbound && (await findReply(trx, inbound))
    if (before !== undefined) return JSON.parse(before) as Reply
    const situation = await situationIn(trx, given.situation, { load, incoming })
    const outcome = await make(trx, situation, given)
    if (outcome.notices) await keepNotices(trx, situation, outcome.notices)
    const reply = replyOf(outcome, situation.commands)
    if (inbound && !isPressedAgain(outcome, incoming)) {
      const { model, now } = situation
      await saveReply(trx, { inbound, planId: model.plan.id, reply: JSON.stringify(reply), now })
    }
    return withNews(reply, outcome, situation)
  })
}

/** The reply that this very message had when it came before, once that is on disk. */
export async function replyBefore({ db, incoming }: Arrived): Promise<Reply | undefined> {
  const inbound = inboundOf(incoming)
  if (!inbound || (await findReply(db, inbound)) === undefined) return undefined
  // Its change may still wait for the commit that it shares, which may yet fail.
  const before = await snapshot(db, (trx) => findReply(trx, inbound))
  return before === undefined ? undefined : (JSON.parse(before) as Reply)
}

/** Nothing was done yet, so the button may be pressed and the form submitted again. */
export function isPressedAgain({ waits }: Outcome, { nonce }: Incoming): boolean {
  return waits === true && nonce !== undefined
}

function inboundOf(incoming: Incoming): InboundKey | undefined {
  const { platform, tenant, key } = incoming
  return key === null ? undefined : { platform, tenant, key }
}

/** Each is kept as a delivery: it goes out even if nobody is there to send it just now. */
async function keepNotices(
  trx: Writing,
  { model, commands, now }: Situation,
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

/** The channel is told once: when the same message arrives again, its stored reply tells it nothing. */
function withNews(reply: Reply, { news }: Outcome, { model, whereabouts }: Situation): Reply {
  const isTold = model.plan.policies.channelNotice && isAside(whereabouts)
  return news && isTold ? { ...reply, notice: news } : reply
}
