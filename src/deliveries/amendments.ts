import type { Writing } from '../../data/database.ts'
import { changeDelivery, type Delivery, findHead, isIntact, saveDelivery } from '../../data/deliveries.ts'
import type { Meeting } from '../../data/meetings.ts'
import type { PlanModel } from '../../data/plans.ts'
import { isSameSitting, mayHaveArrived, next, type Subject } from '../domain/delivery.ts'
import { CALLS, type DeliveryKind } from '../domain/delivery-events.ts'
import { clockTime, longDay } from '../domain/format.ts'
import { MAIL } from '../domain/mail-address.ts'
import type { Body } from '../domain/plan.ts'
import { type Message, paragraph, sentence, strong } from '../message.ts'

/**
 * Edits every message that names a meeting's day when the meeting moves or is cancelled. A digest also gets a note in
 * its thread, because nobody reads an old message twice; calls of several plans, and e-mails, get the note
 * alone.
 */
export async function announceChanges(
  trx: Writing,
  { plan }: PlanModel,
  { body, meeting }: { body: Body; meeting: Meeting },
  { known, now }: { known: readonly Delivery[]; now: Date },
): Promise<void> {
  const current: Subject = {
    body: body.code,
    meetingDay: meeting.day,
    meetingTime: meeting.time,
    ...(meeting.state === 'cancelled' ? { isCancelled: true } : {}),
  }
  for (const told of known.filter(namesTheDay)) {
    const edit = isToldTogether(told) || told.platform === MAIL.platform ? 'note' : 'amend'
    const before = known.filter(({ key }) => isNumbered(key, `${edit}:${told.key}:`))
    const latest = before.findLast(({ state }) => state !== 'withdrawn')
    if (isSame(latest?.subject ?? told.subject, current) || (await isSaidAbove(trx, told))) continue
    for (const each of known.filter(({ kind, underKey }) => underKey === told.key && isChange(kind))) {
      const change = next(each, { kind: 'called-off', outcome: 'overtaken' })
      if (change) await changeDelivery(trx, each, change)
    }
    // A meeting that moved and moved back before anybody was told needs no other message.
    const shown = before.findLast(({ state, tries }) =>
      state === 'planned' ? tries > 0 : state !== 'withdrawn',
    )
    if (isSame(shown?.subject ?? told.subject, current)) continue
    const text = changeSentence(body, told.subject, current)
    const common = {
      subject: { ...current, ...(isToldTogether(told) ? { plans: told.subject.plans ?? [] } : {}) },
      bodyId: body.id,
      meetingId: meeting.id,
      underKey: told.key,
      dueAt: now.toISOString(),
    }
    const number = before.length + 1
    if (edit === 'amend')
      await saveDelivery(trx, plan.id, {
        ...common,
        key: `amend:${told.key}:${number}`,
        kind: 'amend',
        payload: JSON.stringify(amended(told, text)),
      })
    if (edit === 'amend' && told.kind !== 'digest') continue
    await saveDelivery(trx, plan.id, {
      ...common,
      key: `note:${told.key}:${number}`,
      kind: 'notice',
      payload: JSON.stringify(sentence(text)),
    })
  }
}

/** Whether a key is this with a number after it: other notes stand under a message too. */
function isNumbered(key: string, begins: string): boolean {
  return key.startsWith(begins) && /^\d+$/.test(key.slice(begins.length))
}

/** A message of several plans' calls stays as it is, with a note under it: each plan has its own to say. */
function isToldTogether({ kind, subject }: Delivery): boolean {
  return CALLS.includes(kind) && subject.plans !== undefined
}

/** Whether the call within which it was told is about the same meeting, so that the note under that one serves both. */
async function isSaidAbove(trx: Writing, told: Delivery): Promise<boolean> {
  const head = CALLS.includes(told.kind) ? await findHead(trx, told) : undefined
  return head !== undefined && head.meetingId === told.meetingId
}

/** Whether it is an edit or the note about it; a digest's own pages have another kind. */
function isChange(kind: DeliveryKind): boolean {
  return kind === 'amend' || kind === 'notice'
}

/** Whether people may have read the meeting's day in it: a digest's first page, or a call for updates. */
function namesTheDay(delivery: Delivery): boolean {
  const { kind, page, personId, payload, underKey } = delivery
  if (!mayHaveArrived(delivery) || payload === '') return false
  return kind === 'digest' ? page === 1 && underKey === null : CALLS.includes(kind) && personId !== null
}

function isSame(one: Subject, other: Subject): boolean {
  return isSameSitting(one, other) && one.isCancelled === other.isCancelled
}

function changeSentence(
  { name }: Body,
  { meetingDay: was = '', meetingTime: at }: Subject,
  { meetingDay: day = '', meetingTime: time = '', isCancelled }: Subject,
): string {
  if (isCancelled) return `Cancelled: the ${name} does not meet on ${longDay(was)}.`
  if (day === was && time === at)
    return `The ${name} meets on ${longDay(day)} at ${clockTime(time)} after all.`
  return `Moved: the ${name} meets on ${longDay(day)} at ${clockTime(time)}, not on ${longDay(was)}.`
}

/** The message with the change on top; only the change if the message is no longer the one that was sent. */
function amended(told: Delivery, text: string): Message {
  if (!isIntact(told)) return sentence(text)
  const { summary, blocks } = JSON.parse(told.payload) as Message
  return { summary: `${text} ${summary}`, blocks: [paragraph(strong(text)), ...blocks] }
}
