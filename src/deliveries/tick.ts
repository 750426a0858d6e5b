import type { Database } from '../../data/database.ts'
import { countPlanned, isAnyDue } from '../../data/deliveries.ts'
import { releaseExpired } from '../../data/delivery-leases.ts'
import { listPlans, type PlanModel, planLoader } from '../../data/plans.ts'
import { saveTick } from '../../data/ticks.ts'
import { doDailyWork } from './daily.ts'
import { deliverNext } from './deliver.ts'
import { planAheadDaily } from './plan-ahead.ts'
import { tellOutOfReach } from './reach.ts'
import { recheckNext, reconcileNext } from './reconcile.ts'
import { markProgress, noticeRestore } from './restored.ts'
import type { DeliveryResult, DeliveryServices } from './settle.ts'

/** How many deliveries a tick brought to each end. */
export interface Ticked {
  /** Still to be sent. */
  readonly planned: number
  readonly sent: number
  readonly held: number
  readonly failed: number
}

/** Deliveries sent at the same time: each mostly waits for a platform's answer, and platforms pace themselves. */
const WORKERS = 50

/** After this many milliseconds a tick claims nothing more; the next one takes over. */
const DEADLINE_MS = 45_000

/** Does all that is due at `now`: stores editions, sends messages, looks for those that may have arrived. */
export async function tick(services: DeliveryServices, now: Date): Promise<Ticked> {
  const { db, leaseNow } = services
  const end = leaseNow().getTime() + DEADLINE_MS
  const results: DeliveryResult[] = []
  let planned = 0
  await noticeRestore(services, now)
  await releaseExpired(db, { now, leaseNow: leaseNow() })
  const plans = await listPlans(db)
  for (const { id, code } of plans.filter(
    (each) => services.plan === undefined || each.code === services.plan,
  )) {
    const { model } = await loaderOf(db, code)()
    await planAheadDaily(db, model, now)
    if (await isAnyDue(db, id, now)) results.push(...(await deliverAll({ services, model, now, end })))
    while (!services.ending?.aborted && (await recheckNext(services, model, now)) !== undefined);
    await tellOutOfReach(services, model, now)
    planned += await countPlanned(db, id)
  }
  await saveTick(db, leaseNow())
  await markProgress(services)
  await doDailyWork(services, now)
  const number = (...states: DeliveryResult[]) => results.filter((each) => states.includes(each)).length
  return {
    planned,
    sent: number('sent'),
    held: number('held', 'unknown'),
    failed: number('failed', 'missed'),
  }
}

async function deliverAll({
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
  await markProgress(services)
  const results: DeliveryResult[] = []
  const work = async () => {
    while (services.leaseNow().getTime() < end && !services.ending?.aborted) {
      const result = (await reconcileNext(services, model, now)) ?? (await deliverNext(services, model, now))
      if (result !== undefined) results.push(result)
      // A step may have added deliveries: restart all workers.
      if (result === undefined || result === 'step') return
    }
  }
  for (let before = -1; before < results.length; ) {
    before = results.length
    await Promise.all(Array.from({ length: WORKERS }, work))
  }
  return results
}

/** Keeps a plan's structure between ticks; the loader reads it again after an import. */
const loaders = new WeakMap<Database, Map<string, ReturnType<typeof planLoader>>>()

function loaderOf(db: Database, code: string): ReturnType<typeof planLoader> {
  const known = loaders.get(db) ?? new Map<string, ReturnType<typeof planLoader>>()
  loaders.set(db, known)
  const loader = known.get(code) ?? planLoader(db, code)
  known.set(code, loader)
  return loader
}
