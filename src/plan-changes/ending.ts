import { renewStamp, savePlanVersion } from '../../data/item-changes.ts'
import { readItemStatuses } from '../../data/item-status.ts'
import { type AskedRequest, endRequestsOf } from '../../data/requests.ts'
import type { Context, Outcome } from '../command.ts'
import { dayIn } from '../domain/day.ts'
import { count, listed, longDay } from '../domain/format.ts'
import type { ItemStatus } from '../domain/item-status.ts'
import type { Day, Ended, Item } from '../domain/plan.ts'
import { replacingText } from '../domain/plan-end.ts'
import { UserError } from '../errors.ts'
import { paragraph, sentence } from '../message.ts'
import { agreementOf, type NamedDecision } from './agreement.ts'

/**
 * Ends the plan on a day, by a decision of the body that decides its dates, once it is said of every open item what becomes
 * of it. Open requests end with it.
 */
export async function endPlan(
  context: Context,
  { on, named }: { on: Day | undefined; named: NamedDecision },
): Promise<Outcome> {
  const { plan, left, record } = context.model
  if (plan.ended)
    throw new UserError(
      'conflict',
      `This plan ${plan.ended.on < context.today ? 'ended' : 'ends'} on ${longDay(plan.ended.on)} already. Nothing was changed.`,
    )
  const agreement = await agreementOf(context, 'ending', named)
  const decidedOn = dayIn(plan.timeZone, new Date(agreement.holdsFrom))
  const lastDay = on ?? decidedOn
  if (lastDay < decidedOn)
    throw new UserError(
      'invalid',
      `A plan ends on the day on which that is decided, or later: expected ${longDay(decidedOn)} or a day after it. Nothing was changed.`,
    )
  const open = await openItems(context)
  if (open.length > 0) throw unanswered(open)
  const into = left.flatMap(({ left: { as } }) => (as ? [{ plan: as.plan, title: as.title }] : []))
  const replacedBy = into.filter((each, at) => into.findIndex((other) => other.plan === each.plan) === at)
  const basis = agreement.basis ?? undefined
  const ended: Ended = {
    on: lastDay,
    decided: true,
    ...(basis === undefined ? {} : { basis }),
    ...(replacedBy.length > 0 ? { replacedBy } : {}),
  }
  const settings = record.versions.at(-1)?.settings
  if (!settings) throw new Error('a plan has no settings')
  const requests = await endRequests(context)
  await savePlanVersion(context.writing(), {
    planId: plan.id,
    settings: { ...settings, ended },
    holdsFrom: agreement.holdsFrom,
    recordedAt: context.now.toISOString(),
  })
  await renewStamp(context.writing(), plan.id, context.now)
  await context.trail({ action: 'plan-end', ref: null, before: null, after: { ended } })
  return {
    message: sentence(
      `Recorded: the ${plan.title} ${lastDay < context.today ? 'ended' : 'ends'} on ${longDay(lastDay)}${basis === undefined ? '' : ` (${basis})`}.${replacingText(replacedBy)}`,
      ...(requests.length === 0 ? [] : [paragraph(endedText(requests))]),
    ),
    changes: [{ ref: plan.code, field: 'ended', from: null, to: lastDay }],
  }
}

/**
 * Counted items that are not finished; what is within them goes with them. One whose last parts were carried over, or were
 * not, is answered by them.
 */
async function openItems({ db, model, today }: Context): Promise<readonly Item[]> {
  const all = await readItemStatuses(db, model, { today })
  const answered = new Set(
    model.left.flatMap(({ parentId, left: { why } }) =>
      why === 'carried-over' || why === 'not-carried-over' ? [parentId] : [],
    ),
  )
  const isOpen = ({ item, position: { state, signedOff } }: ItemStatus) =>
    item.place === 'counted' && state !== 'complete' && !signedOff && !answered.has(item.id)
  return [...all.values()].filter(isOpen).map(({ item }) => item)
}

/** As many as are named; the others are counted. */
const MOST_NAMED = 10

function unanswered(open: readonly Item[]): UserError {
  const named = open.slice(0, MOST_NAMED).map((item) => item.ref)
  const more = open.length - named.length
  const refs = listed([...named, ...(more > 0 ? [`${more} more`] : [])])
  const [ref = ''] = named
  return new UserError(
    'refused',
    `The plan cannot end yet: ${count(open.length, 'open item')} (${refs}) ${open.length === 1 ? 'has' : 'have'} no answer. Say of each what becomes of it: item carry ${ref} as <item> of <plan>; item close ${ref} done with because …; item close ${ref} not carried over because … Nothing was changed.`,
    [`status ${ref}`],
  )
}

async function endRequests(context: Context): Promise<readonly AskedRequest[]> {
  const { plan, items } = context.model
  const ended = await endRequestsOf(context.writing(), plan.id, {
    itemIds: items.map(({ id }) => id),
    endedAt: context.now.toISOString(),
  })
  for (const { number, state, itemId } of ended) {
    await context.trail({
      action: 'request-ended',
      ref: items.find(({ id }) => id === itemId)?.ref ?? null,
      before: { request: number, state },
      after: { request: number, state: 'withdrawn' },
    })
  }
  return ended
}

function endedText(requests: readonly AskedRequest[]): string {
  const names = listed(requests.map(({ number }) => `R${number}`))
  return `${names} ended with it: there is nothing left to decide.`
}
