import type { Context } from '../command.ts'
import type { Item } from '../domain/plan.ts'
import { changeLine, told } from '../domain/plan-change-words.ts'
import { changesOf } from '../lookup/plan-changes.ts'
import { isFilesMisprint } from './corrections.ts'

/** An item's changes that its status tells; the others are in its history. */
const TOLD = new Set(['joined', 'carried', 'returned', 'moved', 'reworded', 'owners', 'dates'])
const MOST_TOLD = 3

/** How the item came to be what it is: its latest changes, as a line each. */
export function changeLines({ model }: Context, item: Item, asAt: Date | undefined): readonly string[] {
  const when = asAt && { at: asAt.toISOString() }
  return told(changesOf(model, { itemIds: [item.id], when }))
    .filter((change) => TOLD.has(change.kind) && !isFilesMisprint(change))
    .slice(-MOST_TOLD)
    .map(changeLine)
}
