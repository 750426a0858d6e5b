import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import type { Database, Writing } from '../../data/database.ts'
import {
  type Delivery,
  type Lease,
  type Settlement,
  saveDelivery,
  settleDelivery,
  withdrawUnder,
} from '../../data/deliveries.ts'
import { write } from '../../data/engine/engine.ts'
import type { PlanModel } from '../../data/plans.ts'
import type { Commands } from '../command.ts'
import type { Sender } from '../platform.ts'
import { alertFor } from './alerts.ts'
import { coordinators, readReach } from './recipients.ts'

/** What deliveries are carried out with. */
export interface Delivering {
  readonly db: Database
  /** The platforms that are open. */
  readonly senders: readonly Sender[]
  readonly commands: Commands
  readonly log: Logger
  /** The machine's own clock: leases never follow the demo's. */
  readonly leaseNow: () => Date
}

/** One delivery that this process has taken. */
export interface One {
  readonly model: PlanModel
  readonly delivery: Delivery
  readonly lease: Lease
  readonly now: Date
}

/** What became of one delivery that was due. */
export type CarriedOut = Delivery['state'] | 'step'

/** Writes down what became of it, with what the coordinator must hear of; the state it has now. */
export async function settle(
  { db }: Delivering,
  { model, delivery, lease, now }: One,
  settlement: Settlement,
): Promise<CarriedOut> {
  return write(db, model.plan.id, async (trx) => {
    if (!(await settleDelivery(trx, { key: delivery.key, token: lease.token }, settlement))) return 'sending'
    const { state } = settlement
    if (state === 'withdrawn' || state === 'missed')
      await withdrawUnder(trx, delivery.key, `${delivery.key} was not sent`)
    const alert = alertFor(delivery, settlement, model)
    if (alert) {
      const people = await coordinatorsOf(trx, model, now)
      // With nobody to hear of it, it stays where the watch on the service sees it.
      for (const personId of people.length > 0 ? people : [null]) {
        await saveDelivery(trx, model.plan.id, {
          ...alert,
          key: `${alert.key}:${personId ?? 'nobody'}`,
          personId,
          dueAt: now.toISOString(),
        })
      }
    }
    return state
  })
}

async function coordinatorsOf(db: Writing, model: PlanModel, now: Date): Promise<readonly number[]> {
  return coordinators(await readReach(db, model, { now, platforms: [] }), model)
}

/** How long a claim on a delivery holds. */
const LEASE_MS = 120_000

export function newLease({ leaseNow }: Delivering): Lease {
  const now = leaseNow()
  return { token: randomUUID(), now, until: new Date(now.getTime() + LEASE_MS) }
}

/** So many seconds on, as an instant of the database. */
export function later(now: Date, seconds: number): string {
  return new Date(now.getTime() + seconds * 1000).toISOString()
}
