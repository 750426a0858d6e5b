import type { Day, GivenDay } from '../../src/domain/plan.ts'
import { plainReference } from '../../src/domain/reference.ts'
import { leadsOf, type PlanFile, type PlanFileItem } from '../../src/plan-file/arranged.ts'
import type { PlanFileOpening } from '../../src/plan-file/schema.ts'

/** An action or sub-action in the columns of the database. */
export interface ItemColumns {
  readonly ref: string
  readonly kind: 'action' | 'sub-action'
  readonly title: string
  readonly startOn: Day | null
  readonly dueOn: Day | null
  readonly dueAsGiven: string | null
  readonly ongoing: number
  readonly reviewOn: Day | null
  readonly reviewAsGiven: string | null
  readonly details: string
  readonly areaCode: string
  readonly actionRef: string | null
  readonly owners: readonly string[]
}

export interface FileItem extends ItemColumns {
  readonly sortOrder: number
  readonly opening: readonly PlanFileOpening[]
}

/** The file's actions, each before its sub-actions. */
export function fileItems({ items }: PlanFile): readonly FileItem[] {
  const areaOf = (item: PlanFileItem): string => {
    const around = items.find(({ ref }) => ref === item.parent)
    return around ? areaOf(around) : item.ref
  }
  return items
    .filter(({ level }) => level > 0)
    .map((item, sortOrder) => ({
      ref: item.ref,
      kind: item.level === 1 ? 'action' : 'sub-action',
      title: item.title,
      startOn: item.start,
      ...dayColumns(item.due, item.review),
      ongoing: item.ongoing ? 1 : 0,
      details: JSON.stringify({
        certainty: item.certainty,
        aspects: item.aspects,
        outcomes: item.outcomes,
        progress: item.progress,
        notes: item.notes,
      }),
      areaCode: areaOf(item),
      actionRef: item.level === 2 ? item.parent : null,
      owners: [...leadsOf(item), ...item.owners],
      opening: item.opening,
      sortOrder,
    }))
}

function dayColumns(due: GivenDay | null, review: GivenDay | null) {
  return {
    dueOn: due?.on ?? null,
    dueAsGiven: due?.asGiven ?? null,
    reviewOn: review?.on ?? null,
    reviewAsGiven: review?.asGiven ?? null,
  }
}

/** The parts of an item by the names that people know them by. */
export function itemFields(item: ItemColumns): object {
  return {
    spelling: item.ref,
    title: item.title,
    [item.kind === 'action' ? 'lead' : 'owners']: item.owners,
    'start date': item.startOn,
    'due date': [item.dueOn, item.dueAsGiven],
    ongoing: item.ongoing,
    'review date': [item.reviewOn, item.reviewAsGiven],
    place: [item.kind, item.areaCode, item.actionRef && plainReference(item.actionRef)],
    ...(JSON.parse(item.details) as object),
  }
}
