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
