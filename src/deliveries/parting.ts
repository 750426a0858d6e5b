import { callsWithin, goesAlone, keepTried } from '../../data/calls.ts'
import type { Writing } from '../../data/database.ts'
import { changeDelivery, type Delivery, saveDelivery } from '../../data/deliveries.ts'
import type { DeliveryEvent, Transition } from '../domain/delivery-events.ts'
import { toCoordinators } from './alerts.ts'
import { planModels } from './plan-named.ts'
import { newAlert } from './standing-alerts.ts'

/**
 * What becomes of the calls that are told within a message, as it ends: they follow one that arrived and wait with one that is
 * still tried. From one that did not arrive each goes its own way. Where it may have arrived, each plan's coordinator decides.
 */
export async function settleWithin(
  trx: Writing,
  {
    delivery,
    change,
    event,
    now,
  }: {
    readonly delivery: Delivery
    readonly change: Transition
    readonly event: DeliveryEvent
    readonly now: Date
  },
): Promise<void> {
  switch (change.state) {
    case 'planned':
    case 'sending':
    case 'sent':
    case 'unknown':
      return
    case 'failed':
    case 'missed':
    case 'withdrawn':
      await partWays(trx, delivery)
      return
    case 'held':
      // What has begun to arrive is one message to the end.
      if (delivery.postsArrived > 0) return
      if (event.kind === 'blocked') await partWays(trx, delivery)
      else await holdEach(trx, delivery, { change, now })
  }
}

/** Each call that a message was to tell goes its own way, and so does the message's own. */
export async function partWays(trx: Writing, delivery: Delivery): Promise<readonly Delivery[]> {
  const within = await callsWithin(trx, delivery)
  if (within.length === 0) return within
  for (const each of [delivery, ...within]) await goesAlone(trx, each)
  return within
}

async function holdEach(
  trx: Writing,
  delivery: Delivery,
  { change, now }: { readonly change: Transition; readonly now: Date },
): Promise<void> {
  const within = await partWays(trx, delivery)
  if (within.length === 0) return
  const models = await planModels(trx)
  for (const each of within) {
    const model = models.find(({ plan }) => plan.id === each.planId)
    if (!model) continue
    const held: Transition = { state: 'held', outcome: change.outcome ?? null, tries: 1 }
    await changeDelivery(trx, each, held)
    await keepTried(trx, each, delivery.firstTriedAt)
    const tried = { ...each, tries: 1, firstTriedAt: delivery.firstTriedAt }
    const alert = await newAlert(trx, model, { delivery: tried, change: held })
    if (!alert) continue
    for (const told of await toCoordinators(trx, model, alert, now))
      await saveDelivery(trx, model.plan.id, told)
  }
}
