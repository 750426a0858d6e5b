import type { Delivery, NewDelivery, Settlement } from '../../data/deliveries.ts'
import type { PlanModel } from '../../data/plans.ts'
import { longDay, moment } from '../domain/format.ts'
import { type Button, buttons, type Message, sentence } from '../message.ts'

/** What the coordinator hears, once, when a delivery is held, has failed or was missed. */
export function alertFor(
  delivery: Delivery,
  { state, outcome }: Settlement,
  model: PlanModel,
): Pick<NewDelivery, 'key' | 'kind' | 'subject' | 'payload'> | undefined {
  // News of what went wrong with news would never end.
  if (delivery.kind === 'alert') return undefined
  if (state !== 'held' && state !== 'failed' && state !== 'missed') return undefined
  return {
    key: `alert:${delivery.key}:${delivery.tries}`,
    kind: 'alert',
    subject: delivery.subject,
    payload: JSON.stringify(alert({ delivery, state, why: outcome ?? '' }, model)),
  }
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
        `Held: ${what}${reason}.${delivery.firstTriedAt === null ? '' : ' Is it there?'}`,
        buttons(...answers(delivery)),
      )
    case 'failed':
      return sentence(`Not sent: ${what}${reason}.`, buttons(...answers({ ...delivery, state })))
    case 'missed':
      return sentence(
        `Missed: ${what}, due on ${moment(new Date(delivery.dueAt), model.plan.timeZone)}, was not sent in time. Nothing is sent any more.`,
      )
  }
}

/** A delivery that nobody can be sure of waits for one of these. */
export function answers({
  number,
  state,
  firstTriedAt,
}: Pick<Delivery, 'number' | 'state' | 'firstTriedAt'>): readonly Button[] {
  const mayBeThere = state !== 'failed' && firstTriedAt !== null
  return [
    ...(mayBeThere ? [{ label: 'It is there', line: `deliveries there ${number}` }] : []),
    { label: 'Send again', line: `deliveries send ${number}` },
    { label: 'Leave it', line: `deliveries leave ${number}` },
  ]
}

/** "the digest for the SEND Improvement Board of Tuesday 8 December 2020, page 2" */
export function described({ kind, subject, key }: Delivery, { bodies }: PlanModel): string {
  const body = bodies.find(({ code }) => code === subject.body)
  const of = body && subject.meetingDay ? ` for the ${body.name} of ${longDay(subject.meetingDay)}` : ''
  const page = kind === 'digest' ? Number(key.split(':').at(-1)) : 1
  return `${NAMES[kind]}${of}${page > 1 ? `, page ${page}` : ''}`
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
