import { listChannels } from '../../data/channels.ts'
import { platformsOfPeople } from '../../data/delivery-reach.ts'
import type { PlanModel } from '../../data/plans.ts'
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

/** Whether this process only shows messages in a terminal while the plan is in a chat: a shell beside the service. */
export async function isBesideService(
  { db, senders }: Pick<DeliveryServices, 'db' | 'senders'>,
  { plan }: PlanModel,
): Promise<boolean> {
  if (ownPlatforms({ senders }).some((name) => name !== 'terminal')) return false
  const channels = await listChannels(db, plan.id)
  if (channels.some(({ platform }) => platform !== 'terminal')) return true
  return (await platformsOfPeople(db, plan.id)).length > 0
}
