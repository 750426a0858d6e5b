import type { Delivery } from '../../data/deliveries.ts'
import { latestRestore } from '../../data/restores.ts'
import type { Found } from '../domain/delivery-events.ts'
import type { Address } from '../platform.ts'
import { look } from './reconcile.ts'
import type { Claimed, DeliveryServices } from './settle.ts'

/**
 * Looks for a message that may have been sent before the database was restored. Undefined when it need not be looked for,
 * or can be sent.
 */
export async function lookFirst(
  services: DeliveryServices,
  { delivery }: Claimed,
  { to, head }: { to: Address; head: Delivery | undefined },
): Promise<Exclude<Found, { state: 'absent' }> | undefined> {
  const from = lookFrom(delivery, head)
  if (from === null || delivery.kind === 'amend') return undefined
  const found = await look(services, delivery, { to, since: new Date(from), under: head?.messageId ?? null })
  if (found.state === 'absent') return undefined
  if (found.state === 'cannot-look' && (await wasAhead(services, delivery))) return undefined
  return found
}

/** What belongs under a message that was found may have been sent with it. */
function lookFrom({ lookFrom: own }: Delivery, head: Delivery | undefined): string | null {
  return own ?? (head?.firstTriedAt === null ? head.lookFrom : null)
}

/** Whether it was not due yet when the database was restored: then only the coordinator could have sent it. */
async function wasAhead({ db }: DeliveryServices, { dueAt, underKey }: Delivery): Promise<boolean> {
  const restore = await latestRestore(db)
  return underKey === null && restore !== undefined && dueAt > restore.foundAt
}
