import { readItemStatuses } from '../../data/item-status.ts'
import type { PlanModel } from '../../data/plans.ts'
import type { Context } from '../command.ts'
import type { ItemStatus } from '../domain/item-status.ts'
import { type LinkedPlan, linkedItems, mayBeLinked } from '../domain/links.ts'
import type { Item } from '../domain/plan.ts'
import { type Block, paragraph, strong } from '../message.ts'
import { positionText } from './item-text.ts'

/** "Linked with 9: In progress", in the words of the plan that the other item is in. */
export function linkBlocks(
  { model: { plan } }: Pick<Context, 'model'>,
  item: Item,
  { statuses, others }: { statuses: ReadonlyMap<number, ItemStatus>; others: readonly LinkedPlan[] },
): readonly Block[] {
  return linkedItems(item, { plan, statuses }, others).map(({ status, plan: other }) => {
    const place = other ? ` in the ${other.title}` : ''
    const position = positionText(status.position, (other ?? plan).scale)
    return paragraph('Linked with ', strong(status.item.ref), `${place}: `, ...position)
  })
}

/** A plan with items that are linked with this one's. */
export interface OtherPlan extends LinkedPlan {
  readonly model: PlanModel
}

/**
 * The other plans of the speaker's that are linked with this one. There are none where others read along, or may have the
 * answer shared with them: they need not have a part in them.
 */
export async function otherLinkedPlans({
  db,
  model,
  plans,
  place,
  today,
}: Pick<Context, 'db' | 'model' | 'plans' | 'place' | 'today'>): Promise<readonly OtherPlan[]> {
  if (!place.isPrivate) return []
  const others = plans.filter(({ plan }) => plan.id !== model.plan.id && mayBeLinked(model.plan, plan))
  return Promise.all(
    others.map(async (other) => ({
      model: other,
      plan: other.plan,
      statuses: await readItemStatuses(db, other, { today }),
    })),
  )
}
