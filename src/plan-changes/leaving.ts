import { readItemStatuses } from '../../data/item-status.ts'
import type { Context, Outcome } from '../command.ts'
import { listed } from '../domain/format.ts'
import { familyOf, wordFor } from '../domain/hierarchy.ts'
import type { Item, Leaving } from '../domain/plan.ts'
import { UserError } from '../errors.ts'
import { itemOf, statusOf, withParts } from '../lookup/items.ts'
import { agreementOf, checkInPlan, type NamedDecision } from './agreement.ts'
import { carryOut, type Draft } from './carry.ts'

/** Takes an item out of the plan, and with it what is within it; what was said of them stays. */
export async function closeItem(
  context: Context,
  {
    ref,
    why,
    reason,
    named,
  }: {
    ref: string
    why: 'closed' | 'no-longer-required' | 'not-carried-over'
    reason: string | null
    named: NamedDecision
  },
): Promise<Outcome> {
  const family = familyOf(itemOf(context, ref), context.model.items)
  const agreement = await agreementOf(context, 'leaving', named)
  for (const item of family) checkInPlan(item, agreement)
  return carryOut(context, {
    action: 'item-close',
    // The outermost is told first.
    drafts: family.map((item) => leavingDraft(item, { why })),
    agreement,
    reason,
  })
}

/**
 * Merges an item into another: the one leaves, the other stays as it is. No rating, date, state or request moves.
 * @throws UserError if that would hide that something is not done
 */
export async function mergeItem(
  context: Context,
  {
    ref,
    into: target,
    reason,
    named,
  }: { ref: string; into: string; reason: string | null; named: NamedDecision },
): Promise<Outcome> {
  const { items, plan } = context.model
  const [item, into] = [itemOf(context, ref), itemOf(context, target)]
  if (item.id === into.id) throw new UserError('invalid', `${ref} cannot be merged into itself.`)
  const [, ...within] = familyOf(item, items)
  if (within.length > 0) {
    const parts = listed(within.slice(0, MOST_NAMED).map((part) => part.ref))
    throw new UserError(
      'invalid',
      `${ref} has ${within.length} ${wordFor(within, plan).plural} within it (${parts}${within.length > MOST_NAMED ? ' …' : ''}): merge or close them first. Nothing was changed.`,
    )
  }
  await checkUnfinished(context, item, into)
  const agreement = await agreementOf(context, 'merging', named)
  for (const each of [item, into]) checkInPlan(each, agreement)
  return carryOut(context, {
    action: 'item-merge',
    drafts: [leavingDraft(item, { why: 'merged', into: into.id })],
    agreement,
    reason,
    posts: [...into.owners, ...into.leads],
  })
}

const MOST_NAMED = 4

export function leavingDraft(item: Item, left: Leaving): Draft {
  return { itemId: item.id, ref: item.ref, kind: 'left', facts: { left }, before: { left: null } }
}

/** What is not done must not vanish in what is. */
async function checkUnfinished(context: Context, item: Item, into: Item): Promise<void> {
  const all = await readItemStatuses(context.db, context.model, {
    today: context.today,
    only: withParts([item, into], context.model.items),
  })
  const isFinished = (each: Item) => {
    const { state, signedOff } = statusOf(all, each).position
    return state === 'complete' || signedOff
  }
  if (isFinished(item) || !isFinished(into)) return
  throw new UserError(
    'refused',
    `${item.ref} is not finished and ${into.ref} is, so what is left to do would vanish. Nothing was changed. Close it instead, with its reason: item close ${item.ref} no longer required because …`,
  )
}
