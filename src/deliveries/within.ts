import { callsWithin, keepPlace } from '../../data/calls.ts'
import { type Delivery, findHead } from '../../data/deliveries.ts'
import { settleDelivery } from '../../data/delivery-leases.ts'
import { write } from '../../data/engine/engine.ts'
import { isSameSitting } from '../domain/delivery.ts'
import { CALLS } from '../domain/delivery-events.ts'
import { composingFor, isOver, whenOf } from './composing-for.ts'
import { partWays } from './parting.ts'
import { planModels } from './plan-named.ts'
import { isStillFor } from './posts.ts'
import { type Claimed, changeBy, type DeliveryResult, type DeliveryServices, settle } from './settle.ts'

/** Whether it is a call that was told within another message. */
export function isWithin({ kind, underKey }: Delivery): boolean {
  return CALLS.includes(kind) && underKey !== null
}

/** Its message arrived, and it with it. */
export async function toldWithin(services: DeliveryServices, claimed: Claimed): Promise<DeliveryResult> {
  const { delivery, model, now } = claimed
  const head = await findHead(services.db, delivery)
  if (!head) throw new Error(`${delivery.key} is within a message that is not there`)
  await write(services.db, model.plan.id, (trx) => keepPlace(trx, delivery, head))
  const at = head.sentAt === null ? now : new Date(head.sentAt)
  return settle(services, claimed, { kind: 'done', now: at, messageId: head.messageId })
}

/** Whether something that a message tells of another plan is not to be told any more, while nothing of it has arrived. */
export async function hasOutdatedPart(
  services: DeliveryServices,
  { delivery, now }: Claimed,
): Promise<boolean> {
  if (!CALLS.includes(delivery.kind) || delivery.payload === '' || delivery.postsArrived > 0) return false
  const { db } = services
  for (const each of await callsWithin(db, delivery)) {
    const model = (await planModels(db)).find(({ plan }) => plan.id === each.planId)
    const composing = model && (await composingFor(services, { model, delivery: each, now }))
    if (!composing || composing.meeting.state === 'cancelled' || isOver(composing)) return true
    if (!isSameSitting(each.subject, whenOf(composing.meeting))) return true
    if (!(await isStillFor(db, model, { delivery: each, now }))) return true
  }
  return false
}

export async function takeApart(
  { db }: DeliveryServices,
  { model, delivery, lease }: Claimed,
): Promise<DeliveryResult> {
  return write(db, model.plan.id, async (trx) => {
    const ours = { key: delivery.key, token: lease.token }
    if (!(await settleDelivery(trx, ours, changeBy({ kind: 'outdated' }, delivery)))) return 'sending'
    await partWays(trx, delivery)
    return 'step'
  })
}
