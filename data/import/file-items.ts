import type { ItemFacts } from '../../src/domain/item-changes.ts'
import { plainReference } from '../../src/domain/reference.ts'
import { leadsOf, type PlanFile, type PlanFileItem } from '../../src/plan-file/arranged.ts'

/** An item as the file gives it. */
export interface FileItem {
  /** What it is found by again: its reference, however it is spelled. */
  readonly key: string
  readonly parentKey: string | null
  readonly facts: FileFacts
  /** As the file has it. */
  readonly part: PlanFileItem
}

type FileFacts = Omit<ItemFacts, 'parent' | 'order' | 'left'>

/** The file's items, each before those that belong to it. */
export function fileItems({ items }: PlanFile): readonly FileItem[] {
  const keys = new Map(items.map((item) => [item.ref, itemKey(item)]))
  return items.map((item) => ({
    key: itemKey(item),
    parentKey: item.parent === null ? null : (keys.get(item.parent) ?? null),
    facts: factsIn(item),
    part: item,
  }))
}

/** An outermost item may bear the reference of one further in. */
function itemKey({ level, ref }: Pick<ItemFacts, 'level' | 'ref'>): string {
  return level === 0 ? `outermost ${plainReference(ref)}` : plainReference(ref)
}

function factsIn(item: PlanFileItem): FileFacts {
  const printed = item.revisions.map((revision) => revision.due)
  const { ref, level, title, owners, supports, start, due, ongoing, review } = item
  const { aims, indicators, method, certainty, aspects, outcomes, progress, notes } = item
  return {
    ref,
    level,
    title,
    leads: leadsOf(item),
    owners,
    supports,
    start,
    due,
    ongoing,
    review,
    details: { aims, indicators, method, certainty, aspects, outcomes, progress, notes, printed },
  }
}
