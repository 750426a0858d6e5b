import { meetingDeliveries } from '../../data/deliveries.ts'
import { isSameSitting } from '../domain/delivery.ts'
import type { Composing } from './composition.ts'
import { planModels } from './plan-named.ts'

/** The digests of other plans that are due in the same channel for the same meeting, and not held back. */
export async function digestsBeside(composing: Composing): Promise<readonly Composing[]> {
  const { delivery, now } = composing
  if (delivery.channel === null) return []
  const beside: Composing[] = []
  for (const other of await plansBeside(composing)) {
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
export async function plansBeside(composing: Composing): Promise<readonly Composing[]> {
  const { db, model: own, body } = composing
  return (await planModels(db)).flatMap((model) => {
    const same = model.bodies.find(({ id }) => id === body.id)
    const isOther = model.plan.id !== own.plan.id && !model.isQuiet
    return same && isOther ? [{ ...composing, model, body: same }] : []
  })
}
