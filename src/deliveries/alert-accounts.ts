import type { Writing } from '../../data/database.ts'
import { changeDelivery, type NewDelivery, sameAlert } from '../../data/deliveries.ts'
import { next } from '../domain/delivery.ts'
import type { Transition } from '../domain/delivery-events.ts'
import { onPlatform } from '../domain/format.ts'
import type { Address } from '../platform.ts'
import { allPlatforms } from './reach.ts'
import { addressesOf, readRecipients } from './recipients.ts'
import type { Claimed, DeliveryServices } from './settle.ts'

/** What becomes of a delivery, and what is planned because of that. */
interface Settlement {
  readonly change: Transition
  readonly follow: readonly NewDelivery[]
}

/**
 * An alert that one account of the coordinator did not take goes to another one too; it waits for no decision of
 * somebody who has not heard of it.
 */
export async function withOtherAccount(
  trx: Writing,
  { senders }: Pick<DeliveryServices, 'senders'>,
  { delivery, model, now, to }: Claimed,
  change: Transition,
): Promise<Settlement> {
  const { personId, subject, payload } = delivery
  const { alert } = subject
  if (!alert || personId === null || change.state === 'sent') return { change, follow: [] }
  const tried = [...(alert.tried ?? []), ...(to ? [accountText(to)] : [])]
  const platforms = await allPlatforms({ db: trx, senders }, model)
  const accounts = addressesOf(await readRecipients(trx, model, { now, platforms }), personId)
  const other = accounts.find((each) => !tried.includes(accountText(each)))
  if (!other) return { change, follow: [] }
  const { platform, tenant, userId } = other
  const again: NewDelivery = {
    key: `${alert.id}:${personId}:${accountText(other)}`,
    kind: 'alert',
    subject: { ...subject, isPersonal: true, alert: { ...alert, tried } },
    personId,
    platform,
    tenant,
    userId,
    dueAt: now.toISOString(),
    payload,
  }
  const isOver = change.state === 'failed' || change.state === 'held'
  const outcome = `sent ${onPlatform(platform)} instead`
  return { change: isOver ? { state: 'withdrawn', outcome } : change, follow: [again] }
}

/** Once one account of a person has an alert, their others need not hear of it. */
export async function withdrawFromOthers(trx: Writing, { delivery, model }: Claimed): Promise<void> {
  const { alert } = delivery.subject
  if (!alert) return
  for (const each of await sameAlert(trx, model.plan.id, alert.id)) {
    if (each.personId !== delivery.personId || each.key === delivery.key) continue
    const change = next(each, { kind: 'called-off', outcome: 'told by another account' })
    if (change) await changeDelivery(trx, each, change)
  }
}

function accountText({ platform, tenant, userId }: Address): string {
  return `${platform}/${tenant}/${userId}`
}
