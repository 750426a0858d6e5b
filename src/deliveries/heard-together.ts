import { meetingDeliveries } from '../../data/deliveries.ts'
import { isSameSitting } from '../domain/delivery.ts'
import type { Composing } from './composition.ts'
import { planModels } from './plan-named.ts'
import { addressOf, coordinators, readRecipients } from './recipients.ts'

/**
 * The digests of other plans that are due in the same channel for the same meeting, and not held back; without a channel, those
 * that go to the same coordinator.
 */
export async function digestsBeside(composing: Composing): Promise<readonly Composing[]> {
  const { delivery, now } = composing
  const beside: Composing[] = []
  const reader = delivery.channel === null ? await coordinatorTold(composing) : null
  for (const other of await plansBeside(composing)) {
    if (delivery.channel === null && (await coordinatorTold(other)) !== reader) continue
    const all = await meetingDeliveries(other.db, other.model.plan.id, other.meeting.id)
    const due = all.find(
      (each) =>
        each.kind === 'digest' &&
        each.page === 1 &&
        each.state === 'planned' &&
        each.underKey === null &&
        each.payload === '' &&
        each.dueAt <= now.toISOString() &&
        each.platform === delivery.platform &&
        each.tenant === delivery.tenant &&
        each.channel === delivery.channel &&
        isSameSitting(each.subject, delivery.subject),
    )
    if (due) beside.push({ ...other, delivery: due })
  }
  return beside
}

/** The same step of the meeting for each other plan that the board hears. */
async function plansBeside(composing: Composing): Promise<readonly Composing[]> {
  const { db, model: own, body } = composing
  return (await planModels(db)).flatMap((model) => {
    const same = model.bodies.find(({ id }) => id === body.id)
    const isOther = model.plan.id !== own.plan.id && !model.isQuiet
    return same && isOther ? [{ ...composing, model, body: same }] : []
  })
}

/** Whom a plan's digest goes to if the board has no channel; null where a terminal shows it. */
async function coordinatorTold({ db, model, now, platforms }: Composing): Promise<number | null | undefined> {
  if (platforms.includes('terminal')) return null
  const recipients = await readRecipients(db, model, { now, platforms })
  return coordinators(recipients, model).find((id) => addressOf(recipients, id) !== undefined)
}
