import type { ClockStep } from '../../data/clock-steps.ts'
import type { Database, Writing } from '../../data/database.ts'
import {
  changeDelivery,
  type Delivery,
  findDelivery,
  listAlerts,
  sameAlert,
  saveDelivery,
} from '../../data/deliveries.ts'
import { listOverdue } from '../../data/delivery-leases.ts'
import { write } from '../../data/engine/engine.ts'
import { listHoldings } from '../../data/people.ts'
import type { PlanModel } from '../../data/plans.ts'
import { type AlertSubject, NO_ACCOUNT, next } from '../domain/delivery.ts'
import type { DeliveryState } from '../domain/delivery-events.ts'
import { summariseAlerts } from './alert-summary.ts'
import { forPerson, overdueAlert, toCoordinators } from './alerts.ts'
import { questionId } from './clock-question.ts'
import { allPlatforms, isBesideService } from './reach.ts'
import { addressOf, coordinators, type Recipients, readRecipients } from './recipients.ts'
import type { DeliveryServices } from './settle.ts'

/** What is not out this long after it was due, or first tried, is told: so the coordinator hears within the hour. */
const OVERDUE_MS = 30 * 60_000
/** An alert that waits for longer is the log's and the doctor's to tell. */
const UNTOLD_MS = 15 * 60_000

/** Brings the alerts up to date before they go out: what is not sent is told, to whoever can be reached, and once. */
export async function prepareAlerts(
  services: DeliveryServices,
  model: PlanModel,
  { now, step }: { now: Date; step?: ClockStep | undefined },
): Promise<void> {
  // A shell beside the service cannot tell whom the service reaches.
  if (await isBesideService(services, model)) return
  const { db, log } = services
  const { id } = model.plan
  const overdue = await listOverdue(db, id, new Date(now.getTime() - OVERDUE_MS))
  const open = await listAlerts(db, id, ['planned', 'failed'])
  if (overdue.length === 0 && open.length === 0) return
  const platforms = await allPlatforms(services, model)
  await write(db, id, async (trx) => {
    for (const each of overdue) {
      for (const alert of await toCoordinators(trx, model, overdueAlert(each, model), now))
        await saveDelivery(trx, id, alert)
    }
    await tellWhoCanBeReached(trx, model, { platforms, now })
    const waiting: Delivery[] = []
    for (const each of await listAlerts(trx, id, ['planned', 'failed'])) {
      if (!(await isStillSo(trx, model, each, step)))
        await withdraw(trx, each, 'settled before anybody was told')
      else if (each.state === 'planned') waiting.push(each)
    }
    await summariseAlerts(trx, model, { waiting, now })
  })
  const untold = open.filter((each) => each.state === 'planned' && isOld(each, now)).length
  if (untold > 0) log.warn({ code: 'not-told', alerts: untold }, 'the coordinator cannot be reached')
}

/** How many messages should be out by now, and how many alerts have reached nobody so far. */
export async function countUnsent(
  db: Database,
  planId: number,
  now: Date,
): Promise<{ readonly overdue: number; readonly untold: number }> {
  const overdue = await listOverdue(db, planId, new Date(now.getTime() - OVERDUE_MS))
  const alerts = await listAlerts(db, planId, ['planned', 'sending', 'unknown'])
  return { overdue: overdue.length, untold: alerts.filter((each) => isOld(each, now)).length }
}

function isOld({ dueAt }: Delivery, now: Date): boolean {
  return now.getTime() - Date.parse(dueAt) > UNTOLD_MS
}

/** Sends an alert that nobody could be told to the coordinators who have an account by now. */
async function tellWhoCanBeReached(
  trx: Writing,
  model: PlanModel,
  { platforms, now }: { platforms: readonly string[]; now: Date },
): Promise<void> {
  const failed = await listAlerts(trx, model.plan.id, ['failed'])
  if (failed.length === 0) return
  const recipients = await readRecipients(trx, model, { now, platforms })
  const present = coordinators(recipients, model).filter((id) => addressOf(recipients, id) !== undefined)
  const reached = present.length > 0 ? present : await namedToCome(trx, model, recipients)
  for (const alert of failed) {
    const isReached = alert.personId !== null && reached.includes(alert.personId)
    const change = isReached && alert.outcome === NO_ACCOUNT && next(alert, { kind: 'send-again', now })
    if (change) await changeDelivery(trx, alert, change)
    else if (reached.length > 0) await tellOthers(trx, model, { alert, isReached, reached, now })
  }
}

/**
 * Coordinators who can be reached and hold the post from a day to come. One who was named while the machine's clock was wrong
 * is among them, and is who can say that it is wrong.
 */
async function namedToCome(
  trx: Writing,
  model: PlanModel,
  recipients: Recipients,
): Promise<readonly number[]> {
  const assignments = await listHoldings(trx, model.plan.id, recipients.today)
  return coordinators({ ...recipients, assignments }, model).filter(
    (id) => addressOf(recipients, id) !== undefined,
  )
}

async function tellOthers(
  trx: Writing,
  model: PlanModel,
  {
    alert,
    isReached,
    reached,
    now,
  }: { alert: Delivery; isReached: boolean; reached: readonly number[]; now: Date },
): Promise<void> {
  const { subject, kind, payload } = alert
  const { id } = subject.alert ?? {}
  if (id === undefined) return
  const told = (await sameAlert(trx, model.plan.id, id)).map(({ personId }) => personId)
  for (const personId of reached.filter((each) => !told.includes(each))) {
    const again = { key: id, kind, subject: { ...subject, isPersonal: true as const }, payload }
    await saveDelivery(trx, model.plan.id, forPerson(again, personId, now))
  }
  // An account that takes nothing is for the doctor to tell.
  if (!isReached) await withdraw(trx, alert, 'told to another coordinator')
}

/** What went out meanwhile is not overdue, held or failed any more, and a clock that is believed is asked about no more. */
async function isStillSo(
  trx: Writing,
  model: PlanModel,
  { subject }: Delivery,
  step: ClockStep | undefined,
): Promise<boolean> {
  const { id, what, about } = subject.alert ?? {}
  if (what === 'clock') return step !== undefined && id === questionId(step)
  const states = what === undefined ? undefined : STATES_TOLD[what]
  if (!states || !about) return true
  const delivery = await findDelivery(trx, model.plan.id, { key: about })
  return delivery !== undefined && states.includes(delivery.state)
}

/** The states of a delivery in which an alert about it is true. One that failed is missed when its time is over. */
const UNSENT = ['planned', 'sending', 'unknown'] as const
const STATES_TOLD: Readonly<Partial<Record<AlertSubject['what'], readonly DeliveryState[]>>> = {
  overdue: UNSENT,
  held: [...UNSENT, 'held', 'failed', 'missed'],
  failed: [...UNSENT, 'held', 'failed', 'missed'],
}

async function withdraw(trx: Writing, alert: Delivery, outcome: string): Promise<void> {
  await changeDelivery(trx, alert, { state: 'withdrawn', outcome })
}
