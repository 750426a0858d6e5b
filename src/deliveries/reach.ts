import { saveDelivery } from '../../data/deliveries.ts'
import { listOutOfReach, platformsOfPeople } from '../../data/delivery-reach.ts'
import { write } from '../../data/engine/engine.ts'
import type { PlanModel } from '../../data/plans.ts'
import { moment } from '../domain/format.ts'
import { sentence } from '../message.ts'
import { described, toCoordinators } from './alerts.ts'
import type { DeliveryServices } from './settle.ts'

/** The platforms that this process has. */
export function ownPlatforms({ senders }: Pick<DeliveryServices, 'senders'>): readonly string[] {
  return senders.map(({ name }) => name)
}

/** The platforms on which people can be told, by this process or by another. */
export async function allPlatforms(
  { db, senders }: Pick<DeliveryServices, 'db' | 'senders'>,
  { plan }: PlanModel,
): Promise<readonly string[]> {
  return [...new Set([...ownPlatforms({ senders }), ...(await platformsOfPeople(db, plan.id))])]
}

/** How long a message waits for a process that has its platform until the coordinator hears of it. */
const PATIENCE_MS = 3_600_000

/** Tells the coordinator of messages that are overdue because no process has their platform. */
export async function tellOutOfReach(services: DeliveryServices, model: PlanModel, now: Date): Promise<void> {
  const platforms = ownPlatforms(services)
  // A shell beside the service knows nothing of the others.
  if (platforms.includes('terminal')) return
  const before = new Date(now.getTime() - PATIENCE_MS)
  const waiting = await listOutOfReach(services.db, model.plan.id, { platforms, before })
  if (waiting.length === 0) return
  services.log.warn({ code: 'out-of-reach', count: waiting.length }, 'messages wait for another platform')
  await write(services.db, model.plan.id, async (trx) => {
    for (const delivery of waiting) {
      const due = moment(new Date(delivery.dueAt), model.plan.timeZone)
      const text = `Not sent yet: ${described(delivery, model)}, due on ${due}. It waits for a wsoa with the settings of its platform.`
      const alert = {
        key: `alert:out-of-reach:${delivery.key}`,
        kind: 'alert',
        subject: delivery.subject,
        dueAt: now.toISOString(),
        payload: JSON.stringify(sentence(text)),
      } as const
      for (const told of await toCoordinators(trx, model, alert, now)) {
        await saveDelivery(trx, model.plan.id, told)
      }
    }
  })
}
