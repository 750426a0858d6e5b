import type { Channel } from '../../data/channels.ts'
import { changeDelivery, type Delivery, listDeliveries } from '../../data/deliveries.ts'
import type { PlanModel } from '../../data/plans.ts'
import type { Context } from '../command.ts'
import { outOfTheNight } from '../domain/day.ts'
import { isToCome, mayHaveArrived, next } from '../domain/delivery.ts'
import type { HandEvent } from '../domain/delivery-events.ts'
import type { Body } from '../domain/plan.ts'

type Place = Pick<Channel, 'platform' | 'tenant' | 'channel'>

/** What a channel that was bound sets going. */
export interface SetGoing {
  /** Their time was over before the channel was bound, and the meeting is to come. */
  readonly overdue: readonly Delivery[]
  readonly next: Delivery | undefined
}

/** The digests that a board is to be told in a channel; their first pages stand for them. */
export async function digestsFor(context: Context, body: Body, place: Place): Promise<SetGoing> {
  const { db, now } = context
  const digests: Delivery[] = []
  for (const { plan } of hearing(context, body)) digests.push(...(await listDeliveries(db, plan.id)))
  const own = digests.filter(
    (each) =>
      each.kind === 'digest' &&
      each.page === 1 &&
      each.underKey === null &&
      each.bodyId === body.id &&
      each.platform === place.platform &&
      each.tenant === place.tenant &&
      each.channel === place.channel &&
      isToCome(each),
  )
  const overdue = own.filter(({ dueAt }) => new Date(dueAt) <= now)
  return { overdue, next: own.find((each) => !overdue.includes(each)) }
}

/** A board's meetings whose digest was tried, and that no place has had. */
export async function untoldMeetings(context: Context, body: Body): Promise<ReadonlySet<number>> {
  const tried = new Set<number>()
  const had = new Set<number>()
  for (const { plan } of hearing(context, body)) {
    for (const each of await listDeliveries(context.db, plan.id)) {
      if (each.kind !== 'digest' || each.bodyId !== body.id || each.meetingId === null) continue
      if (mayHaveArrived(each)) had.add(each.meetingId)
      else if (each.tries > 0) tried.add(each.meetingId)
    }
  }
  return new Set([...tried].filter((id) => !had.has(id)))
}

/** The plans of the speaker's that a board hears. */
export function hearing({ plans, model }: Context, body: Body): readonly PlanModel[] {
  const others = plans.filter(({ plan }) => plan.id !== model.plan.id)
  return [model, ...others].filter(({ bodies }) => bodies.some(({ id }) => id === body.id))
}

/** Holds overdue digests back until the coordinator says what is to become of them. */
export async function holdOverdue(context: Context, overdue: readonly Delivery[]): Promise<void> {
  for (const each of overdue) await change(context, each, { kind: 'hold', by: context.speaker.name })
}

/** Posts overdue digests, at night in the morning; returns when. */
export async function postOverdue(context: Context, overdue: readonly Delivery[]): Promise<Date> {
  const at = outOfTheNight(context.now, context.model.plan.timeZone)
  for (const each of overdue) await change(context, each, { kind: 'release', now: at })
  return at
}

/** Leaves overdue digests out: the channel begins with the next meeting. */
export async function leaveOverdue(context: Context, overdue: readonly Delivery[]): Promise<void> {
  const outcome = 'the channel begins with the next meeting'
  for (const each of overdue) await change(context, each, { kind: 'called-off', outcome })
}

async function change(
  context: Context,
  delivery: Delivery,
  event: HandEvent | { readonly kind: 'called-off'; readonly outcome: string },
): Promise<void> {
  const to = next(delivery, event)
  if (to) await changeDelivery(context.writing(), delivery, to)
}
