import type { Context } from '../command.ts'
import type { ItemStatus } from '../domain/item-status.ts'
import { linkedItems } from '../domain/links.ts'
import type { Item } from '../domain/plan.ts'
import { type Block, paragraph, strong } from '../message.ts'
import { positionText } from './item-text.ts'

/** "Linked with 9: In progress", in the words of the plan that the other item is in. */
export function linkBlocks(
  { model: { plan } }: Pick<Context, 'model'>,
  item: Item,
  statuses: ReadonlyMap<number, ItemStatus>,
): readonly Block[] {
  return linkedItems(item, { plan, statuses }).map(({ status, plan: other }) => {
    const place = other ? ` in ${other.short ?? other.title}` : ''
    const position = positionText(status.position, (other ?? plan).scale)
    return paragraph('Linked with ', strong(status.item.ref), `${place}: `, ...position)
  })
}
