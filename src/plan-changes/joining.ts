import { saveItem } from '../../data/item-changes.ts'
import type { Context, Outcome } from '../command.ts'
import { listed, shownDay } from '../domain/format.ts'
import { foldItems, type ItemFacts } from '../domain/item-changes.ts'
import type { GivenDay, Item } from '../domain/plan.ts'
import { plainReference } from '../domain/reference.ts'
import { UserError } from '../errors.ts'
import { itemOf } from '../lookup/items.ts'
import { agreementOrAsk, checkInPlan, isToAsk, type NamedDecision } from './agreement.ts'
import { askForChange, commandGiven } from './asking.ts'
import { carryOut } from './carry.ts'

interface NewItem {
  readonly ref: string
  /** The reference of the item that it belongs to; outermost without it. */
  readonly within: string | undefined
  /** The level's word, where it is not the next one in. */
  readonly level: string | undefined
  readonly owner: string | undefined
  readonly due: GivenDay | undefined
  readonly title: string
  readonly named: NamedDecision
}

/** Adds an item to the plan. Its first date is the original one. */
export async function addItem(context: Context, added: NewItem): Promise<Outcome> {
  const { model } = context
  const parent = added.within === undefined ? undefined : itemOf(context, added.within)
  checkReference(context, added.ref, parent)
  const level = levelFor(context, added.level, parent)
  const agreement = await agreementOrAsk(context, 'joining', added.named)
  if (isToAsk(agreement)) {
    const beside = parent ?? model.items.find(({ parentId }) => parentId === null)
    if (!beside) throw new UserError('invalid', 'The plan has no item yet. Import its file first.')
    return askForChange(context, agreement, {
      act: 'joining',
      item: beside,
      text: `add ${added.ref} “${added.title}”${parent ? ` in ${parent.ref}` : ''}${added.owner === undefined ? '' : ` for ${added.owner}`}${added.due ? `, due ${shownDay(added.due)}` : ''}`,
      reason: null,
      ...commandGiven('item-add', {
        new: added.ref,
        within: added.within,
        level: added.level,
        role: added.owner,
        date: added.due,
        title: added.title,
      }),
    })
  }
  if (parent) checkInPlan(parent, agreement)
  const itemId = await saveItem(context.writing(), model.plan.id)
  const { owner } = added
  const facts: Omit<ItemFacts, 'left'> = {
    ref: added.ref,
    level,
    parent: parent?.id ?? null,
    title: added.title,
    order: lastOrder(context, parent) + 1,
    leads: [],
    owners: owner === undefined ? [] : [owner],
    supports: [],
    start: null,
    due: added.due ?? null,
    ongoing: false,
    review: null,
    details: { aims: [], indicators: [], aspects: [], outcomes: [], progress: [], notes: [] },
  }
  return carryOut(context, {
    action: 'item-add',
    drafts: [{ itemId, ref: added.ref, kind: 'joined', facts, before: null }],
    agreement,
    reason: null,
  })
}

/** @throws UserError if the reference is an item's already, however it is spelled */
function checkReference({ model }: Context, ref: string, parent: Item | undefined): void {
  const plain = plainReference(ref)
  const isOutermost = parent === undefined
  const taken = model.items.find(
    (item) => plainReference(item.ref) === plain && (item.parentId === null) === isOutermost,
  )
  if (!taken) return
  throw new UserError(
    'conflict',
    `${taken.ref} is in the plan already: “${taken.title}”. Nothing was changed. Give the new item a reference of its own.`,
  )
}

function levelFor({ model }: Context, word: string | undefined, parent: Item | undefined): number {
  const { levels } = model.plan
  const outer = parent?.level ?? -1
  const level =
    word === undefined ? outer + 1 : levels.findIndex((each) => [each.word, each.plural].includes(word))
  if (level > outer && level < levels.length) return level
  const inside = levels.slice(outer + 1).map((each) => each.word)
  throw new UserError(
    'invalid',
    inside.length === 0
      ? `Nothing can stand within ${parent?.ref ?? 'it'}: it is at the innermost level of this plan.`
      : `Expected ${listed(inside, 'or')}${parent ? ` within ${parent.ref}` : ''}. Nothing was changed.`,
  )
}

/** The order of the last item that stands or stood beside it. */
function lastOrder({ model }: Context, parent: Item | undefined): number {
  const { inPlan, left } = foldItems(model.record.changes)
  const beside = [...inPlan, ...left].filter(({ parentId }) => parentId === (parent?.id ?? null))
  return Math.max(0, ...beside.map(({ order }) => order))
}
