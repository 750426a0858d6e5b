import type { Database } from '../../data/database.ts'
import type { Delivery } from '../../data/deliveries.ts'
import { listAssignments } from '../../data/people.ts'
import { type LoadPlans, type PlanModel, planLoaders } from '../../data/plans.ts'
import { dayIn } from '../domain/day.ts'
import { isRunning } from '../domain/plan-end.ts'
import { sayable } from '../domain/plan-name.ts'
import { context, type Message } from '../message.ts'
import { ofPlan } from './of-plan.ts'
import type { Claimed } from './settle.ts'

/**
 * The message with its plan, where the organisation has several that go on: in what is pressed in it, in its small print, and
 * for somebody with a part in several also in the lines to type. What tells of the service itself names no plan to read.
 */
export async function withItsPlan(
  db: Database,
  { model, delivery, now }: Pick<Claimed, 'model' | 'delivery' | 'now'>,
  message: Message,
): Promise<Message> {
  // It names its plans where it speaks of several.
  if (delivery.subject.plans) return message
  const { plan } = model
  const today = dayIn(plan.timeZone, now)
  const running = (await planModels(db)).filter((each) => isRunning(each.plan, today))
  if (running.every(({ plan: { id } }) => id === plan.id)) return message
  const own = await ownPlans(db, running, { personId: delivery.personId, today })
  const named = ofPlan(message, sayable(plan), own > 1 ? 'typed' : 'pressed')
  const isRead = (own > 1 || delivery.personId === null) && !isOfService(delivery)
  return isRead ? { ...named, blocks: [...named.blocks, context(`In: ${plan.title}.`)] } : named
}

/** How many of the plans somebody has a part in. */
async function ownPlans(
  db: Database,
  plans: readonly PlanModel[],
  { personId, today }: { readonly personId: number | null; readonly today: string },
): Promise<number> {
  let own = 0
  for (const { plan } of plans) {
    const assignments = await listAssignments(db, plan.id, today)
    if (assignments.some((each) => each.personId === personId)) own += 1
  }
  return own
}

function isOfService({ subject: { alert } }: Delivery): boolean {
  return alert?.what === 'clock' || alert?.what === 'other'
}

/** Keeps the plans' structure between ticks; the loaders read it again after an import. */
const loaders = new WeakMap<Database, LoadPlans>()

/** Every plan of the database. */
export async function planModels(db: Database): Promise<readonly PlanModel[]> {
  const load = loaders.get(db) ?? planLoaders(db, undefined)
  loaders.set(db, load)
  const models = (await load()).map(async (each) => (await each()).model)
  return Promise.all(models)
}
