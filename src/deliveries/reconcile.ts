import { type Delivery, findHead, type Sort } from '../../data/deliveries.ts'
import { claimRecheck, claimUnknown } from '../../data/delivery-leases.ts'
import type { PlanModel } from '../../data/plans.ts'
import type { Found } from '../domain/delivery-events.ts'
import type { Sought } from '../platform.ts'
import { ownPlatforms } from './reach.ts'
import { type Claimed, type DeliveryResult, type DeliveryServices, newLease, settle } from './settle.ts'

/** Looks for one message that may have arrived; undefined if there is none to look for. */
export async function reconcileNext(
  services: DeliveryServices,
  model: PlanModel,
  { now, sort }: { now: Date; sort: Sort },
): Promise<DeliveryResult | undefined> {
  const lease = newLease(services)
  const platforms = ownPlatforms(services)
  const delivery = await claimUnknown(services.db, model.plan.id, { now, lease, sort, platforms })
  if (!delivery) return undefined
  const claimed = { model, delivery, lease, now }
  const found = await findMessage(services, claimed)
  const state = await settle(services, claimed, { kind: 'looked', found, now })
  services.log.info({ key: delivery.key, state, look: delivery.looks + 1 }, 'delivery')
  return state
}

/** Looks once more for a message that was sent again; undefined if there is none. */
export async function recheckNext(
  services: DeliveryServices,
  model: PlanModel,
  now: Date,
): Promise<DeliveryResult | undefined> {
  const lease = newLease(services)
  const platforms = ownPlatforms(services)
  const delivery = await claimRecheck(services.db, model.plan.id, { now, lease, platforms })
  if (!delivery) return undefined
  const claimed = { model, delivery, lease, now }
  return settle(services, claimed, { kind: 'rechecked', found: await findMessage(services, claimed), now })
}

async function findMessage(services: DeliveryServices, { delivery }: Claimed): Promise<Found> {
  const { platform, tenant, channel, userId, firstTriedAt, underKey, subject } = delivery
  if (platform === null || tenant === null || firstTriedAt === null) return { state: 'cannot-look' }
  const head = await findHead(services.db, { underKey })
  const to = { platform, tenant, channel, userId, name: '' }
  return look(services, delivery, {
    to,
    since: new Date(firstTriedAt),
    under: subject.under ?? head?.messageId ?? null,
  })
}

/** Looks for a message at an address, from an instant on: for the post in doubt, or for all of it. */
export async function look(
  { senders }: Pick<DeliveryServices, 'senders'>,
  { kind, key, state, postsArrived, postsTotal, messageId }: Delivery,
  at: Pick<Sought, 'to' | 'since' | 'under'>,
): Promise<Found> {
  const sender = senders.find(({ name }) => name === at.to.platform)
  if (!sender || kind === 'amend') return { state: 'cannot-look' }
  const inDoubt = state === 'unknown' ? { arrived: postsArrived } : {}
  return sender.find({ ...at, key, posts: postsTotal, messageId, ...inDoubt })
}
