import type { Context, Outcome } from '../command.ts'
import { shortDay } from '../domain/format.ts'
import type { ItemChangeKind } from '../domain/item-changes.ts'
import type { Item } from '../domain/plan.ts'
import { UserError } from '../errors.ts'
import { itemOf } from '../lookup/items.ts'
import { type Agreement, agreementOrAsk, checkInPlan, isToAsk, type NamedDecision } from './agreement.ts'
import { askForChange, commandGiven } from './asking.ts'
import { carryOut } from './carry.ts'

/** Gives an item another title. A misprint put right leaves past days as they were printed. */
export async function rewordItem(
  context: Context,
  {
    ref,
    title,
    isMisprint,
    named,
  }: { ref: string; title: string; isMisprint: boolean; named: NamedDecision },
): Promise<Outcome> {
  const item = itemOf(context, ref)
  if (item.title === title)
    throw new UserError('conflict', `${ref} is worded so already; nothing was changed.`)
  const act = isMisprint ? 'typing' : 'wording'
  const agreement = await agreementOrAsk(context, act, named)
  if (isToAsk(agreement))
    return askForChange(context, agreement, {
      act,
      item,
      text: `reword ${item.ref} to “${title}”`,
      reason: null,
      ...commandGiven('item-reword', { ref: item.ref, title, misprint: isMisprint || undefined }),
    })
  checkInPlan(item, agreement)
  checkLatest(context, item, 'reworded', agreement)
  const corrects = isMisprint ? printedBy(context, item) : undefined
  return carryOut(context, {
    action: 'item-reword',
    drafts: [
      {
        itemId: item.id,
        ref: item.ref,
        kind: 'reworded',
        facts: { title },
        before: { title: item.title },
        correctsId: corrects,
      },
    ],
    agreement,
    reason: null,
  })
}

/** Hands an item to another post; both owners are told. */
export async function handItem(
  context: Context,
  { ref, role, named }: { ref: string; role: string; named: NamedDecision },
): Promise<Outcome> {
  const item = itemOf(context, ref)
  // A whole is led, what is done is owned.
  const post = item.owners.length === 0 && item.leads.length > 0 ? 'leads' : 'owners'
  const before = item[post]
  if (before.length === 1 && before[0] === role)
    throw new UserError('conflict', `${ref} is ${role}’s already; nothing was changed.`)
  const agreement = await agreementOrAsk(context, 'owners', named)
  if (isToAsk(agreement))
    return askForChange(context, agreement, {
      act: 'owners',
      item,
      text: `hand ${item.ref} to ${role}`,
      reason: null,
      ...commandGiven('item-hand', { ref: item.ref, role }),
    })
  checkInPlan(item, agreement)
  checkLatest(context, item, 'owners', agreement)
  return carryOut(context, {
    action: 'item-hand',
    drafts: [
      {
        itemId: item.id,
        ref: item.ref,
        kind: 'owners',
        facts: { [post]: [role] },
        before: { [post]: before },
      },
    ],
    agreement,
    reason: null,
    posts: [...before, role],
  })
}

/** @throws UserError if what is decided was changed again after the meeting that is named */
function checkLatest(
  { model }: Context,
  { id, ref }: Item,
  kind: ItemChangeKind,
  { holdsFrom }: Agreement,
): void {
  const later = model.record.changes.findLast(
    (change) => change.itemId === id && change.kind === kind && change.holdsFrom > holdsFrom,
  )
  if (!later) return
  throw new UserError(
    'conflict',
    `${ref} was changed so on ${shortDay(later.holdsFrom.slice(0, 10))}, after the meeting that is named, and that stands. Nothing was changed.`,
  )
}

/** The change that printed the present title. */
function printedBy({ model }: Context, { id }: Item): number | undefined {
  return model.record.changes.findLast((change) => change.itemId === id && change.facts.title !== undefined)
    ?.id
}
