import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import type { Database } from '../../data/database.ts'
import { type Delivery, saveDelivery, withdrawUnder } from '../../data/deliveries.ts'
import { type Lease, settleDelivery } from '../../data/delivery-leases.ts'
import { write } from '../../data/engine/engine.ts'
import type { PlanModel } from '../../data/plans.ts'
import type { Commands } from '../command.ts'
import { next } from '../domain/delivery.ts'
import type { DeliveryEvent, DeliveryState, Transition } from '../domain/delivery-events.ts'
import type { Sender } from '../platform.ts'
import { alertFor, toCoordinators } from './alerts.ts'

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
}

/** A delivery that this process has claimed. */
export interface Claimed {
  readonly model: PlanModel
  readonly delivery: Delivery
  readonly lease: Lease
  readonly now: Date
}

/** The state that a due delivery ended up in; `step` if it added or moved other deliveries. */
export type DeliveryResult = DeliveryState | 'step'

/** Keeps what became of a delivery, together with the alert that the coordinator needs; returns its new state. */
export async function settle(
  { db }: DeliveryServices,
  claimed: Claimed,
  event: DeliveryEvent,
): Promise<DeliveryResult> {
  const { model, delivery, lease, now } = claimed
  const change = changeBy(event, delivery)
  return write(db, model.plan.id, async (trx) => {
    if (!(await settleDelivery(trx, { key: delivery.key, token: lease.token }, change))) return 'sending'
    const { state } = change
    if (state === 'withdrawn' || state === 'missed')
      await withdrawUnder(trx, delivery.key, `${delivery.key} was not sent`)
    const alert = alertFor(delivery, change, model)
    if (alert) {
      const told = await toCoordinators(trx, model, { ...alert, dueAt: now.toISOString() }, now)
      for (const each of told) await saveDelivery(trx, model.plan.id, each)
    }
    return state
  })
}

/** The change that an event makes to a claimed delivery. */
export function changeBy(event: DeliveryEvent, delivery: Delivery): Transition {
  const change = next(delivery, event)
  if (!change) throw new Error(`${delivery.key} is ${delivery.state}: "${event.kind}" cannot happen to it`)
  return change
}

/** How long a claim holds, in milliseconds. */
const LEASE_MS = 120_000

export function newLease({ leaseNow }: Pick<DeliveryServices, 'leaseNow'>): Lease {
  const now = leaseNow()
  return { token: randomUUID(), now, until: new Date(now.getTime() + LEASE_MS) }
}
