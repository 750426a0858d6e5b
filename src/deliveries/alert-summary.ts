import type { Writing } from '../../data/database.ts'
import { changeDelivery, type Delivery, findDelivery, saveDelivery } from '../../data/deliveries.ts'
import type { PlanModel } from '../../data/plans.ts'
import { next } from '../domain/delivery.ts'
import type { DeliveryState } from '../domain/delivery-events.ts'
import { capitalised, count, listed } from '../domain/format.ts'
import { type Block, buttons, context, type Message, paragraph, sentence } from '../message.ts'
import { forPerson, meetingOf, named } from './alerts.ts'

/** More alerts than this to one person at a time become one. */
const MOST_ALERTS = 3
/** The longest list that a person reads. */
const MOST_LINES = 20

/** Makes one alert of many that wait for the same person. */
export async function summariseAlerts(
  trx: Writing,
  model: PlanModel,
  { waiting, now }: { waiting: readonly Delivery[]; now: Date },
): Promise<void> {
  const single = waiting.filter(
    ({ subject, tries, postsArrived }) =>
      tries === 0 && postsArrived === 0 && subject.alert !== undefined && subject.alert.tried === undefined,
  )
  for (const personId of new Set(single.map((each) => each.personId))) {
    const own = single.filter((each) => each.personId === personId && !isToldAlone(each))
    const summaries = own.filter(({ subject }) => subject.alert?.of !== undefined)
    if (own.length <= MOST_ALERTS && !(summaries.length > 0 && own.length > 1)) continue
    await summarise(trx, model, { own, personId, now })
  }
}

/** A question, or news of the service itself. */
function isToldAlone({ subject }: Delivery): boolean {
  return subject.alert?.what === 'clock' || subject.alert?.what === 'other'
}

async function summarise(
  trx: Writing,
  model: PlanModel,
  { own, personId, now }: { own: readonly Delivery[]; personId: number | null; now: Date },
): Promise<void> {
  const keys = own.flatMap(({ key, subject }) => subject.alert?.of ?? [key])
  const id = `alert:summary:${own[0]?.number}:${own.length}`
  const told = await toldAlerts(trx, model, keys)
  const summary = {
    key: id,
    kind: 'alert',
    subject: { alert: { id, what: 'summary', about: null, of: keys } },
    payload: JSON.stringify(summaryOf(told, model)),
  } as const
  const planned = forPerson(summary, personId, now)
  // Other coordinators have one of their own.
  await saveDelivery(trx, model.plan.id, { ...planned, subject: { ...planned.subject, isPersonal: true } })
  for (const each of own) {
    const change = next(each, { kind: 'called-off', outcome: 'told together with others' })
    if (change) await changeDelivery(trx, each, change)
  }
}

/** What of a summary is still so. */
export async function summaryNow(trx: Writing, model: PlanModel, { subject }: Delivery): Promise<Message> {
  const told = await toldAlerts(trx, model, subject.alert?.of ?? [])
  const standing = told.filter(({ delivery }) => !delivery || !ENDED.includes(delivery.state))
  return standing.length === 0
    ? sentence(`Settled: ${count(told.length, 'message')} that did not go out as planned.`)
    : summaryOf(standing, model)
}

const ENDED: readonly DeliveryState[] = ['sent', 'withdrawn']

async function toldAlerts(
  trx: Writing,
  model: PlanModel,
  keys: readonly string[],
): Promise<readonly ToldAlert[]> {
  const told: ToldAlert[] = []
  for (const key of keys) {
    const alert = await findDelivery(trx, model.plan.id, { key })
    const about = alert?.subject.alert?.about
    if (!alert) continue
    const delivery = about ? await findDelivery(trx, model.plan.id, { key: about }) : undefined
    told.push({ alert, delivery })
  }
  return told
}

interface ToldAlert {
  readonly alert: Delivery
  /** What it is about, if that is a delivery. */
  readonly delivery: Delivery | undefined
}

function summaryOf(told: readonly ToldAlert[], model: PlanModel): Message {
  const lines = linesOf(told, model)
  const shown = lines.slice(0, MOST_LINES)
  const more: readonly Block[] =
    lines.length > shown.length ? [context(`And ${count(lines.length - shown.length, 'more line')}.`)] : []
  const lead = `${count(told.length, 'message')} did not go out as planned.`
  return {
    summary: lead,
    blocks: [
      paragraph(lead),
      { kind: 'list', items: shown },
      ...more,
      buttons({ label: 'Show what waits for me', line: 'deliveries' }, ...decisionButtons(told, model)),
    ],
  }
}

/** One line for all that was missed, or is overdue, for one meeting; a line of its own for anything else. */
function linesOf(told: readonly ToldAlert[], model: PlanModel): readonly string[] {
  const groups = new Map<string, ToldAlert[]>()
  for (const each of told) {
    const key = groupOf(each, model) ?? each.alert.key
    groups.set(key, [...(groups.get(key) ?? []), each])
  }
  return [...groups].map(([key, group]) => {
    const [first] = group
    if (!first) return ''
    if (groupOf(first, model) === undefined) return (JSON.parse(first.alert.payload) as Message).summary
    return `${key}: ${listed(countedNames(group))}.`
  })
}

/** "Missed for the SEND Improvement Board of Tuesday 5 January 2021" */
function groupOf({ alert, delivery }: ToldAlert, model: PlanModel): string | undefined {
  const what = alert.subject.alert?.what
  if (!delivery || (what !== 'missed' && what !== 'overdue')) return undefined
  const meeting = meetingOf(delivery, model)
  return `${what === 'missed' ? 'Missed' : 'Not sent yet'}${meeting === undefined ? '' : ` for ${meeting}`}`
}

/** "the digest", "the call for updates (12)" */
function countedNames(group: readonly ToldAlert[]): readonly string[] {
  const counts = new Map<string, number>()
  for (const { delivery } of group) {
    const name = delivery ? named(delivery) : ''
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return [...counts].map(([name, number]) => (number === 1 ? name : `${name} (${number})`))
}

/** A button for each body whose decisions nobody asked for in time. */
function decisionButtons(
  told: readonly ToldAlert[],
  { bodies }: PlanModel,
): readonly { label: string; line: string }[] {
  const late = told.filter(({ alert }) => alert.subject.alert?.what === 'asked late')
  const codes = new Set(late.map(({ alert }) => alert.subject.body))
  return bodies
    .filter(({ code }) => codes.has(code))
    .slice(0, MOST_BODIES)
    .map(({ aliases, code }) => ({
      label: capitalised(`${aliases[0] ?? code}: record its decisions`),
      line: `decisions ${aliases[0] ?? code}`,
    }))
}

const MOST_BODIES = 3
