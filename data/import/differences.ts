import { isAlike, withoutExactness } from '../../src/domain/alike.ts'
import {
  type FactsDifference,
  type FoldedItems,
  factsDifferences,
  factsOf,
  type ItemFacts,
  type PlanItem,
} from '../../src/domain/item-changes.ts'
import type { Leaving } from '../../src/domain/plan.ts'
import { plainReference } from '../../src/domain/reference.ts'
import { type Agreeing, agreementQuestions } from './agreement.ts'
import { type DateAct, datesOf, type KnownRevision } from './dates.ts'
import type { FileItem } from './file-items.ts'
import { identitiesOf } from './identity.ts'
import { absentItems } from './missing.ts'
import type { NameOf } from './names.ts'
import { risingPlaces } from './places.ts'
import type { Answers, ImportQuestion } from './questions.ts'

/** One way in which a file and the plan differ about an item. */
export type ItemDifference =
  | { readonly kind: 'joined'; readonly after: ItemFacts }
  | { readonly kind: 'returned'; readonly before: ItemFacts; readonly after: ItemFacts }
  | { readonly kind: 'left'; readonly left: Leaving; readonly reason: string | null }
  | FactsDifference

/** What a file changes of one item. Ids below zero stand for items that are still to be added, as parents too. */
export interface ChangedItem {
  readonly id: number
  /** As it is before; undefined for one that joins. */
  readonly item: PlanItem | undefined
  /** As the file has it; undefined for one that is not there. */
  readonly file: FileItem | undefined
  readonly differences: readonly ItemDifference[]
  readonly acts: readonly DateAct[]
  /** "May 2021, not Mar 2021": its dates correct a misprint. */
  readonly misprint?: string | undefined
}

export interface Compared {
  /** In the order of the file, and then what is not in it. */
  readonly changed: readonly ChangedItem[]
  /** What is asked about is left out of what changes. */
  readonly questions: readonly ImportQuestion[]
}

interface Asked {
  readonly answers: Answers
  readonly missing: string | undefined
  /** The code of the body whose decision is named. */
  readonly decidedBy: string | undefined
  /** Who agrees what, as the plan says. */
  readonly agrees: Agreeing
  readonly nameOf: NameOf
  readonly revisions: ReadonlyMap<number, readonly KnownRevision[]>
}

/** What a file changes of a plan's items. */
export function itemDifferences(file: readonly FileItem[], plan: FoldedItems, asked: Asked): Compared {
  const { known, questions, open, perhaps } = identitiesOf(file, plan, asked)
  const ids = new Map(file.map(({ key }, index) => [key, known.get(key)?.id ?? open.get(key) ?? -1 - index]))
  const places = placesOf(file, { known, ids })
  const found = file
    .filter(({ key }) => !open.has(key))
    .map((each) => changedItem(each, { item: known.get(each.key), ids, places, asked }))
  const matched = new Set([...known.values()].map(({ id }) => id))
  const absent = absentItems(
    plan.inPlan.filter(({ id }) => !matched.has(id) && !perhaps.has(id)),
    {
      answers: asked.answers,
      missing: asked.missing,
      inPlan: plan.inPlan,
      nameOf: asked.nameOf,
      taken: new Set(file.map(({ facts }) => plainReference(facts.ref))),
    },
  )
  const changed = [...found.flatMap((each) => each.changed), ...absent.flatMap(absentChange)]
  const notAgreed = changed.flatMap((each) => agreementQuestions(each, asked))
  const isOpen = new Set(notAgreed.map(({ id }) => id))
  return {
    changed: changed.filter(({ id }) => !isOpen.has(id)),
    questions: [
      ...questions,
      ...notAgreed.map(({ question }) => question),
      ...found.flatMap((each) => each.questions),
      ...absent.flatMap((each) => (each.kind === 'asked' && !each.isWithin ? [each.question] : [])),
    ],
  }
}

/** Whether a difference is only how exact days are, which says nothing else of the item. */
export function isExactness(difference: ItemDifference): boolean {
  if (difference.kind === 'dates')
    return isAlike(withoutExactness(difference.before), withoutExactness(difference.after))
  if (difference.kind !== 'details') return false
  const [before, after] = [difference.before.details, difference.after.details]
  // What was imported before revised dates were kept with their exactness has none.
  const printed = before?.printed ? after?.printed : undefined
  return isAlike(withoutExactness(before), withoutExactness({ ...after, printed }))
}

/** Whether a difference is only what the file says otherwise. */
export function isRemembered(difference: ItemDifference): boolean {
  if (difference.kind !== 'details') return false
  const plain = ({ details }: typeof difference.before) =>
    withoutExactness({ ...details, printed: undefined, fileSays: undefined })
  return isAlike(plain(difference.before), plain(difference.after))
}

function changedItem(
  each: FileItem,
  {
    item,
    ids,
    places,
    asked,
  }: {
    item: PlanItem | undefined
    ids: ReadonlyMap<string, number>
    places: ReadonlyMap<string, number>
    asked: Asked
  },
): { readonly changed: readonly ChangedItem[]; readonly questions: readonly ImportQuestion[] } {
  const inFile: ItemFacts = {
    ...each.facts,
    parent: parentOf(each, ids),
    order: places.get(each.key) ?? 0,
    left: null,
  }
  const base = { id: ids.get(each.key) ?? 0, item, file: each }
  if (!item) {
    const differences = [{ kind: 'joined', after: inFile }] as const
    return { changed: [{ ...base, differences, acts: [] }], questions: [] }
  }
  const before = factsOf(item)
  const { facts, fileSays, acts, questions, misprint } = datesOf({
    ref: asked.nameOf(each.facts),
    before,
    file: each.part,
    revisions: asked.revisions.get(item.id) ?? [],
    answers: asked.answers,
    isDecided: asked.decidedBy === asked.agrees.decidesDates,
    isDraft: asked.agrees.isDraft,
  })
  const after: ItemFacts = { ...inFile, ...facts, details: { ...inFile.details, fileSays } }
  const differences: readonly ItemDifference[] = item.left
    ? [{ kind: 'returned', before, after }]
    : factsDifferences(before, after)
  if (differences.length === 0 && acts.length === 0) return { changed: [], questions }
  return { changed: [{ ...base, differences, acts, misprint }], questions }
}

function absentChange(absent: ReturnType<typeof absentItems>[number]): readonly ChangedItem[] {
  const { item } = absent
  const base = { id: item.id, item, file: undefined, acts: [] }
  if (absent.kind === 'left')
    return [{ ...base, differences: [{ kind: 'left', left: absent.left, reason: absent.reason }] }]
  if (absent.kind === 'asked' || item.details.fileSays?.missing) return []
  const before = factsOf(item)
  const details = { ...before.details, fileSays: { ...before.details.fileSays, missing: true as const } }
  return [{ ...base, differences: factsDifferences(before, { ...before, details }) }]
}

function parentOf({ parentKey }: FileItem, ids: ReadonlyMap<string, number>): number | null {
  return parentKey === null ? null : (ids.get(parentKey) ?? null)
}

/** The place of each item of the file among those of its parent, by its key. */
function placesOf(
  file: readonly FileItem[],
  { known, ids }: { known: ReadonlyMap<string, PlanItem>; ids: ReadonlyMap<string, number> },
): ReadonlyMap<string, number> {
  const families = new Map<string | null, FileItem[]>()
  for (const each of file) {
    const others = families.get(each.parentKey)
    if (others) others.push(each)
    else families.set(each.parentKey, [each])
  }
  return new Map(
    [...families.values()].flatMap((family) => {
      const places = risingPlaces(
        family.map((each) => {
          const item = known.get(each.key)
          return item && item.parentId === parentOf(each, ids) ? item.order : undefined
        }),
      )
      return family.map(({ key }, index) => [key, places[index] ?? index] as const)
    }),
  )
}
