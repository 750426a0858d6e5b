import type { Writing } from '../../data/database.ts'
import {
  alertsAbout,
  changeDelivery,
  countEdits,
  type Delivery,
  saveDelivery,
  toldSummaries,
} from '../../data/deliveries.ts'
import type { PlanModel } from '../../data/plans.ts'
import type { AlertSubject } from '../domain/delivery.ts'
import { mayHaveArrived } from '../domain/delivery.ts'
import type { Transition } from '../domain/delivery-events.ts'
import { moment } from '../domain/format.ts'
import { type Message, sentence } from '../message.ts'
import { summaryNow } from './alert-summary.ts'
import { type Alert, alertFor, described } from './alerts.ts'

/** The alerts that are true only as long as a delivery is not out. */
const ENDING: readonly (AlertSubject['what'] | undefined)[] = ['held', 'failed', 'overdue']

/** The alert that a change of a delivery calls for; none if the coordinator has been told just that and it still stands. */
export async function newAlert(
  trx: Writing,
  model: PlanModel,
  { delivery, change }: { readonly delivery: Delivery; readonly change: Transition },
): Promise<Alert | undefined> {
  const known = await alertsAbout(trx, model.plan.id, delivery)
  const alert = alertFor(delivery, change, {
    model,
    number: new Set(known.map(({ subject }) => subject.alert?.id)).size,
  })
  if (!alert) return undefined
  for (const each of known) {
    const isTheSame = each.payload === alert.payload && each.state !== 'withdrawn'
    if (isTheSame && (await countEdits(trx, each)) === 0) return undefined
  }
  return alert
}

/** Ends the alerts about a delivery that waits for nothing any more: what was told is edited, the rest is not sent. */
export async function endAlerts(
  trx: Writing,
  model: PlanModel,
  { delivery, change, now }: { readonly delivery: Delivery; readonly change: Transition; readonly now: Date },
): Promise<void> {
  const about = await alertsAbout(trx, model.plan.id, delivery)
  const standing = about.filter(({ subject }) => ENDING.includes(subject.alert?.what))
  if (standing.length === 0) return
  const ended = sentence(endOf(delivery, { change, model, now }))
  for (const each of standing) {
    if (each.state === 'planned' || each.state === 'failed') {
      // That it was never sent has still to be told.
      if (change.state === 'missed') continue
      await changeDelivery(trx, each, { state: 'withdrawn', outcome: 'settled before anybody was told' })
    } else if (mayHaveArrived(each) && (await countEdits(trx, each)) === 0)
      await edit(trx, model, { told: each, message: ended, now })
  }
  const keys = standing.map(({ key }) => key)
  for (const told of await toldSummaries(trx, model.plan.id)) {
    if (!told.subject.alert?.of?.some((key) => keys.includes(key))) continue
    await edit(trx, model, { told, message: await summaryNow(trx, model, told), now })
  }
}

async function edit(
  trx: Writing,
  { plan }: PlanModel,
  { told, message, now }: { readonly told: Delivery; readonly message: Message; readonly now: Date },
): Promise<void> {
  const number = (await countEdits(trx, told)) + 1
  await saveDelivery(trx, plan.id, {
    key: `amend:${told.key}:${number}`,
    kind: 'amend',
    underKey: told.key,
    personId: told.personId,
    subject: { isPersonal: true },
    dueAt: now.toISOString(),
    payload: JSON.stringify(message),
  })
}

function endOf(
  delivery: Delivery,
  { change, model, now }: { readonly change: Transition; readonly model: PlanModel; readonly now: Date },
): string {
  const what = described(delivery, model)
  const why = change.outcome ? `: ${change.outcome}` : ''
  switch (change.state) {
    case 'sent':
      return `Settled: ${what} went out on ${moment(now, model.plan.timeZone)}${change.outcome ? `, ${change.outcome}` : ''}.`
    case 'planned':
      return `Settled: ${what} goes out again, as you decided on ${moment(now, model.plan.timeZone)}.`
    case 'missed':
      return `Too late: the meeting has begun, and ${what} is not sent any more.`
    default:
      return `Settled: ${what} is not sent${why}.`
  }
}
