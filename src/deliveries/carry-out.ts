import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import { type Database, isStorageFailure, type Writing } from '../../data/database.ts'
import {
  claimDue,
  claimUnknown,
  type Delivery,
  extendLease,
  findDelivery,
  freezePayload,
  type Lease,
  type NewDelivery,
  type Settlement,
  saveDelivery,
  settleDelivery,
  withdrawUnder,
} from '../../data/deliveries.ts'
import { beginsAt, findMeeting, type Meeting } from '../../data/meetings.ts'
import type { PlanModel } from '../../data/plans.ts'
import type { Commands } from '../command.ts'
import type { Subject } from '../domain/delivery.ts'
import { moment } from '../domain/format.ts'
import { stepsOf } from '../domain/meeting-clock.ts'
import { UserError } from '../errors.ts'
import { faultOf } from '../log.ts'
import { context, type Message } from '../message.ts'
import type { Address, Found, Sender, Sent } from '../platform.ts'
import { pressable } from '../replies.ts'
import { alertFor } from './alerts.ts'
import { HOLDS_CHILDS_NUMBER, holdsChild } from './childs-number.ts'
import { compose, lastMoment } from './compose.ts'
import type { Composing } from './composing.ts'
import { CANCELLED, NOT_DUE, planAhead } from './plan-ahead.ts'
import { addressOf, coordinators, readReach } from './reach.ts'

export interface Delivering {
  readonly db: Database
  /** The platforms that are open. */
  readonly senders: readonly Sender[]
  readonly commands: Commands
  readonly log: Logger
  /** The machine's own clock: leases never follow the demo's. */
  readonly leaseNow: () => Date
}

/** How long a claim on a delivery holds, and how long one request may take. */
const LEASE_MS = 120_000
const DEADLINE_MS = 15_000

/** When a message whose answer was lost is looked for, after the try. */
const FIRST_LOOK_MS = 20_000
const SECOND_LOOK_MS = 70_000
const MOST_LOOKS = 2

const MOST_TRIES = 3
const LATER_SECONDS = 30
/** A platform that says "later" is asked again for so long. */
const MOST_LATER_MS = 86_400_000

/** What is sent more than an hour after it was due says so. */
const LATE_MS = 3_600_000

/** What became of one delivery that was due. */
export type CarriedOut = Delivery['state'] | 'step'

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
    if (isStorageFailure(error)) throw error
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

/** Looks for one delivery of which nobody knows whether it arrived; undefined when there is none. */
export async function lookForNext(
  delivering: Delivering,
  model: PlanModel,
  now: Date,
): Promise<CarriedOut | undefined> {
  const lease = newLease(delivering)
  const delivery = await claimUnknown(delivering.db, model.plan.id, { now, lease })
  if (!delivery) return undefined
  const one = { model, delivery, lease, now }
  const state = await settle(delivering, one, afterLook(await look(delivering, one), one))
  delivering.log.info({ key: delivery.key, state, look: delivery.looks + 1 }, 'delivery')
  return state
}

interface One {
  readonly model: PlanModel
  readonly delivery: Delivery
  readonly lease: Lease
  readonly now: Date
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
  return isAhead && personId === null && !isSameSitting(subject, sittingOf(meeting))
}

function sittingOf({ day, time }: Meeting): Subject {
  return { meetingDay: day, meetingTime: time }
}

function isSameSitting(one: Subject, other: Subject): boolean {
  return one.meetingDay === other.meetingDay && one.meetingTime === other.meetingTime
}

/** Given back, to be moved with its meeting or withdrawn. */
async function putRight({ db }: Delivering, { model, delivery, lease, now }: One): Promise<CarriedOut> {
  const { key, tries } = delivery
  return db.transaction().execute(async (trx) => {
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
  return db.transaction().execute(async (trx): Promise<Delivery | CarriedOut> => {
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
    const subject = { ...delivery.subject, ...sittingOf(composing.meeting), ...found.subject }
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

/** One request to the platform; what it came to is written down before anything else. */
async function post(delivering: Delivering, one: One): Promise<CarriedOut> {
  const { db, senders, commands, leaseNow } = delivering
  const { delivery, lease } = one
  const head =
    delivery.underKey === null
      ? undefined
      : await findDelivery(db, one.model.plan.id, { key: delivery.underKey })
  const to = await addressFor(delivering, one, head)
  if (!to) return settle(delivering, one, toNobody(delivery))
  const sender = senders.find(({ name }) => name === to.platform)
  if (!sender)
    return settle(delivering, one, { state: 'failed', outcome: `${to.platform} is not configured` })
  let mayBeOut = false
  const common = {
    to,
    key: delivery.key,
    // The same nonces at every try: pressed in two copies of a message, a button counts once.
    message: pressable(
      JSON.parse(delivery.payload) as Message,
      commands,
      (line) => `${delivery.key} ${line}`,
    ),
    deadline: AbortSignal.timeout(DEADLINE_MS),
    mayPost: async () => {
      const leased = { ...lease, now: leaseNow(), until: new Date(leaseNow().getTime() + LEASE_MS) }
      mayBeOut = await extendLease(db, delivery, { lease: leased, to })
      return mayBeOut
    },
  }
  const isEdit = delivery.kind === 'amend'
  if (isEdit && !head?.messageId)
    return settle(delivering, one, {
      state: 'sent',
      sentAt: one.now.toISOString(),
      outcome: 'nothing to change: the platform names no message',
    })
  try {
    const sent = isEdit
      ? await sender.edit({ ...common, messageId: head?.messageId ?? '' })
      : await sender.send({ ...common, under: head?.messageId ?? null })
    return settle(delivering, one, afterTry(sent, { ...one, machineNow: leaseNow() }))
  } catch (error) {
    if (isStorageFailure(error)) throw error
    // A mistake of ours says nothing about what the platform has.
    delivering.log.error({ key: delivery.key, code: 'not-sent', ...faultOf(error) }, 'delivery')
    const sent: Sent = mayBeOut ? { state: 'unknown' } : { state: 'later', seconds: null }
    return settle(delivering, one, afterTry(sent, { ...one, machineNow: leaseNow() }))
  }
}

/** What one person is told can be left out; what a body is owed, and news of that, cannot. */
function toNobody({ kind, personId }: Delivery): Settlement {
  if (personId === null)
    return { state: 'failed', outcome: 'it has no channel, and no coordinator an account' }
  if (kind === 'alert') return { state: 'failed', outcome: 'the coordinator has no account' }
  return { state: 'withdrawn', outcome: 'no account of theirs is linked' }
}

async function addressFor(
  { db, senders }: Delivering,
  { model, delivery, now }: One,
  head: Delivery | undefined,
): Promise<Address | undefined> {
  const platforms = senders.map(({ name }) => name)
  const place = head ?? delivery
  const { platform, tenant, channel, userId, personId } = place
  const body = model.bodies.find(({ id }) => id === delivery.bodyId)
  const name = body?.name ?? channel ?? ''
  if (platform !== null && tenant !== null && (channel !== null || userId !== null)) {
    return { platform, tenant, channel, userId, name }
  }
  const reach = await readReach(db, model, { now, platforms })
  if (personId !== null) return addressOf(reach, personId)
  // A body without a channel: the terminal shows it, elsewhere the coordinator gets what nobody could be told.
  if (platforms.includes('terminal')) {
    return { platform: 'terminal', tenant: 'local', channel: body?.code ?? null, userId: null, name }
  }
  return coordinators(reach, model)
    .map((id) => addressOf(reach, id))
    .find((address) => address !== undefined)
}

function afterTry(sent: Sent, { delivery, now, machineNow }: One & { machineNow: Date }): Settlement {
  switch (sent.state) {
    case 'sent':
      return { state: 'sent', sentAt: now.toISOString(), messageId: sent.messageId, outcome: null }
    case 'later':
      return machineNow.getTime() - Date.parse(delivery.firstTriedAt ?? machineNow.toISOString()) >
        MOST_LATER_MS
        ? { state: 'held', outcome: 'the platform took nothing for a day' }
        : { state: 'planned', tries: delivery.tries - 1, nextAt: later(now, sent.seconds ?? LATER_SECONDS) }
    case 'refused':
      return { state: 'failed', outcome: sent.reason }
    case 'unknown':
      return { state: 'unknown', looks: 0, nextAt: later(now, FIRST_LOOK_MS / 1000) }
  }
}

async function look({ db, senders }: Delivering, { model, delivery }: One): Promise<Found> {
  const { platform, tenant, channel, userId, key, firstTriedAt, underKey, kind } = delivery
  const sender = senders.find(({ name }) => name === platform)
  if (!sender || platform === null || tenant === null || firstTriedAt === null || kind === 'amend')
    return { state: 'cannot-look' }
  const head = underKey === null ? undefined : await findDelivery(db, model.plan.id, { key: underKey })
  return sender.find({
    to: { platform, tenant, channel, userId, name: '' },
    key,
    since: new Date(firstTriedAt),
    under: head?.messageId ?? null,
  })
}

function afterLook(found: Found, { delivery, now }: One): Settlement {
  const { looks, tries, kind } = delivery
  // Showing a message anew may be repeated without harm.
  if (kind === 'amend')
    return tries < MOST_TRIES
      ? { state: 'planned', nextAt: now.toISOString() }
      : { state: 'held', outcome: UNCLEAR }
  switch (found.state) {
    case 'found':
      return { state: 'sent', sentAt: now.toISOString(), messageId: found.messageId, outcome: null }
    case 'absent':
      if (looks + 1 < MOST_LOOKS)
        return { state: 'unknown', looks: looks + 1, nextAt: later(now, SECOND_LOOK_MS / 1000) }
      return tries < MOST_TRIES
        ? { state: 'planned', looks: 0, nextAt: now.toISOString() }
        : { state: 'held', outcome: `it was not there after ${tries} tries` }
    case 'cannot-look':
      return { state: 'held', outcome: UNCLEAR }
  }
}

const UNCLEAR = 'its answer was lost, and nobody can look whether it arrived'

/** Writes down what became of it, with what the coordinator must hear of; the state it has now. */
async function settle(
  { db }: Delivering,
  { model, delivery, lease, now }: One,
  settlement: Settlement,
): Promise<CarriedOut> {
  return db.transaction().execute(async (trx) => {
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

async function coordinatorsOf(
  db: Parameters<typeof readReach>[0],
  model: PlanModel,
  now: Date,
): Promise<readonly number[]> {
  return coordinators(await readReach(db, model, { now, platforms: [] }), model)
}

function newLease({ leaseNow }: Delivering): Lease {
  const now = leaseNow()
  return { token: randomUUID(), now, until: new Date(now.getTime() + LEASE_MS) }
}

function later(now: Date, seconds: number): string {
  return new Date(now.getTime() + seconds * 1000).toISOString()
}
