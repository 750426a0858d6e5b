import { findDelivery, type Sort } from '../../data/deliveries.ts'
import { claimUnknown } from '../../data/delivery-leases.ts'
import type { PlanModel } from '../../data/plans.ts'
import type { Found } from '../domain/delivery-events.ts'
import { type Claimed, type DeliveryResult, type DeliveryServices, newLease, settle } from './settle.ts'

/** Looks for one message that may have arrived; undefined if there is none to look for. */
export async function reconcileNext(
  services: DeliveryServices,
  model: PlanModel,
  { now, sort }: { now: Date; sort: Sort },
): Promise<DeliveryResult | undefined> {
  const lease = newLease(services)
  const delivery = await claimUnknown(services.db, model.plan.id, { now, lease, sort })
  if (!delivery) return undefined
  const claimed = { model, delivery, lease, now }
  const found = await findMessage(services, claimed)
  const state = await settle(services, claimed, { kind: 'looked', found, now })
  services.log.info({ key: delivery.key, state, look: delivery.looks + 1 }, 'delivery')
  return state
}

async function findMessage({ db, senders }: DeliveryServices, { model, delivery }: Claimed): Promise<Found> {
  const { platform, tenant, channel, userId, key, firstTriedAt, underKey, kind } = delivery
  const sender = senders.find(({ name }) => name === platform)
  if (!sender || platform === null || tenant === null || firstTriedAt === null || kind === 'amend')
    return { state: 'cannot-look' }
  const head = underKey === null ? undefined : await findDelivery(db, model.plan.id, { key: underKey })
  return sender.find({
    to: { platform, tenant, channel, userId, name: '' },
    key,
    since: new Date(firstTriedAt),
    under: head?.messageId ?? null,
  })
}
