import { listItemRequests, saveRequest, setRequestState } from '../../data/dates.ts'
import type { Context } from '../command.ts'
import { longDay } from '../domain/format.ts'
import type { GivenDay, Item } from '../domain/plan.ts'
import type { Standing } from '../domain/standing.ts'
import { UserError } from '../errors.ts'

export function checkNewDate(context: Context, item: Item, { due }: Standing, date: GivenDay): void {
  if (date.on < context.today) {
    throw new UserError(
      'invalid',
      `${longDay(date.on)} has passed. Ask for a day to come; if ${item.ref} is done, say: update ${item.ref} complete on <date>`,
    )
  }
  if (due.current?.on === date.on) {
    throw new UserError('invalid', `${item.ref} is due on ${longDay(date.on)} already.`)
  }
}

export interface DateAsked {
  readonly item: Item
  readonly standing: Standing
  readonly date: GivenDay
  readonly reason: string
  readonly onBehalfOf: number | null
}

/** Keeps that somebody asks for another date. A newer request takes the place of an undecided one. */
export async function requestDate(
  context: Context,
  { item, standing, date, reason, onBehalfOf }: DateAsked,
): Promise<{ number: number; replaced: readonly number[] }> {
  const { plan } = context.model
  const trx = context.writing()
  const now = context.now.toISOString()
  const open = (await listItemRequests(trx, plan.id, item.id)).filter(
    (each) => each.kind === 'date' && ['pending', 'deferred'].includes(each.state),
  )
  for (const each of open) await setRequestState(trx, each.id, { state: 'withdrawn', endedAt: now })
  const { number } = await saveRequest(trx, {
    planId: plan.id,
    kind: 'date',
    itemId: item.id,
    fromDay: standing.due.current?.on ?? null,
    toDay: date.on,
    toAsGiven: date.asGiven,
    reason,
    askedBy: context.speaker.personId,
    onBehalfOf,
    askedAt: now,
  })
  await context.trail({
    action: 'revise',
    ref: item.ref,
    onBehalfOf:
      onBehalfOf === null ? null : (context.people.find((person) => person.id === onBehalfOf)?.name ?? null),
    before: { due: standing.due.current?.on ?? null },
    after: {
      request: number,
      asksFor: date.on,
      reason,
      ...(open.length > 0 ? { replaces: open.map((each) => each.number) } : {}),
    },
  })
  return { number, replaced: open.map((each) => each.number) }
}
