import type { ItemFacts } from '../../src/domain/item-changes.ts'
import { plainReference } from '../../src/domain/reference.ts'
import type {
  PlanFile,
  PlanFileAction,
  PlanFileOpening,
  PlanFileSubAction,
} from '../../src/plan-file/schema.ts'

/** An item as the file gives it. */
export interface FileItem {
  /** What it is found by again: its reference, however it is spelled. */
  readonly key: string
  readonly parentKey: string | null
  readonly facts: FileFacts
  readonly opening: readonly PlanFileOpening[]
}

type FileFacts = Omit<ItemFacts, 'parent' | 'place' | 'left'>

const NO_DATES = { start: null, due: null, ongoing: false, review: null }
const NO_DETAILS = { aspects: [], outcomes: [], progress: [], notes: [] }

/** The file's items, each before those that belong to it. */
export function fileItems({ areas }: PlanFile): readonly FileItem[] {
  return areas.flatMap((area) => [
    areaItem(area),
    ...area.actions.flatMap((action) => [
      actionItem(action, itemKey({ level: 0, ref: area.code })),
      ...action.subActions.map((part) => subActionItem(part, itemKey({ level: 1, ref: action.ref }))),
    ]),
  ])
}

/** An area may bear the reference of an action. */
export function itemKey({ level, ref }: Pick<ItemFacts, 'level' | 'ref'>): string {
  return level === 0 ? `area ${ref}` : plainReference(ref)
}

function fileItem(
  facts: FileFacts,
  { parentKey, opening = [] }: Pick<FileItem, 'parentKey'> & Partial<Pick<FileItem, 'opening'>>,
): FileItem {
  return { key: itemKey(facts), parentKey, facts, opening }
}

function areaItem({ code, title, aims, indicators, method }: PlanFile['areas'][number]): FileItem {
  const details = { ...NO_DETAILS, aims, indicators, method }
  return fileItem(
    { ...NO_DATES, ref: code, level: 0, title, leads: [], owners: [], supports: [], details },
    { parentKey: null },
  )
}

function actionItem(action: PlanFileAction, parentKey: string): FileItem {
  const { ref, title, lead, due, outcomes, progress, notes, opening } = action
  return fileItem(
    {
      ...NO_DATES,
      ref,
      level: 1,
      title,
      leads: lead === null ? [] : [lead],
      owners: [],
      supports: [],
      due: due && { on: due.on, asGiven: due.asGiven },
      details: { aspects: [], outcomes, progress, notes },
    },
    { parentKey, opening },
  )
}

function subActionItem(part: PlanFileSubAction, parentKey: string): FileItem {
  const { ref, title, owners, start, due, ongoing, review, certainty, aspects, notes, opening } = part
  return fileItem(
    {
      ref,
      level: 2,
      title,
      leads: [],
      owners,
      supports: [],
      start,
      due: due && { on: due.on, asGiven: due.asGiven },
      ongoing,
      review: review && { on: review.on, asGiven: review.asGiven },
      details: { certainty, aspects, outcomes: [], progress: [], notes },
    },
    { parentKey, opening },
  )
}
