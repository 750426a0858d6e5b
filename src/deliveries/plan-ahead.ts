import { listChannels } from '../../data/channels.ts'
import type { Database, Writing } from '../../data/database.ts'
import {
  changeDelivery,
  type Delivery,
  forgetComposed,
  meetingDeliveries,
  type NewDelivery,
  saveDelivery,
  withdrawAlerts,
  withdrawUnder,
} from '../../data/deliveries.ts'
import { platformsOfPeople } from '../../data/delivery-reach.ts'
import { write } from '../../data/engine/engine.ts'
import { beginsAt, keepCalendar, listMeetings } from '../../data/meetings.ts'
import type { PlanModel } from '../../data/plans.ts'
import { addDays, dayIn } from '../domain/day.ts'
import { CANCELLED, isSameSitting, NOT_DUE, next } from '../domain/delivery.ts'
import { CALLS } from '../domain/delivery-events.ts'
import { MAIL } from '../domain/mail-address.ts'
import { stepsOf } from '../domain/meeting-clock.ts'
import type { Day } from '../domain/plan.ts'
import { remindOfActions } from './action-reminders.ts'
import { notMissed, toCoordinators } from './alerts.ts'
import { announceChanges } from './amendments.ts'
import { leadingMeetings } from './asking-rounds.ts'
import { lastMoment } from './compose.ts'
import { isPlannedAs } from './keys.ts'
import { deliveriesFor, type Sitting } from './meeting-deliveries.ts'
import { askWhetherHeld } from './monitoring-questions.ts'
import { holdUnreleased } from './release.ts'
import { endAlerts } from './standing-alerts.ts'

/** How many days back the deliveries of a meeting are brought in line. */
const DAYS_BACK = 60

/** The day of the latest planning: until the next day only an import or a change of the calendar matters. */
const plannedOn = new WeakMap<PlanModel, Day>()

/** Plans the calendar and its deliveries, once a day; a command that changes the calendar plans at once. */
export async function planAheadDaily(db: Database, model: PlanModel, now: Date): Promise<void> {
  if (plannedOn.get(model) !== dayIn(model.plan.timeZone, now)) await planCalendar(db, model, now)
}

export async function planCalendar(db: Database, model: PlanModel, now: Date): Promise<void> {
  await keepCalendar(db, model, now)
  await write(db, model.plan.id, async (trx) => {
    await planAhead(trx, model, now)
    await remindOfActions(trx, model, now)
    await askWhetherHeld(trx, model, now)
  })
  plannedOn.set(model, dayIn(model.plan.timeZone, now))
}

/**
 * Brings the deliveries of all meetings in line with the calendar, the settings and the channels: plans what is
 * missing, moves or withdraws what has not gone out, amends what has. Repeating it changes nothing.
 */
export async function planAhead(trx: Writing, model: PlanModel, now: Date): Promise<void> {
  const { plan, bodies } = model
  const from = addDays(dayIn(plan.timeZone, now), -DAYS_BACK)
  const all = (await listMeetings(trx, plan.id)).filter(({ bodyId }) =>
    bodies.some(({ id }) => id === bodyId),
  )
  const meetings = all.filter(({ day }) => day >= from)
  // From the first meeting on: which of them people are asked ahead of must not change as days go by.
  const sittings = all.filter(({ state }) => state !== 'cancelled')
  const leading = leadingMeetings(sittings, plan.closedDays)
  const channels = await listChannels(trx, plan.id)
  const isMailed = (await platformsOfPeople(trx, plan.id)).includes(MAIL.platform)
  for (const meeting of meetings) {
    const body = bodies.find(({ id }) => id === meeting.bodyId)
    if (!body) continue
    const sitting = {
      body,
      meeting,
      steps: stepsOf(meeting, body, plan),
      isLeading: leading.has(meeting.id),
      channels: channels.filter(({ bodyId }) => bodyId === body.id),
      isMailed,
    }
    await planSitting(trx, model, sitting, now)
    await holdUnreleased(trx, model, { ...sitting, now })
  }
}

async function planSitting(trx: Writing, model: PlanModel, sitting: Sitting, now: Date): Promise<void> {
  const { plan } = model
  const { meeting, steps } = sitting
  const begins = beginsAt(meeting, plan.timeZone)
  const last = (delivery: Delivery) => lastMoment(delivery, { steps, begins })
  const known = await meetingDeliveries(trx, plan.id, meeting.id)
  const isCancelled = meeting.state === 'cancelled'
  const hasBegun = begins <= now
  const wanted = isCancelled || model.isQuiet ? [] : deliveriesFor(plan, sitting, { known, now })
  for (const delivery of wanted) {
    const before = known.find((each) => isPlannedAs(each, delivery))
    if (!before) await saveDelivery(trx, plan.id, delivery)
    else if (!hasBegun) {
      for (const call of callsAhead(known, before))
        await reschedule(trx, model, call, {
          dueAt: delivery.dueAt,
          subject: { ...call.subject, ...delivery.subject },
          last: last(call),
          now,
        })
      await reschedule(trx, model, before, { ...delivery, last: last(before), now })
    }
  }
  // Steps that ran while the clock was ahead asked people by a time that was not theirs.
  for (const each of known.filter(({ state, personId }) => state === 'missed' && personId !== null)) {
    if (!isCancelled && !hasBegun) await reschedule(trx, model, each, { ...each, last: last(each), now })
  }
  // What is still planned for a meeting that was held is marked as missed when it is claimed.
  if (hasBegun && !isCancelled) return giveUp(trx, model, known, now)
  const outcome = isCancelled ? CANCELLED : NOT_DUE
  for (const delivery of known) {
    const isPlannedHere =
      delivery.personId === null && delivery.underKey === null && delivery.kind !== 'amend'
    if (!isPlannedHere || wanted.some((each) => isPlannedAs(delivery, each))) continue
    const change = next(delivery, { kind: 'called-off', outcome })
    if (!change || !(await changeDelivery(trx, delivery, change))) continue
    await endAlerts(trx, model, { delivery, change, now })
    await withdrawUnder(trx, delivery.key, outcome)
  }
  await announceChanges(trx, model, sitting, { known, now })
}

/** The calls that were planned before their step, to be told with another plan's: they move with it. */
function callsAhead(known: readonly Delivery[], step: Delivery): readonly Delivery[] {
  if (!CALLS.includes(step.kind) || step.state !== 'planned') return []
  return known.filter(
    ({ kind, personId, state, payload, dueAt }) =>
      kind === step.kind &&
      personId !== null &&
      state === 'planned' &&
      payload === '' &&
      dueAt === step.dueAt,
  )
}

/** What was refused or held back is of no use to a board that has sat; the coordinator knows of it already. */
async function giveUp(trx: Writing, model: PlanModel, known: readonly Delivery[], now: Date): Promise<void> {
  for (const delivery of known) {
    const change = next(delivery, { kind: 'meeting-begun' })
    if (!change) continue
    await changeDelivery(trx, delivery, change)
    await endAlerts(trx, model, { delivery, change, now })
    await withdrawUnder(trx, delivery.key, `${delivery.key} was not sent`)
  }
}

async function reschedule(
  trx: Writing,
  model: PlanModel,
  before: Delivery,
  {
    dueAt,
    subject: wanted = {},
    last,
    now,
  }: Pick<NewDelivery, 'dueAt' | 'subject'> & { last: Date | null; now: Date },
): Promise<void> {
  const change = next(before, { kind: 'due', dueAt, last, now })
  const isAsItWas =
    change?.state === before.state && before.dueAt === dueAt && isSameSitting(before.subject, wanted)
  if (!change || isAsItWas) return
  const { note } = before.subject
  await changeDelivery(trx, before, { ...change, subject: note ? { ...wanted, note } : wanted })
  await forgetComposed(trx, before.key)
  if (before.state === 'missed' && change.state === 'planned') await tellNotMissed(trx, model, before, now)
}

/** Takes back that a delivery was missed: untold, or with another word. */
async function tellNotMissed(trx: Writing, model: PlanModel, delivery: Delivery, now: Date): Promise<void> {
  if (!(await withdrawAlerts(trx, model.plan.id, delivery))) return
  for (const each of await toCoordinators(trx, model, notMissed(delivery, model), now))
    await saveDelivery(trx, model.plan.id, each)
}
