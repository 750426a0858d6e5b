import type { Writing } from '../../data/database.ts'
import type { Delivery, NewDelivery } from '../../data/deliveries.ts'
import type { PlanModel } from '../../data/plans.ts'
import type { Transition } from '../domain/delivery-events.ts'
import { longDay, moment } from '../domain/format.ts'
import { type Button, buttons, type Message, sentence } from '../message.ts'
import { coordinators, readRecipients } from './recipients.ts'

/** The alert for the coordinator when a delivery is held, failed or missed; undefined otherwise. */
export function alertFor(
  delivery: Delivery,
  { state, outcome }: Transition,
  model: PlanModel,
): Pick<NewDelivery, 'key' | 'kind' | 'subject' | 'payload'> | undefined {
  // An alert about an alert would never end.
  if (delivery.kind === 'alert') return undefined
  if (state !== 'held' && state !== 'failed' && state !== 'missed') return undefined
  return {
    key: `alert:${delivery.key}:${delivery.tries}`,
    kind: 'alert',
    subject: delivery.subject,
    payload: JSON.stringify(alert({ delivery, state, why: outcome ?? '' }, model)),
  }
}

/** The same alert for each coordinator. Without one it is kept for nobody, so that `/readyz` and `doctor` report it. */
export async function toCoordinators(
  trx: Writing,
  model: PlanModel,
  told: NewDelivery,
  now: Date,
): Promise<readonly NewDelivery[]> {
  const people = coordinators(await readRecipients(trx, model, { now, platforms: [] }), model)
  return (people.length > 0 ? people : [null]).map((personId) => ({
    ...told,
    key: `${told.key}:${personId ?? 'nobody'}`,
    subject: { ...told.subject, posts: ['coordinator'] },
    personId,
  }))
}

function alert(
  { delivery, state, why }: { delivery: Delivery; state: 'held' | 'failed' | 'missed'; why: string },
  model: PlanModel,
): Message {
  const what = described(delivery, model)
  const reason = why === '' ? '' : `: ${why}`
  switch (state) {
    case 'held':
      return sentence(
        `Held: ${what}${partText(delivery)}${reason}.${mayBeThere({ ...delivery, state }) ? ' Is it there?' : ''}`,
        buttons(...answers(delivery)),
      )
    case 'failed':
      return sentence(
        `Not sent: ${what}${partText(delivery)}${reason}.`,
        buttons(...answers({ ...delivery, state })),
      )
    case 'missed':
      return sentence(
        `Missed: ${what}, due on ${moment(new Date(delivery.dueAt), model.plan.timeZone)}, was not sent in time. Nothing is sent any more.`,
      )
  }
}

/** ", post 2 of 3": the one that is not certainly there. */
function partText({ postsArrived, postsTotal }: Delivery): string {
  return postsTotal > 1 ? `, post ${postsArrived + 1} of ${postsTotal}` : ''
}

function mayBeThere({
  state,
  firstTriedAt,
  lookFrom,
}: Pick<Delivery, 'state' | 'firstTriedAt' | 'lookFrom'>): boolean {
  return state !== 'failed' && (firstTriedAt !== null || lookFrom !== null)
}

/** The buttons for a delivery that the coordinator has to decide about. */
export function answers({
  number,
  state,
  firstTriedAt,
  lookFrom,
}: Pick<Delivery, 'number' | 'state' | 'firstTriedAt' | 'lookFrom'>): readonly Button[] {
  return [
    ...(mayBeThere({ state, firstTriedAt, lookFrom })
      ? [{ label: 'It is there', line: `deliveries there ${number}` }]
      : []),
    { label: 'Send again', line: `deliveries send ${number}` },
    { label: 'Leave it', line: `deliveries leave ${number}` },
  ]
}

/** "the digest for the SEND Improvement Board of Tuesday 8 December 2020, page 2" */
export function described({ kind, subject, page }: Delivery, { bodies }: PlanModel): string {
  const body = bodies.find(({ code }) => code === subject.body)
  const of = body && subject.meetingDay ? ` for the ${body.name} of ${longDay(subject.meetingDay)}` : ''
  return `${NAMES[kind]}${of}${page !== null && page > 1 ? `, page ${page}` : ''}`
}

const NAMES = {
  notice: 'a note',
  roster: 'the list of roles without anybody',
  collect: 'the call for updates',
  chase: 'the second call for updates',
  'cut-off': 'the storing of the figures',
  digest: 'the digest',
  paper: 'the paper',
  decisions: 'the question what was decided',
  amend: 'the change of a message',
  alert: 'an alert',
} as const satisfies Record<Delivery['kind'], string>
