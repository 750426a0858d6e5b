import { meetingDeliveries, wasMailed } from '../../../data/deliveries.ts'
import type { PlanModel } from '../../../data/plans.ts'
import { count, listed, longDay, moment } from '../../domain/format.ts'
import { MAIL } from '../../domain/mail-address.ts'
import { type Block, heading, type Message, paragraph, type Text } from '../../message.ts'
import type { Composed, Composing, Within } from '../composition.ts'
import { plansBeside } from '../heard-together.ts'
import { addressOf, coordinators, type Recipients } from '../recipients.ts'
import { type OwedUpdate, readWhoToAsk, type WhoToAsk } from '../who-to-ask.ts'

/** Whether a person is told by e-mail, where nothing can be pressed. */
export function isToldByMail({ recipients }: Pick<WhoToAsk, 'recipients'>, personId: number): boolean {
  return addressOf(recipients, personId)?.platform === MAIL.platform
}

/** Those who had their one reminder by e-mail: they are not asked again. */
export async function askedByMail(
  { db, delivery: { meetingId } }: Pick<Composing, 'db' | 'delivery'>,
  toAsk: WhoToAsk,
): Promise<readonly number[]> {
  const asked: number[] = []
  for (const personId of toAsk.byPerson.keys())
    if (isToldByMail(toAsk, personId) && (await wasMailed(db, { kind: 'collect', personId, meetingId })))
      asked.push(personId)
  return asked
}

/** What one plan asks somebody for. */
interface Asked {
  readonly model: PlanModel
  readonly own: readonly OwedUpdate[]
}

/** The one reminder ahead of a meeting, with what the other plans that the board hears ask for too. */
export async function reminderByMail(
  composing: Composing,
  {
    own,
    recipients,
    line,
  }: { own: readonly OwedUpdate[]; recipients: Recipients; line: (each: OwedUpdate) => Text },
): Promise<Composed> {
  const { model, body, meeting, steps } = composing
  const others = await askedBeside(composing)
  const all: readonly Asked[] = [{ model, own }, ...others.map((each) => each.asked)]
  const items = all.reduce((sum, each) => sum + each.own.length, 0)
  const lead = `${items === 1 ? 'One item of yours needs' : `${items} items of yours need`} a word before the ${body.name} of ${longDay(meeting.day)}.`
  const blocks = all.flatMap((asked): readonly Block[] => [
    ...(all.length > 1 ? [heading(`${asked.model.plan.title}: ${count(asked.own.length, 'item')}`)] : []),
    { kind: 'list', items: asked.own.map(line) },
  ])
  const message: Message = {
    summary: lead,
    blocks: [
      heading(`Your update for the ${body.name}`),
      paragraph(lead, ` Figures are stored on ${moment(steps.cutOff, model.plan.timeZone)}.`),
      ...blocks,
      howToAnswer(coordinatorNames(recipients, all)),
    ],
  }
  return {
    kind: 'message',
    message,
    subject: { refs: own.map(({ status }) => status.item.ref) },
    within: others.map(({ within }) => within),
  }
}

/** What to do without an account. With a page for it, its address has its place here. */
function howToAnswer(names: readonly string[]): Block {
  const whom = names.length === 0 ? 'the coordinator' : listed(names, 'or')
  return paragraph(
    `Tell ${whom} how each stands before then, and what you need. They record it in your name. You are not reminded again.`,
  )
}

function coordinatorNames(recipients: Recipients, all: readonly Asked[]): readonly string[] {
  const ids = new Set(all.flatMap(({ model }) => coordinators(recipients, model)))
  return recipients.contacts
    .filter(({ personId, isSeat }) => ids.has(personId) && !isSeat)
    .map(({ name }) => name)
}

interface Beside {
  readonly asked: Asked
  /** What that plan would have sent by itself. */
  readonly within: Within
}

/** What other plans are due to ask the same person for, ahead of the same meeting. */
async function askedBeside(composing: Composing): Promise<readonly Beside[]> {
  const { delivery, now } = composing
  const { personId } = delivery
  if (personId === null || delivery.kind !== 'collect') return []
  const found: Beside[] = []
  for (const other of await plansBeside(composing)) {
    const planned = await meetingDeliveries(other.db, other.model.plan.id, other.meeting.id)
    const step = planned.find(({ kind, personId: whose }) => kind === 'collect' && whose === null)
    if (!step || !['planned', 'sent'].includes(step.state) || step.dueAt > now.toISOString()) continue
    const key = `${step.key}:${personId}`
    if (planned.some((each) => each.key === key && each.state !== 'planned')) continue
    const toAsk = await readWhoToAsk({ ...other, delivery: step })
    const own = toAsk.byPerson.get(personId) ?? []
    if (own.length === 0) continue
    const { subject, bodyId, meetingId, dueAt } = step
    found.push({
      asked: { model: other.model, own },
      within: {
        planId: other.model.plan.id,
        delivery: { key, kind: 'collect', subject, bodyId, meetingId, dueAt, personId },
      },
    })
  }
  return found
}
