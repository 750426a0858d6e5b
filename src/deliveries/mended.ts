import { changeDelivery, type Delivery, listTroubled } from '../../data/deliveries.ts'
import { write } from '../../data/engine/engine.ts'
import type { PlanModel } from '../../data/plans.ts'
import { next } from '../domain/delivery.ts'
import type { DeliveryServices } from './settle.ts'

/** Sends again what a channel did not take, once it would: the bot was invited, or the channel was brought back. */
export async function sendMended(
  { db, senders }: Pick<DeliveryServices, 'db' | 'senders'>,
  { plan, bodies }: PlanModel,
  now: Date,
): Promise<void> {
  const failed = (await listTroubled(db, plan.id)).filter(({ state }) => state === 'failed')
  // All the pages of a digest fail for the same reason.
  const asked = new Map<string, Promise<boolean>>()
  const isMended = ({ platform, tenant, channel, bodyId, outcome }: Delivery) => {
    const sender = senders.find((each) => each.name === platform)
    if (!sender?.isMended || platform === null || tenant === null || channel === null || !outcome)
      return false
    const about = JSON.stringify([platform, tenant, channel, outcome])
    const name = bodies.find(({ id }) => id === bodyId)?.name ?? channel
    const answer =
      asked.get(about) ?? sender.isMended({ platform, tenant, channel, userId: null, name }, outcome)
    asked.set(about, answer)
    return answer
  }
  for (const delivery of failed) {
    const change = (await isMended(delivery)) && next(delivery, { kind: 'send-again', now })
    if (change) await write(db, plan.id, (trx) => changeDelivery(trx, delivery, change))
  }
}
