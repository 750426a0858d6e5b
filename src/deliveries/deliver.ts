import type { Writing } from '../../data/database.ts'
import {
  claimDue,
  type Delivery,
  freezePayload,
  type NewDelivery,
  saveDelivery,
  settleDelivery,
} from '../../data/deliveries.ts'
import { write } from '../../data/engine/engine.ts'
import { failureOf } from '../../data/engine/failure.ts'
import { beginsAt, findMeeting, type Meeting } from '../../data/meetings.ts'
import type { PlanModel } from '../../data/plans.ts'
import { isSameSitting, type Subject } from '../domain/delivery.ts'
import { moment } from '../domain/format.ts'
import { stepsOf } from '../domain/meeting-clock.ts'
import { UserError } from '../errors.ts'
import { faultOf } from '../log.ts'
import { context, type Message } from '../message.ts'
import { HOLDS_CHILDS_NUMBER, holdsChild } from './child-check.ts'
import { compose, lastMoment } from './compose.ts'
import type { Composing } from './composition.ts'
import { CANCELLED, NOT_DUE, planAhead } from './plan-ahead.ts'
import { post } from './send.ts'
import { type CarriedOut, type Delivering, newLease, type One, settle } from './settle.ts'

/** What is sent more than an hour after it was due says so. */
const LATE_MS = 3_600_000

/** Takes one delivery that is due and brings it to its end, or undefined when nothing is due. */
export async function carryOutNext(
  delivering: Delivering,
  model: PlanModel,
  now: Date,
): Promise<CarriedOut | undefined> {
  const lease = newLease(delivering)
  const delivery = await claimDue(delivering.db, model.plan.id, { now, lease })
  if (!delivery) return undefined
  try {
    const state = await carryOut(delivering, { model, delivery, lease, now })
    delivering.log.info({ key: delivery.key, state }, 'delivery')
    return state
  } catch (error) {
    if (failureOf(error)) throw error
    const one = { model, delivery, lease, now }
    // Something in it must be put right by a person.
    if (error instanceof UserError) return settle(delivering, one, { state: 'held', outcome: error.message })
    // One that fails stops no other; what is wrong with it is ours.
    delivering.log.error({ key: delivery.key, code: 'not-delivered', ...faultOf(error) }, 'delivery')
    return settle(delivering, one, {
      state: 'failed',
      outcome: 'it could not be composed; the log says where',
    })
  }
}

async function carryOut(delivering: Delivering, one: One): Promise<CarriedOut> {
  const { delivery } = one
  const composing = delivery.meetingId === null ? undefined : await composingFor(delivering, one)
  // What belongs under a message that arrived follows it in any case.
  if (delivery.meetingId !== null && delivery.underKey === null) {
    if (!composing) return settle(delivering, one, { state: 'withdrawn', outcome: NOT_DUE })
    if (composing.meeting.state === 'cancelled')
      return settle(delivering, one, { state: 'withdrawn', outcome: CANCELLED })
    if (isOver(composing)) return settle(delivering, one, { state: 'missed', outcome: 'its time had passed' })
    if (isForAnotherDay(composing)) return putRight(delivering, one)
  }
  const ready = delivery.payload === '' ? await composed(delivering, one, composing) : delivery
  if (typeof ready === 'string') return ready
  if (holdsChild(JSON.parse(ready.payload) as Message))
    return settle(delivering, one, { state: 'held', outcome: HOLDS_CHILDS_NUMBER })
  return post(delivering, { ...one, delivery: ready })
}

/** The meeting was moved while nobody knew whether this had arrived, or while it was taken by a process that died. */
function isForAnotherDay({ delivery, meeting, model, now }: Composing): boolean {
  const { personId, subject } = delivery
  const isAhead = beginsAt(meeting, model.plan.timeZone) > now
  return isAhead && personId === null && !isSameSitting(subject, whenOf(meeting))
}

function whenOf({ day, time }: Meeting): Subject {
  return { meetingDay: day, meetingTime: time }
}

/** Given back, to be moved with its meeting or withdrawn. */
async function putRight({ db }: Delivering, { model, delivery, lease, now }: One): Promise<CarriedOut> {
  const { key, tries } = delivery
  return write(db, model.plan.id, async (trx) => {
    if (!(await settleDelivery(trx, { key, token: lease.token }, { state: 'planned', tries: tries - 1 })))
      return 'sending'
    await planAhead(trx, model, now)
    return 'step'
  })
}

function isOver({ delivery, steps, meeting, model, now }: Composing): boolean {
  const last = lastMoment(delivery, { steps, begins: beginsAt(meeting, model.plan.timeZone) })
  return last !== null && now >= last
}

/** Composes and freezes what is sent, with all that follows it; answers with the state where there is nothing to send. */
async function composed(
  delivering: Delivering,
  one: One,
  composing: Composing | undefined,
): Promise<Delivery | CarriedOut> {
  const { db } = delivering
  const { model, delivery, lease, now } = one
  if (!composing) throw new Error(`${delivery.key} hangs off no meeting`)
  const found = await compose(composing)
  if (found.kind === 'nothing') {
    return settle(delivering, one, { state: 'withdrawn', outcome: found.outcome })
  }
  const late = now.getTime() - new Date(delivery.dueAt).getTime() > LATE_MS
  const told = found.kind === 'message' ? [found.message, ...payloads(found.follow ?? [])] : []
  // Before anything is frozen: put right, it is composed anew.
  if (told.some(holdsChild)) return settle(delivering, one, { state: 'held', outcome: HOLDS_CHILDS_NUMBER })
  return write(db, model.plan.id, async (trx): Promise<Delivery | CarriedOut> => {
    const ours = { key: delivery.key, token: lease.token }
    if (!(await isAsComposed(trx, composing))) {
      await settleDelivery(trx, ours, { state: 'planned', tries: delivery.tries - 1 })
      return 'step'
    }
    if (found.kind === 'step') {
      if (
        !(await settleDelivery(trx, ours, { state: 'sent', sentAt: now.toISOString(), late: late ? 1 : 0 }))
      )
        return 'sending'
      for (const each of found.follow) await saveDelivery(trx, model.plan.id, each)
      return 'step'
    }
    const payload = JSON.stringify(late ? labelled(found.message, composing) : found.message)
    const subject = { ...delivery.subject, ...whenOf(composing.meeting), ...found.subject }
    if (!(await freezePayload(trx, ours, { payload, subject, late }))) return 'sending'
    for (const each of found.follow ?? []) await saveDelivery(trx, model.plan.id, each)
    return { ...delivery, payload, subject, late }
  })
}

function payloads(follow: readonly NewDelivery[]): readonly Message[] {
  return follow.flatMap(({ payload }) => (payload === undefined ? [] : [JSON.parse(payload) as Message]))
}

/** Whether the meeting is still as it was when this began to be composed. */
async function isAsComposed(trx: Writing, { model, meeting }: Composing): Promise<boolean> {
  const current = await findMeeting(trx, model.plan.id, meeting.id)
  return current?.day === meeting.day && current.time === meeting.time && current.state === meeting.state
}

function labelled(message: Message, { delivery, model }: Composing): Message {
  const due = moment(new Date(delivery.dueAt), model.plan.timeZone)
  const [title, ...rest] = message.blocks
  const label = context(`Late: this was due on ${due}.`)
  return {
    ...message,
    blocks: title?.kind === 'heading' ? [title, label, ...rest] : [label, ...message.blocks],
  }
}

async function composingFor(
  { db, senders }: Delivering,
  { model, delivery, now }: One,
): Promise<Composing | undefined> {
  const meeting =
    delivery.meetingId === null ? undefined : await findMeeting(db, model.plan.id, delivery.meetingId)
  const body = model.bodies.find(({ id }) => id === meeting?.bodyId)
  if (!meeting || !body) return undefined
  const steps = stepsOf(meeting, body, model.plan)
  return { db, model, now, delivery, body, meeting, steps, platforms: senders.map(({ name }) => name) }
}
