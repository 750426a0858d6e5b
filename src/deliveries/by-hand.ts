import {
  changeDelivery,
  type Delivery,
  findDelivery,
  freeFrom,
  meetingDeliveries,
} from '../../data/deliveries.ts'
import type { Context } from '../command.ts'
import { isToCome, isUndecided, next } from '../domain/delivery.ts'
import type { DeliveryState, HandEvent } from '../domain/delivery-events.ts'
import { longDay, moment } from '../domain/format.ts'
import type { Body } from '../domain/plan.ts'
import { UserError } from '../errors.ts'
import { meetingNamed } from '../lookup/meetings.ts'
import { partWays } from './parting.ts'
import { endAlerts } from './standing-alerts.ts'

/** Changes a delivery as the coordinator decided. */
export async function decideByHand(context: Context, delivery: Delivery, event: HandEvent): Promise<void> {
  const change = next(delivery, event)
  if (change) {
    const { model, now } = context
    await changeDelivery(context.writing(), delivery, change)
    await endAlerts(context.writing(), model, { delivery, change, now })
  }
  if (event.kind !== 'leave') return
  await partWays(context.writing(), delivery)
  await freeFrom(context.writing(), delivery)
}

/**
 * The first page of the digest of a body's next meeting, one for each of its channels.
 * @throws UserError if the digest went out already, or there is none
 */
export async function digestsToCome(context: Context, body: Body): Promise<readonly Delivery[]> {
  const { db, model } = context
  const meeting = await meetingNamed(context, body)
  const heads = (await meetingDeliveries(db, model.plan.id, meeting.id)).filter(
    ({ kind, page, state }) => kind === 'digest' && page === 1 && state !== 'withdrawn',
  )
  const toCome = heads.filter(isToCome)
  if (toCome.length > 0) return toCome
  const [out] = heads
  const of = `the ${body.name} of ${longDay(meeting.day)}`
  throw new UserError(
    'conflict',
    out ? goneSentence(out, { of, timeZone: model.plan.timeZone }) : `No digest is planned for ${of}.`,
  )
}

function goneSentence(
  { state, sentAt }: Delivery,
  { of, timeZone }: { of: string; timeZone: string },
): string {
  if (state === 'sent' && sentAt) {
    return `The digest for ${of} went out on ${moment(new Date(sentAt), timeZone)}. A digest goes out once.`
  }
  return `The digest for ${of} is on its way or waits for you: deliveries`
}

/**
 * The delivery with a number.
 * @throws UserError if it waits for no decision, or is in none of these states
 */
export async function deliveryNumbered(
  { db, model }: Context,
  number: number,
  states: readonly DeliveryState[],
): Promise<Delivery> {
  const found = await findDelivery(db, model.plan.id, { number })
  if (!found) throw new UserError('unknown', `There is no delivery ${number}. They are listed by: deliveries`)
  if (states.includes(found.state) && isUndecided(found)) return found
  throw new UserError('conflict', `Delivery ${number} is ${STATES[found.state]}; there is nothing to settle.`)
}

/** What heads the messages that are out. */
export const SENT_LAST = 'Sent last'
export const NOTHING_WAITS = 'Nothing waits for you.'

export const STATES = {
  planned: 'planned',
  sending: 'being sent',
  sent: 'sent',
  unknown: 'being looked for',
  held: 'held',
  failed: 'not sent',
  missed: 'missed',
  withdrawn: 'withdrawn',
} as const satisfies Record<DeliveryState, string>
