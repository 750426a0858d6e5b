import type { Day, GivenDay } from '../../src/domain/plan.ts'
import { plainReference } from '../../src/domain/reference.ts'
import type {
  PlanFile,
  PlanFileAction,
  PlanFileOpening,
  PlanFileSubAction,
} from '../../src/plan-file/schema.ts'

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
export function fileItems({ areas }: PlanFile): readonly FileItem[] {
  return areas
    .flatMap((area) =>
      area.actions.flatMap((action) => [
        actionItem(action, area.code),
        ...action.subActions.map((part) => subActionItem(part, area.code, action.ref)),
      ]),
    )
    .map((item, sortOrder) => ({ ...item, sortOrder }))
}

function actionItem(action: PlanFileAction, areaCode: string): Omit<FileItem, 'sortOrder'> {
  const { ref, title, lead, due, outcomes, progress, notes, opening } = action
  return {
    ref,
    kind: 'action',
    title,
    startOn: null,
    ...dayColumns(due, null),
    ongoing: 0,
    details: JSON.stringify({ aspects: [], outcomes, progress, notes }),
    areaCode,
    actionRef: null,
    owners: lead === null ? [] : [lead],
    opening,
  }
}

function subActionItem(
  part: PlanFileSubAction,
  areaCode: string,
  actionRef: string,
): Omit<FileItem, 'sortOrder'> {
  const { ref, title, owners, start, due, ongoing, review, certainty, aspects, notes, opening } = part
  return {
    ref,
    kind: 'sub-action',
    title,
    startOn: start,
    ...dayColumns(due, review),
    ongoing: ongoing ? 1 : 0,
    details: JSON.stringify({ certainty, aspects, outcomes: [], progress: [], notes }),
    areaCode,
    actionRef,
    owners,
    opening,
  }
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
