import type { ClockStep } from '../../data/clock-steps.ts'
import { countDue, countPlanned, dropOldWaits, type Sort } from '../../data/deliveries.ts'
import { releaseExpired } from '../../data/delivery-leases.ts'
import { write } from '../../data/engine/engine.ts'
import { listPlans, type PlanModel } from '../../data/plans.ts'
import { saveTick } from '../../data/ticks.ts'
import { askAboutClock } from './clock-question.ts'
import type { ClockLook, ClockWatch } from './clock-watch.ts'
import { doDailyWork } from './daily.ts'
import { deliverNext } from './deliver.ts'
import { sendMended } from './mended.ts'
import { planAheadDaily, planCalendar } from './plan-ahead.ts'
import { planModels } from './plan-named.ts'
import { recheckNext, reconcileNext } from './reconcile.ts'
import { markProgress, noticeRestore } from './restored.ts'
import type { DeliveryResult, DeliveryServices } from './settle.ts'
import { prepareAlerts } from './tell-coordinators.ts'

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

/** After this many milliseconds nothing more is claimed; the next tick takes over. Alerts have time of their own. */
const DEADLINE_MS = { others: 45_000, alerts: 15_000 } as const satisfies Record<Sort, number>

/** What a tick did, and what it found of the clock. */
export interface ClockedTick extends Ticked {
  readonly clock: ClockLook
}

/** A tick by the machine's clock, as far as it is believed. */
export async function clockedTick(
  services: DeliveryServices,
  watch: ClockWatch,
  first: (now: Date) => Promise<void> = async () => {},
): Promise<ClockedTick> {
  const { db } = services
  const clock = await watch.look()
  if (clock.kind === 'held') return { ...(await tickHeld(services, clock)), clock }
  const { now, after } = clock
  await first(now)
  const ticked = await tick(services, now, { isClockNew: after !== undefined })
  if (after) await watch.end(after)
  // Not the time of a clock that was set meanwhile: the next start is measured against it.
  const believed = watch.believed()
  if (believed) await saveTick(db, believed)
  return { ...ticked, clock }
}

/** Does all that is due at `now`: stores editions, sends messages, looks for those that may have arrived. */
export async function tick(
  services: DeliveryServices,
  now: Date,
  { isClockNew = false }: { isClockNew?: boolean } = {},
): Promise<Ticked> {
  const { db, leaseNow } = services
  const results: DeliveryResult[] = []
  await noticeRestore(services, now)
  await releaseExpired(db, { now, leaseNow: leaseNow() })
  const models = await plansOf(services)
  // All are planned before anything is sent, as a board hears several in one message.
  for (const model of models) {
    const { id } = model.plan
    if (isClockNew) await write(db, id, (trx) => dropOldWaits(trx, id, now))
    await (isClockNew ? planCalendar : planAheadDaily)(db, model, now)
  }
  for (const model of models) {
    if (!services.ending?.aborted) await sendMended(services, model, now)
    results.push(...(await deliverAll(services, model, { now, sort: 'others' })))
    await recheckAll(services, model, now)
    results.push(...(await tellCoordinators(services, model, { now })))
  }
  await markProgress(services)
  await doDailyWork(services, now)
  return tickedBy(services, results)
}

/** Looks for late copies of messages that were sent twice. */
async function recheckAll(services: DeliveryServices, model: PlanModel, now: Date): Promise<void> {
  let found: DeliveryResult | undefined
  do found = services.ending?.aborted ? undefined : await recheckNext(services, model, now)
  while (found !== undefined)
}

async function tellCoordinators(
  services: DeliveryServices,
  model: PlanModel,
  at: { now: Date; step?: ClockStep },
): Promise<readonly DeliveryResult[]> {
  await prepareAlerts(services, model, at)
  return deliverAll(services, model, { now: at.now, sort: 'alerts' })
}

/** While the clock is not believed only alerts go out, by the time that was to be expected. */
async function tickHeld(
  services: DeliveryServices,
  { now, step }: { now: Date; step: ClockStep },
): Promise<Ticked> {
  const { db, leaseNow } = services
  const results: DeliveryResult[] = []
  await noticeRestore(services, now)
  await releaseExpired(db, { now, leaseNow: leaseNow() })
  for (const model of await plansOf(services)) {
    if (step.needsAnswer === 1) await askAboutClock(services, model, { step, now })
    results.push(...(await tellCoordinators(services, model, { now, step })))
  }
  return tickedBy(services, results)
}

/** The plans that this process sends for; none while the database holds none. */
async function plansOf({ db, plan: wanted }: DeliveryServices): Promise<readonly PlanModel[]> {
  if ((await listPlans(db)).length === 0) return []
  return (await planModels(db)).filter(({ plan }) => wanted === undefined || plan.code === wanted)
}

async function tickedBy(services: DeliveryServices, results: readonly DeliveryResult[]): Promise<Ticked> {
  const number = (...states: DeliveryResult[]) => results.filter((each) => states.includes(each)).length
  let planned = 0
  for (const { plan } of await plansOf(services)) planned += await countPlanned(services.db, plan.id)
  return {
    planned,
    sent: number('sent'),
    held: number('held', 'unknown'),
    failed: number('failed', 'missed'),
  }
}

async function deliverAll(
  services: DeliveryServices,
  model: PlanModel,
  due: { readonly now: Date; readonly sort: Sort },
): Promise<readonly DeliveryResult[]> {
  const { id } = model.plan
  const wanted = () => countDue(services.db, id, { ...due, most: WORKERS })
  let workers = await wanted()
  if (workers === 0) return []
  await markProgress(services)
  const deadline = AbortSignal.timeout(DEADLINE_MS[due.sort])
  const results: DeliveryResult[] = []
  const work = async () => {
    while (!deadline.aborted && !services.ending?.aborted) {
      const result = (await reconcileNext(services, model, due)) ?? (await deliverNext(services, model, due))
      if (result !== undefined) results.push(result)
      // A step may have added deliveries: they are counted again.
      if (result === undefined || result === 'step') return
    }
  }
  for (let before = -1; before < results.length && workers > 0; workers = await wanted()) {
    before = results.length
    await Promise.all(Array.from({ length: workers }, work))
  }
  return results
}
