import { readItemStatuses } from '../../data/item-status.ts'
import type { Context, Outcome } from '../command.ts'
import { listed } from '../domain/format.ts'
import { familyOf, wordFor } from '../domain/hierarchy.ts'
import type { Item, Leaving } from '../domain/plan.ts'
import { whyText } from '../domain/plan-change-words.ts'
import { UserError } from '../errors.ts'
import { itemOf, statusOf, withParts } from '../lookup/items.ts'
import { agreementOrAsk, checkInPlan, isToAsk, type NamedDecision } from './agreement.ts'
import { askForChange, commandGiven } from './asking.ts'
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
  const agreement = await agreementOrAsk(context, 'leaving', named)
  if (isToAsk(agreement)) {
    const item = itemOf(context, ref)
    const closing = CLOSING[why]
    return askForChange(context, agreement, {
      act: 'leaving',
      item,
      text: `close ${item.ref}, ${whyText({ why, into: null })}`,
      reason,
      ...commandGiven('item-close', { ref: item.ref, closing, reason }),
    })
  }
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
  const agreement = await agreementOrAsk(context, 'merging', named)
  if (isToAsk(agreement))
    return askForChange(context, agreement, {
      act: 'merging',
      item,
      text: `merge ${item.ref} into ${into.ref}`,
      reason,
      ...commandGiven('item-merge', { ref: item.ref, into: into.ref, reason }),
    })
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

/** As `item close` is told why. */
const CLOSING = {
  closed: 'done with',
  'no-longer-required': 'no longer required',
  'not-carried-over': 'not carried over',
} as const

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
