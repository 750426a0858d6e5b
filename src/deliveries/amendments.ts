import type { Writing } from '../../data/database.ts'
import { changeDelivery, type Delivery, saveDelivery } from '../../data/deliveries.ts'
import type { Meeting } from '../../data/meetings.ts'
import type { PlanModel } from '../../data/plans.ts'
import { isSameSitting, type Subject } from '../domain/delivery.ts'
import { clockTime, longDay } from '../domain/format.ts'
import type { Body } from '../domain/plan.ts'
import { type Message, paragraph, sentence, strong } from '../message.ts'
import { mayHaveArrived } from './out.ts'

/**
 * No stale paper: a message that names a meeting's day is shown anew when the meeting is moved or cancelled, and under
 * a digest there is a note, because nobody reads an old message twice.
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
    const before = known.filter(({ kind, underKey }) => kind === 'amend' && underKey === told.key)
    const latest = before.findLast(({ state }) => state !== 'withdrawn')
    if (isSame(latest?.subject ?? told.subject, current)) continue
    for (const { key } of known.filter((each) => each.underKey === told.key && isChange(each))) {
      await changeDelivery(trx, { key, from: ['planned'] }, { state: 'withdrawn', outcome: 'overtaken' })
    }
    // Changed and changed back before anybody was told of it.
    const shown = before.findLast(({ state, tries }) =>
      state === 'planned' ? tries > 0 : state !== 'withdrawn',
    )
    if (isSame(shown?.subject ?? told.subject, current)) continue
    const text = changeSentence(body, told.subject, current)
    const common = {
      subject: current,
      bodyId: body.id,
      meetingId: meeting.id,
      underKey: told.key,
      dueAt: now.toISOString(),
    }
    const number = before.length + 1
    await saveDelivery(trx, plan.id, {
      ...common,
      key: `amend:${told.key}:${number}`,
      kind: 'amend',
      payload: JSON.stringify(amended(told, text)),
    })
    if (told.kind !== 'digest') continue
    await saveDelivery(trx, plan.id, {
      ...common,
      key: `note:${told.key}:${number}`,
      kind: 'notice',
      payload: JSON.stringify(sentence(text)),
    })
  }
}

/** A message shown anew, or the note of it; the digest's own pages have another kind. */
function isChange({ kind }: Delivery): boolean {
  return kind === 'amend' || kind === 'notice'
}

/** The head of a digest, or what a person was asked ahead of the meeting. */
function namesTheDay(delivery: Delivery): boolean {
  const { kind, key, personId, payload } = delivery
  if (!mayHaveArrived(delivery) || payload === '') return false
  return kind === 'digest'
    ? key.endsWith(':1')
    : (kind === 'collect' || kind === 'chase') && personId !== null
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

function amended({ payload }: Delivery, text: string): Message {
  const { summary, blocks } = JSON.parse(payload) as Message
  return { summary: `${text} ${summary}`, blocks: [paragraph(strong(text)), ...blocks] }
}
