import { type Channel, listChannels } from '../../data/channels.ts'
import type { Writing } from '../../data/database.ts'
import {
  changeDelivery,
  type Delivery,
  forgetComposed,
  meetingDeliveries,
  type NewDelivery,
  saveDelivery,
  withdrawUnder,
} from '../../data/deliveries.ts'
import { beginsAt, listMeetings, type Meeting } from '../../data/meetings.ts'
import type { PlanModel } from '../../data/plans.ts'
import { addDays, dayIn, instantOf } from '../domain/day.ts'
import { type DeliveryKind, isSameSitting, type Subject } from '../domain/delivery.ts'
import { factsDayOf, stepsOf } from '../domain/meeting-clock.ts'
import type { Body, Plan } from '../domain/plan.ts'
import { isWorkingDay } from '../domain/working-days.ts'
import { announceChanges } from './amendments.ts'
import { leadingMeetings } from './asking-rounds.ts'
import { mayHaveArrived } from './out.ts'

/** How far back meetings are looked at, in days: which of them people were asked ahead of must not change afterwards. */
const DAYS_BACK = 60
const NINE = '09:00'

/** Why a delivery was withdrawn for the calendar's sake: if that changes again, it is due again. */
export const CANCELLED = 'the meeting is cancelled'
export const NOT_DUE = 'not due any more'
const CALENDAR: readonly string[] = [CANCELLED, NOT_DUE]

/** What a board is owed as long as it has not sat, however late. */
const TELLING: readonly DeliveryKind[] = ['cut-off', 'digest']

interface Sitting {
  readonly body: Body
  readonly meeting: Meeting
  /** People are asked for updates ahead of it; for others an earlier meeting's round counts. */
  readonly isLeading: boolean
  readonly channels: readonly Channel[]
}

/**
 * Brings everything that hangs off the meetings to come in line with the calendar, the settings and the channels: what
 * is missing is planned, what has not gone out moves or is withdrawn, what has gone out is put right. Doing it again
 * changes nothing.
 */
export async function planAhead(trx: Writing, model: PlanModel, now: Date): Promise<void> {
  const { plan, bodies } = model
  const from = addDays(dayIn(plan.timeZone, now), -DAYS_BACK)
  const meetings = (await listMeetings(trx, plan.id, { from })).filter(({ bodyId }) =>
    bodies.some(({ id }) => id === bodyId),
  )
  const sittings = meetings.filter(({ state }) => state !== 'cancelled')
  const leading = leadingMeetings(sittings, plan.closedDays)
  const channels = await listChannels(trx, plan.id)
  for (const meeting of meetings) {
    const body = bodies.find(({ id }) => id === meeting.bodyId)
    if (!body) continue
    const sitting = {
      body,
      meeting,
      isLeading: leading.has(meeting.id),
      channels: channels.filter(({ bodyId }) => bodyId === body.id),
    }
    await planSitting(trx, model, sitting, now)
  }
}

async function planSitting(trx: Writing, model: PlanModel, sitting: Sitting, now: Date): Promise<void> {
  const { meeting } = sitting
  const known = await meetingDeliveries(trx, model.plan.id, meeting.id)
  const hasBegun = beginsAt(meeting, model.plan.timeZone) <= now
  const wanted = meeting.state === 'cancelled' ? [] : wantedFor(model, sitting, { known, now })
  for (const delivery of wanted) {
    const before = known.find(({ key }) => key === delivery.key)
    if (!before) await saveDelivery(trx, model.plan.id, delivery)
    else if (!hasBegun) await moveTo(trx, before, delivery, now)
  }
  // What was not sent for a meeting that was held is settled when its turn comes: missed, not forgotten.
  if (hasBegun && meeting.state !== 'cancelled') return giveUp(trx, known)
  for (const delivery of known) {
    const isHanging = delivery.personId === null && delivery.underKey === null && delivery.kind !== 'amend'
    if (!isHanging || wanted.some(({ key }) => key === delivery.key)) continue
    await withdraw(trx, delivery, meeting.state === 'cancelled' ? CANCELLED : NOT_DUE)
  }
  await announceChanges(trx, model, sitting, { known, now })
}

/** What was refused, or held back on purpose, is of no use to a body that has sat; the coordinator knows of it. */
async function giveUp(trx: Writing, known: readonly Delivery[]): Promise<void> {
  for (const { key, kind, state, tries } of known) {
    const isLeft = state === 'failed' || (state === 'held' && tries === 0)
    if (!isLeft || !TELLING.includes(kind)) continue
    await changeDelivery(trx, { key, from: [state] }, { state: 'missed' })
    await withdrawUnder(trx, key, `${key} was not sent`)
  }
}

/** What has not gone out moves with the meeting; what was withdrawn for its sake and is due again is planned anew. */
async function moveTo(trx: Writing, before: Delivery, wanted: NewDelivery, now: Date): Promise<void> {
  const { key, dueAt, subject = {} } = wanted
  const change = {
    dueAt,
    nextAt: dueAt,
    subject: before.subject.note ? { ...subject, note: before.subject.note } : subject,
  }
  if (before.state === 'planned' || (before.state === 'held' && before.tries === 0)) {
    if (before.dueAt === dueAt && isSameSitting(before.subject, subject)) return
    await changeDelivery(trx, { key, from: ['planned', 'held'] }, change)
    await forgetComposed(trx, key)
    return
  }
  const isBack =
    before.state === 'withdrawn' &&
    CALENDAR.includes(before.outcome ?? '') &&
    (new Date(dueAt) >= now || TELLING.includes(before.kind))
  const isNotMissed = before.state === 'missed' && new Date(dueAt) > now
  if (!isBack && !isNotMissed) return
  await changeDelivery(trx, { key, from: [before.state] }, { ...change, state: 'planned', outcome: null })
  await forgetComposed(trx, key)
}

async function withdraw(trx: Writing, { key, tries }: Delivery, outcome: string): Promise<void> {
  const from = tries === 0 ? (['planned', 'held'] as const) : (['planned'] as const)
  if (await changeDelivery(trx, { key, from }, { state: 'withdrawn', outcome })) {
    await withdrawUnder(trx, key, outcome)
  }
}

/** Everything that hangs off one meeting, whether it has been sent or not. */
function wantedFor(
  { plan }: PlanModel,
  { body, meeting, isLeading, channels }: Sitting,
  { known, now }: { known: readonly Delivery[]; now: Date },
): readonly NewDelivery[] {
  const steps = stepsOf(meeting, body, plan)
  const name = keyOf(meeting, body)
  const subject = { body: body.code, meetingDay: meeting.day, meetingTime: meeting.time }
  const of = { subject, bodyId: body.id, meetingId: meeting.id }
  const at = (kind: DeliveryKind, due: Date): NewDelivery => ({
    ...of,
    kind,
    key: `${kind}:${name}`,
    dueAt: due.toISOString(),
  })
  const asking = isLeading
    ? [at('roster', steps.roster), at('collect', steps.collect), at('chase', steps.chase)]
    : []
  const after = at('decisions', nextMorning(meeting, plan))
  const telling = [
    at('cut-off', steps.cutOff),
    ...digests({ name, meeting, channels, known, of }, steps.digest),
  ]
  const isKnown = ({ key }: NewDelivery) => known.some((each) => each.key === key)
  // Of a step that was over before anybody knew of the meeting nobody is told; a board is, as long as it has not sat.
  const isAhead = ({ dueAt }: NewDelivery) => new Date(dueAt) >= now
  const isToCome = beginsAt(meeting, plan.timeZone) > now
  return [
    ...[...asking, after].filter((each) => isKnown(each) || isAhead(each)),
    ...telling.filter((each) => isKnown(each) || isToCome),
  ]
}

/**
 * One for each channel of the body; without any, one that goes to the coordinator. A meeting moved after its digest
 * went out, early enough for new facts, gets another edition.
 */
function digests(
  {
    name,
    meeting,
    channels,
    known,
    of,
  }: {
    name: string
    meeting: Meeting
    channels: readonly Channel[]
    known: readonly Delivery[]
    of: Pick<NewDelivery, 'subject' | 'bodyId' | 'meetingId'>
  },
  due: Date,
): readonly NewDelivery[] {
  // What was refused is settled too: the same edition is not planned anew.
  const isSettled = (each: Delivery) =>
    each.kind === 'digest' && (mayHaveArrived(each) || each.state === 'failed')
  // A body whose channel was taken away after its digest went out there has had it.
  const nowhere = known.some(
    (each) => isSettled(each) && isCurrent(each.subject, meeting) && each.channel !== null,
  )
    ? []
    : [undefined]
  const places = channels.length > 0 ? channels : nowhere
  return places.map((place): NewDelivery => {
    const where = place ? `${place.platform}/${place.channel}` : 'unbound'
    const out = known.filter(
      (each) => isSettled(each) && each.key.startsWith(`digest:${name}:`) && each.key.endsWith(`:${where}:1`),
    )
    const current = out.find(({ subject }) => isCurrent(subject, meeting))
    const edition = current ? editionIn(current.key) : out.length + 1
    return {
      ...of,
      key: `digest:${name}:${edition}:${where}:1`,
      kind: 'digest',
      platform: place?.platform ?? null,
      tenant: place?.tenant ?? null,
      channel: place?.channel ?? null,
      dueAt: due.toISOString(),
    }
  })
}

/** Of the day that the meeting is on, or of the one whose facts stand for it. */
function isCurrent({ meetingDay }: Subject, meeting: Meeting): boolean {
  return meetingDay === meeting.day || meetingDay === factsDayOf(meeting)
}

/** `digest:improvement-board:2020-12-08:1:slack/C1:1` */
function editionIn(key: string): number {
  return Number(key.split(':')[3])
}

/** `improvement-board:2020-12-08`: the day first given stays, whatever day the meeting is moved to. */
function keyOf({ scheduledOn, origin }: Meeting, { code }: Body): string {
  return `${code}:${scheduledOn}${origin === 'extra' ? '-extra' : ''}`
}

function nextMorning({ day }: Meeting, { timeZone, closedDays }: Plan): Date {
  let next = addDays(day, 1)
  while (!isWorkingDay(next, closedDays)) next = addDays(next, 1)
  return instantOf(next, NINE, timeZone)
}
