import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import type { Database, Writing } from '../../data/database.ts'
import { type Delivery, saveDelivery, withdrawUnder } from '../../data/deliveries.ts'
import { LEASE_MS, type Lease, settleDelivery } from '../../data/delivery-leases.ts'
import { write } from '../../data/engine/engine.ts'
import type { PlanModel } from '../../data/plans.ts'
import type { Commands } from '../command.ts'
import { next } from '../domain/delivery.ts'
import type { DeliveryEvent, DeliveryState, Transition } from '../domain/delivery-events.ts'
import type { RetentionPeriods } from '../domain/retention-periods.ts'
import type { Address, Sender } from '../platform.ts'
import { withdrawFromOthers, withOtherAccount } from './alert-accounts.ts'
import { type Alert, isCoordinator, toCoordinators, untoldAlert } from './alerts.ts'
import { settleWithin } from './parting.ts'
import { readRecipients } from './recipients.ts'
import { endAlerts, newAlert } from './standing-alerts.ts'

/** What it takes to send deliveries. */
export interface DeliveryServices {
  readonly db: Database
  /** The platforms that are open. */
  readonly senders: readonly Sender[]
  readonly commands: Commands
  readonly log: Logger
  /** The machine's own clock: leases never follow the demo's. */
  readonly leaseNow: () => Date
  /** Fires when the program is to end: nothing more is claimed. */
  readonly ending?: AbortSignal
  /** The code of the plan whose messages this process sends; without one, those of every plan. */
  readonly plan?: string | undefined
  /** The address of the web pages, if there are any. */
  readonly web?: () => string | undefined
  /** How long texts are kept, and whether what is older is removed each day. */
  readonly retention?: RetentionPeriods & { readonly isDaily: boolean }
}

/** A delivery that this process has claimed. */
export interface Claimed {
  /** Where it went, or was to go. */
  readonly to?: Address
  readonly model: PlanModel
  readonly delivery: Delivery
  readonly lease: Lease
  readonly now: Date
}

/** The state that a due delivery ended up in; `step` if it added or moved other deliveries. */
export type DeliveryResult = DeliveryState | 'step'

/** Keeps what became of a delivery, together with the alert that the coordinator needs; returns its new state. */
export async function settle(
  services: DeliveryServices,
  claimed: Claimed,
  event: DeliveryEvent,
): Promise<DeliveryResult> {
  const { model, delivery, lease, now } = claimed
  return write(services.db, model.plan.id, async (trx) => {
    const { change, follow } = await withOtherAccount(trx, services, claimed, changeBy(event, delivery))
    if (!(await settleDelivery(trx, { key: delivery.key, token: lease.token }, change))) return 'sending'
    for (const each of follow) await saveDelivery(trx, model.plan.id, each)
    const { state } = change
    await settleWithin(trx, { delivery, change, event, now })
    if (state === 'sent') await withdrawFromOthers(trx, claimed)
    if (delivery.kind === 'alert' && (state === 'failed' || state === 'held'))
      services.log.error({ code: 'not-told', key: delivery.key }, 'the coordinator cannot be reached')
    if (state === 'withdrawn' || state === 'missed')
      await withdrawUnder(trx, delivery.key, `${delivery.key} was not sent`)
    if (state === 'sent' || state === 'withdrawn' || state === 'missed')
      await endAlerts(trx, model, { delivery, change, now })
    const alert = (await newAlert(trx, model, { delivery, change })) ?? (await untold(trx, claimed, event))
    if (alert) {
      for (const each of await toCoordinators(trx, model, alert, now))
        await saveDelivery(trx, model.plan.id, each)
    }
    return state
  })
}

/** What a coordinator without an account could not be told is told later, and to any other coordinator. */
async function untold(
  trx: Writing,
  { model, delivery, now }: Claimed,
  event: DeliveryEvent,
): Promise<Alert | undefined> {
  if (event.kind !== 'no-address' || delivery.kind !== 'notice') return undefined
  const recipients = await readRecipients(trx, model, { now, platforms: [] })
  return isCoordinator(recipients, model, delivery.personId) ? untoldAlert(delivery, model) : undefined
}

/** The change that an event makes to a claimed delivery. */
export function changeBy(event: DeliveryEvent, delivery: Delivery): Transition {
  const change = next(delivery, event)
  if (!change) throw new Error(`${delivery.key} is ${delivery.state}: "${event.kind}" cannot happen to it`)
  return change
}

export function newLease({ leaseNow }: Pick<DeliveryServices, 'leaseNow'>): Lease {
  const now = leaseNow()
  return { token: randomUUID(), now, until: new Date(now.getTime() + LEASE_MS) }
}
