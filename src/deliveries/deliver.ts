import { isToCome, putWithin } from '../../data/calls.ts'
import type { Writing } from '../../data/database.ts'
import {
  type Delivery,
  isIntact,
  type NewDelivery,
  putUnder,
  type Sort,
  saveDelivery,
} from '../../data/deliveries.ts'
import { claimDue, freezePayload, settleDelivery } from '../../data/delivery-leases.ts'
import { write } from '../../data/engine/engine.ts'
import { failureOf } from '../../data/engine/failure.ts'
import { beginsAt, findMeeting } from '../../data/meetings.ts'
import type { PlanModel } from '../../data/plans.ts'
import { CANCELLED, isSameSitting, NOT_DUE } from '../domain/delivery.ts'
import { moment } from '../domain/format.ts'
import { holdsChild } from '../domain/held-back.ts'
import { UserError } from '../errors.ts'
import { faultOf } from '../log.ts'
import { context, type Message } from '../message.ts'
import { whyHeld } from './child-check.ts'
import { compose } from './compose.ts'
import { composingFor, isOver, whenOf } from './composing-for.ts'
import type { Beside, Composed, Composing, Within } from './composition.ts'
import { withPageLink } from './page-link.ts'
import { planAhead } from './plan-ahead.ts'
import { passOn } from './posts.ts'
import { ownPlatforms } from './reach.ts'
import { send, sentBeforeRestore } from './send.ts'
import {
  type Claimed,
  changeBy,
  type DeliveryResult,
  type DeliveryServices,
  newLease,
  settle,
} from './settle.ts'
import { hasOutdatedPart, isWithin, takeApart, toldWithin } from './within.ts'

/** A message sent more than an hour after it was due says so. */
const LATE_MS = 3_600_000

/** Claims one due delivery, or the one with a key, and delivers it; undefined if there is none. */
export async function deliverNext(
  services: DeliveryServices,
  model: PlanModel,
  { now, sort, key }: { now: Date; sort: Sort; key?: string },
): Promise<DeliveryResult | undefined> {
  const lease = newLease(services)
  const delivery = await claimDue(services.db, model.plan.id, {
    now,
    lease,
    sort,
    platforms: ownPlatforms(services),
    key,
  })
  if (!delivery) return undefined
  const claimed = { model, delivery, lease, now }
  try {
    const state = await deliver(services, claimed)
    services.log.info({ key: delivery.key, state }, 'delivery')
    return state
  } catch (error) {
    if (failureOf(error)) throw error
    if (error instanceof UserError)
      return settle(services, claimed, { kind: 'blocked', outcome: error.message })
    // One failed delivery must not stop the others.
    services.log.error({ key: delivery.key, code: 'not-delivered', ...faultOf(error) }, 'delivery')
    return settle(services, claimed, {
      kind: 'impossible',
      outcome: 'it could not be composed; the log says where',
    })
  }
}

async function deliver(services: DeliveryServices, claimed: Claimed): Promise<DeliveryResult> {
  const { delivery } = claimed
  if (isWithin(delivery)) return toldWithin(services, claimed)
  const composing = delivery.meetingId === null ? undefined : await composingFor(services, claimed)
  // What belongs under a message that arrived, or to it, follows it in any case.
  if (delivery.meetingId !== null && delivery.underKey === null && delivery.postsArrived === 0) {
    if (!composing) return settle(services, claimed, { kind: 'not-needed', outcome: NOT_DUE })
    if (composing.meeting.state === 'cancelled')
      return settle(services, claimed, { kind: 'not-needed', outcome: CANCELLED })
    if (isOver(composing)) {
      const known = await sentBeforeRestore(services, claimed)
      return known ?? settle(services, claimed, { kind: 'too-late' })
    }
    if (isForAnotherDay(composing)) return release(services, claimed)
  }
  if (await hasOutdatedPart(services, claimed)) return takeApart(services, claimed)
  if (!isIntact(delivery)) return settle(services, claimed, { kind: 'blocked', outcome: CHANGED })
  const passed = await passOn(services, claimed)
  if (passed) return passed
  const ready = delivery.payload === '' ? await composed(services, claimed, composing) : delivery
  if (typeof ready === 'string') return ready
  const message = JSON.parse(ready.payload) as Message
  if (holdsChild(message)) return held(services, claimed, message)
  return send(services, { ...claimed, delivery: ready })
}

const CHANGED =
  'its message was changed in the file since it was composed, so it is not sent; look at: wsoa audit verify'

/** Holds back what identifies a child, and tells the coordinator where that stands. */
async function held(services: DeliveryServices, claimed: Claimed, told: unknown): Promise<DeliveryResult> {
  const outcome = await whyHeld(services.db, claimed.model, told)
  return settle(services, claimed, { kind: 'blocked', outcome })
}

/** Whether the meeting moved while the message may have arrived, or while a process that died had claimed it. */
function isForAnotherDay({ delivery, meeting, model, now }: Composing): boolean {
  const isAhead = beginsAt(meeting, model.plan.timeZone) > now
  return isAhead && delivery.personId === null && !isSameSitting(delivery.subject, whenOf(meeting))
}

/** Releases the delivery so that planning can move or withdraw it. */
async function release(
  { db }: DeliveryServices,
  { model, delivery, lease, now }: Claimed,
): Promise<DeliveryResult> {
  const change = changeBy({ kind: 'outdated' }, delivery)
  return write(db, model.plan.id, async (trx) => {
    if (!(await settleDelivery(trx, { key: delivery.key, token: lease.token }, change))) return 'sending'
    await planAhead(trx, model, now)
    return 'step'
  })
}

/** Composes and freezes the message and plans all that follows it; returns a state if there is nothing to send. */
async function composed(
  services: DeliveryServices,
  claimed: Claimed,
  composing: Composing | undefined,
): Promise<Delivery | DeliveryResult> {
  const { db } = services
  const { model, delivery, lease, now } = claimed
  if (!composing) throw new Error(`${delivery.key} has no meeting to be composed for`)
  const found = await compose(composing)
  if (found.kind === 'nothing')
    return settle(services, claimed, { kind: 'not-needed', outcome: found.outcome })
  const late = isLate(delivery, now)
  const told = found.kind === 'message' ? toldIn(found) : []
  // Checked before freezing, so that a corrected message is composed again.
  if (holdsChild(told)) return held(services, claimed, told)
  return write(db, model.plan.id, async (trx): Promise<Delivery | DeliveryResult> => {
    const ours = { key: delivery.key, token: lease.token }
    const within = found.kind === 'message' ? (found.within ?? []) : []
    if (!(await isAsComposed(trx, composing)) || !(await areAsComposed(trx, within))) {
      await settleDelivery(trx, ours, changeBy({ kind: 'outdated' }, delivery))
      return 'step'
    }
    if (found.kind === 'step') {
      const change = changeBy({ kind: 'done', now }, delivery)
      if (!(await settleDelivery(trx, ours, { ...change, late: late ? 1 : 0 }))) return 'sending'
      for (const each of found.follow) await saveDelivery(trx, model.plan.id, each)
      return 'step'
    }
    const message = withPageLink(found.message, composing, services.web?.())
    const payload = JSON.stringify(late ? labelledLate(message, composing) : message)
    const subject = { ...delivery.subject, ...whenOf(composing.meeting), ...found.subject }
    if (!(await freezePayload(trx, ours, { payload, subject, late }))) return 'sending'
    for (const each of found.follow ?? []) await saveDelivery(trx, model.plan.id, each)
    for (const each of found.beside ?? []) await putBeside(trx, delivery, each)
    for (const each of within) await putInto(trx, delivery, { each, now })
    return { ...delivery, payload, subject, late }
  })
}

/** Another plan's part of the message; if it went its own way meanwhile, it goes alone. */
async function putBeside(
  trx: Writing,
  { key: underKey }: Delivery,
  { delivery, message, follow }: Beside,
): Promise<void> {
  const { key, planId } = delivery
  const isPut = await putUnder(trx, { key, underKey, payload: JSON.stringify(message) })
  if (!isPut || planId === null) return
  for (const each of follow) await saveDelivery(trx, planId, each)
}

async function areAsComposed(trx: Writing, within: readonly Within[]): Promise<boolean> {
  for (const { composing } of within) {
    if (!(await isAsComposed(trx, composing)) || !(await isToCome(trx, composing.delivery))) return false
  }
  return true
}

async function putInto(
  trx: Writing,
  head: Delivery,
  { each: { composing, message, subject }, now }: { readonly each: Within; readonly now: Date },
): Promise<void> {
  const { delivery, meeting } = composing
  await putWithin(trx, {
    key: delivery.key,
    head,
    payload: JSON.stringify(message),
    subject: { ...delivery.subject, ...whenOf(meeting), ...subject },
    late: isLate(delivery, now),
  })
}

function toldIn({ message, follow = [], beside = [] }: Extract<Composed, { kind: 'message' }>) {
  const others = beside.flatMap((each) => [each.message, ...payloads(each.follow)])
  return [message, ...payloads(follow), ...others]
}

function payloads(follow: readonly NewDelivery[]): readonly Message[] {
  return follow.flatMap(({ payload }) => (payload === undefined ? [] : [JSON.parse(payload) as Message]))
}

/** Whether the meeting is still as it was when composing began. */
async function isAsComposed(trx: Writing, { meeting }: Pick<Composing, 'meeting'>): Promise<boolean> {
  const current = await findMeeting(trx, meeting.id)
  return current?.day === meeting.day && current.time === meeting.time && current.state === meeting.state
}

function isLate({ dueAt }: Delivery, now: Date): boolean {
  return now.getTime() - new Date(dueAt).getTime() > LATE_MS
}

function labelledLate(message: Message, { delivery, model }: Composing): Message {
  const due = moment(new Date(delivery.dueAt), model.plan.timeZone)
  const [title, ...rest] = message.blocks
  const label = context(`Late: this was due on ${due}.`)
  return {
    ...message,
    blocks: title?.kind === 'heading' ? [title, label, ...rest] : [label, ...message.blocks],
  }
}
