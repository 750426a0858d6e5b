import type { Writing } from '../../data/database.ts'
import type { Delivery, NewDelivery } from '../../data/deliveries.ts'
import type { PlanModel } from '../../data/plans.ts'
import type { AlertSubject } from '../domain/delivery.ts'
import type { Transition } from '../domain/delivery-events.ts'
import { longDay, moment, platformTitle } from '../domain/format.ts'
import { MAIL } from '../domain/mail-address.ts'
import { type Button, buttons, type Message, sentence } from '../message.ts'
import { coordinators, type Recipients, readRecipients } from './recipients.ts'

/** An alert, before it is known who has to be told. */
export type Alert = Pick<NewDelivery, 'key' | 'kind' | 'subject' | 'payload'>

/**
 * The alert for the coordinator when a delivery is held, failed or missed; undefined otherwise. `number` tells how many there were
 * about it before.
 */
export function alertFor(
  delivery: Delivery,
  { state, outcome }: Transition,
  { model, number }: { readonly model: PlanModel; readonly number: number },
): Alert | undefined {
  // An alert about an alert would never end. An answer is between the bot and whoever asked.
  if (delivery.kind === 'alert' || delivery.kind === 'answer') return undefined
  if (delivery.underKey?.startsWith('alert:')) return undefined
  if (state !== 'held' && state !== 'failed' && state !== 'missed') return undefined
  const message = sentenceFor({ delivery, state, why: outcome ?? '' }, model)
  const name = number === 0 ? String(delivery.tries) : `${delivery.tries}-${number + 1}`
  return alertAbout(delivery, { what: state, name, message })
}

function alertAbout(
  { key, subject }: Delivery,
  { what, name, message }: { what: AlertSubject['what']; name: string; message: Message },
): Alert {
  const id = `alert:${key}:${name}`
  return {
    key: id,
    kind: 'alert',
    subject: { ...subject, alert: { id, what, about: key } },
    payload: JSON.stringify(message),
  }
}

/** The alert about a delivery that should have gone out a while ago and is still tried. */
export function overdueAlert(delivery: Delivery, model: PlanModel): Alert {
  const { dueAt, platform, waitingSince } = delivery
  const what = described(delivery, model)
  const where = platform === null ? 'The platform' : platformTitle(platform)
  const why =
    waitingSince === null
      ? 'No running service has sent it: look whether its platform is set up'
      : `${where} has not taken it so far. It is tried again for a day; then you are asked`
  return alertAbout(delivery, {
    what: 'overdue',
    name: `overdue:${waitingSince ?? 'untried'}`,
    message: sentence(
      `Not sent yet: ${what}, due on ${moment(new Date(dueAt), model.plan.timeZone)}. ${why}.`,
    ),
  })
}

/** The alert for a coordinator whom something could not be told because nobody had linked them yet. */
export function untoldAlert(delivery: Delivery, model: PlanModel): Alert {
  const { summary, blocks } = JSON.parse(delivery.payload) as Message
  const due = moment(new Date(delivery.dueAt), model.plan.timeZone)
  const message: Message = {
    summary: `On ${due}, before you were linked: ${summary}`,
    blocks: [...sentence(`This was for you on ${due}, before you were linked.`).blocks, ...blocks],
  }
  return alertAbout(delivery, { what: 'untold', name: 'untold', message })
}

/** The alert that takes back one that said that a delivery was missed. */
export function notMissed(delivery: Delivery, model: PlanModel): Alert {
  return alertAbout(delivery, {
    what: 'not-missed',
    name: `not-missed:${delivery.tries}`,
    message: sentence(`Not missed after all: ${described(delivery, model)} still goes out.`),
  })
}

/** The same alert for each coordinator. Without one it is kept for nobody, so that `/readyz` and `doctor` report it. */
export async function toCoordinators(
  trx: Writing,
  model: PlanModel,
  alert: Alert,
  now: Date,
): Promise<readonly NewDelivery[]> {
  const people = coordinators(await readRecipients(trx, model, { now, platforms: [] }), model)
  return (people.length > 0 ? people : [null]).map((personId) => forPerson(alert, personId, now))
}

/** An alert about the service itself: whoever coordinates several plans has it once. */
export async function toCoordinatorsOfAll(
  trx: Writing,
  models: readonly PlanModel[],
  alert: Alert,
  now: Date,
): Promise<readonly { readonly planId: number; readonly delivery: NewDelivery }[]> {
  const told = new Map<number | null, { readonly planId: number; readonly delivery: NewDelivery }>()
  for (const model of models) {
    for (const delivery of await toCoordinators(trx, model, alert, now)) {
      const { personId = null } = delivery
      if (!told.has(personId)) told.set(personId, { planId: model.plan.id, delivery })
    }
  }
  return [...told.values()]
}

export function forPerson(alert: Alert, personId: number | null, now: Date): NewDelivery {
  const { key, subject } = alert
  const about = subject?.alert ?? { id: key, what: 'other', about: null }
  return {
    ...alert,
    key: `${key}:${personId ?? 'nobody'}`,
    subject: { ...subject, posts: ['coordinator'], alert: about },
    personId,
    dueAt: now.toISOString(),
  }
}

export function isCoordinator(
  recipients: Recipients,
  model: Pick<PlanModel, 'roles'>,
  personId: number | null,
): boolean {
  return personId !== null && coordinators(recipients, model).includes(personId)
}

function sentenceFor(
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
export function described(delivery: Delivery, model: PlanModel): string {
  const of = meetingOf(delivery, model)
  return `${named(delivery)}${of === undefined ? '' : ` for ${of}`}${pageOf(delivery)}`
}

/** "the SEND Improvement Board of Tuesday 8 December 2020" */
export function meetingOf({ subject }: Delivery, { bodies }: PlanModel): string | undefined {
  const body = bodies.find(({ code }) => code === subject.body)
  return body && subject.meetingDay ? `the ${body.name} of ${longDay(subject.meetingDay)}` : undefined
}

/** "the call for updates" */
export function named({
  kind,
  personId,
  platform,
}: Pick<Delivery, 'kind' | 'personId' | 'platform'>): string {
  const isMailed = kind === 'digest' && personId !== null && platform === MAIL.platform
  return isMailed ? `${NAMES.digest} by e-mail` : NAMES[kind]
}

function pageOf({ page }: Delivery): string {
  return page !== null && page > 1 ? `, page ${page}` : ''
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
  answer: 'an answer',
  alert: 'an alert',
} as const satisfies Record<Delivery['kind'], string>
