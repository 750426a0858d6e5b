import type { Database } from '../../data/database.ts'
import { countPlanned, isAnyDue } from '../../data/deliveries.ts'
import { hasExpired, releaseExpired } from '../../data/delivery-leases.ts'
import { listPlans, type PlanModel } from '../../data/plans.ts'
import { saveTick } from '../../data/ticks.ts'
import { planLoader } from '../app/request-context.ts'
import { deliverNext } from './deliver.ts'
import { planAheadDaily } from './keep-ahead.ts'
import { reconcileNext } from './reconcile.ts'
import { FIRST_LOOK_SECONDS } from './send.ts'
import type { DeliveryResult, DeliveryServices } from './settle.ts'

/** What a tick came to. */
export interface Ticked {
  /** Still to be sent. */
  readonly planned: number
  readonly sent: number
  readonly held: number
  readonly failed: number
}

/** So many deliveries are under way at once: each mostly waits for a platform's answer, and platforms pace themselves. */
const SIDE_BY_SIDE = 50

/** A tick takes nothing new after this; what is left is the next one's. */
const DEADLINE_MS = 45_000

/** Carries out what is due at `now`, each once: stores editions, sends messages, looks for those that are unclear. */
export async function tick(services: DeliveryServices, now: Date): Promise<Ticked> {
  const { db, leaseNow } = services
  const end = leaseNow().getTime() + DEADLINE_MS
  const outcomes: DeliveryResult[] = []
  let planned = 0
  if (await hasExpired(db, leaseNow())) {
    const lookAt = new Date(now.getTime() + FIRST_LOOK_SECONDS * 1_000)
    await releaseExpired(db, { now, leaseNow: leaseNow(), lookAt })
  }
  for (const { id, code } of await listPlans(db)) {
    const { model } = await loaderOf(db, code)()
    await planAheadDaily(db, model, now)
    if (await isAnyDue(db, id, now)) outcomes.push(...(await drained({ services, model, now, end })))
    planned += await countPlanned(db, id)
  }
  await saveTick(db, leaseNow())
  const number = (...states: DeliveryResult[]) => outcomes.filter((each) => states.includes(each)).length
  return {
    planned,
    sent: number('sent'),
    held: number('held', 'unknown'),
    failed: number('failed', 'missed'),
  }
}

/** Takes what is due until nothing is, several at a time. */
async function drained({
  services,
  model,
  now,
  end,
}: {
  services: DeliveryServices
  model: PlanModel
  now: Date
  end: number
}): Promise<readonly DeliveryResult[]> {
  const outcomes: DeliveryResult[] = []
  const work = async () => {
    while (services.leaseNow().getTime() < end) {
      const outcome = (await reconcileNext(services, model, now)) ?? (await deliverNext(services, model, now))
      if (outcome !== undefined) outcomes.push(outcome)
      // A step plans for many: all hands begin anew.
      if (outcome === undefined || outcome === 'step') return
    }
  }
  for (let before = -1; before < outcomes.length; ) {
    before = outcomes.length
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work))
  }
  return outcomes
}

/** A plan's structure is kept between ticks; an import makes it be read again. */
const loaders = new WeakMap<Database, Map<string, ReturnType<typeof planLoader>>>()

function loaderOf(db: Database, code: string): ReturnType<typeof planLoader> {
  const known = loaders.get(db) ?? new Map<string, ReturnType<typeof planLoader>>()
  loaders.set(db, known)
  const loader = known.get(code) ?? planLoader(db, code)
  known.set(code, loader)
  return loader
}
