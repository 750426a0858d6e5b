import { findDelivery, type Settlement } from '../../data/deliveries.ts'
import { claimUnknown } from '../../data/delivery-leases.ts'
import type { PlanModel } from '../../data/plans.ts'
import type { Found } from '../platform.ts'
import {
  type Claimed,
  type DeliveryResult,
  type DeliveryServices,
  later,
  newLease,
  settle,
} from './settle.ts'

/** Looked for twice in vain it is sent again, and after so many tries a person is asked. */
const MOST_LOOKS = 2
const MOST_TRIES = 3

/** Between the two looks: a platform may show a message late. */
const BETWEEN_LOOKS_SECONDS = 70

/** Looks for one delivery of which nobody knows whether it arrived; undefined when there is none. */
export async function reconcileNext(
  services: DeliveryServices,
  model: PlanModel,
  now: Date,
): Promise<DeliveryResult | undefined> {
  const lease = newLease(services)
  const delivery = await claimUnknown(services.db, model.plan.id, { now, lease })
  if (!delivery) return undefined
  const claimed = { model, delivery, lease, now }
  const state = await settle(services, claimed, afterLook(await look(services, claimed), claimed))
  services.log.info({ key: delivery.key, state, look: delivery.looks + 1 }, 'delivery')
  return state
}

async function look({ db, senders }: DeliveryServices, { model, delivery }: Claimed): Promise<Found> {
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

function afterLook(found: Found, { delivery, now }: Claimed): Settlement {
  const { looks, tries, kind } = delivery
  // Showing a message anew may be repeated without harm.
  if (kind === 'amend')
    return tries < MOST_TRIES
      ? { state: 'planned', nextAt: now.toISOString() }
      : { state: 'held', outcome: UNCLEAR }
  switch (found.state) {
    case 'found':
      return { state: 'sent', sentAt: now.toISOString(), messageId: found.messageId, outcome: null }
    case 'absent':
      if (looks + 1 < MOST_LOOKS)
        return { state: 'unknown', looks: looks + 1, nextAt: later(now, BETWEEN_LOOKS_SECONDS) }
      return tries < MOST_TRIES
        ? { state: 'planned', looks: 0, nextAt: now.toISOString() }
        : { state: 'held', outcome: `it was not there after ${tries} tries` }
    case 'cannot-look':
      return { state: 'held', outcome: UNCLEAR }
  }
}

const UNCLEAR = 'its answer was lost, and nobody can look whether it arrived'
