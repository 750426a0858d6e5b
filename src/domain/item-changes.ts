import { memoize } from './bounded-map.ts'
import type { Day, GivenDay, Item, ItemDetails, Leaving, Left } from './plan.ts'

/**
 * What a change is. One that sets facts of several kinds is several changes, so that each can be counted, told and corrected
 * by itself; to join or to come back brings all facts at once.
 */
export type ItemChangeKind =
  /** It is in the plan from here on. */
  | 'joined'
  /** It is out of the plan: closed, no longer required, merged into another, or not in the file any more. */
  | 'left'
  /** It is in the plan again, as the item that it was. */
  | 'returned'
  /** It has another parent or another level. */
  | 'moved'
  /** It bears another reference. */
  | 'renumbered'
  /** It has another title. */
  | 'reworded'
  /** It stands at another place among the items of its parent. */
  | 'reordered'
  /** Other posts lead, own or support it. */
  | 'owners'
  /** Its start, original due date or review date was corrected, or it became ongoing. A later date that a board agrees is a revision. */
  | 'dates'
  /** What the plan says of it besides: aims, indicators, outcomes, aspects, notes. */
  | 'details'

/** Everything that the plan's structure says of an item. */
export interface ItemFacts {
  readonly ref: string
  /** The index into the plan's levels, from the outside in. */
  readonly level: number
  /** The id of the item that it belongs to. */
  readonly parent: number | null
  readonly title: string
  /** Where it stands among the items of the same parent: any number, so that another fits in between. */
  readonly order: number
  /** Codes of posts. */
  readonly leads: readonly string[]
  readonly owners: readonly string[]
  readonly supports: readonly string[]
  readonly start: Day | null
  readonly due: GivenDay | null
  readonly ongoing: boolean
  readonly review: GivenDay | null
  readonly details: ItemDetails
  readonly left: Leaving | null
}

/** The facts that one change sets. */
export type ItemFactsPatch = Partial<ItemFacts>

/** Where a change comes from. */
export type ChangeSource = 'import' | 'command' | 'decision'

/** One change of an item of the plan, with the two instants that it is read by. */
export interface ItemChange {
  readonly id: number
  readonly itemId: number
  readonly kind: ItemChangeKind
  readonly facts: ItemFactsPatch
  /** From when it holds: the beginning of the sitting that decided it, else when it was recorded. */
  readonly holdsFrom: string
  readonly recordedAt: string
  readonly personId: number | null
  readonly source: ChangeSource
  /** "Improvement Board, 8 Dec 2020, minute 4.3" */
  readonly basis: string | null
  /** In people's words. */
  readonly reason: string | null
  /** The change whose misprint it corrects: days before it keep what stood then. */
  readonly correctsId: number | null
}

/**
 * Before every day that can be named. What a plan's first import brings holds from here, and is known from here, so that the
 * days before the import are read with it.
 */
export const FROM_THE_START = '0001-01-01T00:00:00.000Z'

/** An instant of the past to read by. */
export interface PastInstant {
  /** ISO instant. */
  readonly at: string
  /** As it was known then: without what was recorded later of an earlier day. */
  readonly asKnown?: boolean | undefined
}

/** One item of the plan as it stands at an instant. */
export interface PlanItem extends Omit<Item, 'place'> {
  /** Where it stands among the items of the same parent. */
  readonly order: number
}

/** The items of a plan at an instant, in the plan's order. */
export interface FoldedItems {
  readonly inPlan: readonly PlanItem[]
  /** Those that had left by then, as they were when they left. */
  readonly left: readonly PlanItem[]
}

/** The facts that a change of each kind sets; to join and to come back sets all. */
const FACTS_OF = {
  renumbered: ['ref'],
  moved: ['level', 'parent'],
  reworded: ['title'],
  owners: ['leads', 'owners', 'supports'],
  dates: ['start', 'due', 'ongoing', 'review'],
  details: ['details'],
  reordered: ['order'],
} as const satisfies Partial<Record<ItemChangeKind, readonly (keyof ItemFacts)[]>>

/** What makes one set of facts another, kind by kind. */
export interface FactsDifference {
  readonly kind: keyof typeof FACTS_OF
  readonly before: ItemFactsPatch
  readonly after: ItemFactsPatch
}

/** A place among other items comes with the move there, and is no change of order. */
export function factsDifferences(before: ItemFacts, after: ItemFacts): readonly FactsDifference[] {
  const differs = (fact: keyof ItemFacts) => !same(before[fact], after[fact])
  const isMoved = FACTS_OF.moved.some(differs)
  const kinds = Object.keys(FACTS_OF) as readonly (keyof typeof FACTS_OF)[]
  return kinds.flatMap((kind): readonly FactsDifference[] => {
    if (kind === 'reordered' && isMoved) return []
    const of: readonly (keyof ItemFacts)[] =
      kind === 'moved' && isMoved ? [...FACTS_OF.moved, 'order'] : FACTS_OF[kind]
    const facts = of.filter(differs)
    if (facts.length === 0) return []
    const taken = (from: ItemFacts) => Object.fromEntries(facts.map((fact) => [fact, from[fact]]))
    return [{ kind, before: taken(before), after: taken(after) }]
  })
}

/** Facts are kept as JSON, so what JSON leaves out is no difference. */
function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

export function factsOf({ id, parentId, sortOrder, left, joinedAt, ...facts }: PlanItem): ItemFacts {
  return { ...facts, parent: parentId, left: null }
}

/** Whether a change counts at an instant. */
export function holdsAt(
  { holdsFrom, recordedAt }: Pick<ItemChange, 'holdsFrom' | 'recordedAt'>,
  { at, asKnown = false }: PastInstant,
): boolean {
  if (holdsFrom > at) return false
  return !asKnown || recordedAt <= at || holdsFrom === FROM_THE_START
}

const NO_FACTS: Omit<ItemFacts, 'ref' | 'level' | 'title'> = {
  parent: null,
  order: 0,
  leads: [],
  owners: [],
  supports: [],
  start: null,
  due: null,
  ongoing: false,
  review: null,
  details: { aims: [], indicators: [], aspects: [], outcomes: [], progress: [], notes: [] },
  left: null,
}

/** An item while its changes are read, the latest of them last. */
interface Folding {
  readonly facts: ItemFacts
  readonly joinedAt: string
  readonly left: Left | null
}

/**
 * The items of a plan now or at an instant: for each item and fact the latest change that holds. `changes` come in the order
 * in which they hold, and of those that hold from one instant in the order in which they were recorded.
 */
export function foldItems(changes: readonly ItemChange[], when?: PastInstant): FoldedItems {
  const found = new Map<number, Folding>()
  for (const change of changes) {
    if (when && !holdsAt(change, when)) continue
    const before = found.get(change.itemId)
    // What holds from before it joined, as known, says nothing of an item that is not there.
    if (!before && change.kind !== 'joined') continue
    found.set(change.itemId, folded(before, change))
  }
  const all = inPlanOrder(found)
  return { inPlan: all.filter(({ left }) => left === null), left: all.filter(({ left }) => left !== null) }
}

function folded(before: Folding | undefined, change: ItemChange): Folding {
  const { kind, facts: set, holdsFrom, recordedAt, basis, reason, correctsId } = change
  const facts = before ? { ...before.facts, ...set } : { ...NO_FACTS, ref: '', level: 0, title: '', ...set }
  // Where its leaving was taken back it had never left.
  const joins = kind === 'joined' || (kind === 'returned' && correctsId === null) || !before
  const left = facts.left && { ...facts.left, at: holdsFrom, recordedAt, basis, reason }
  return {
    facts,
    joinedAt: joins ? holdsFrom : before.joinedAt,
    left: set.left === undefined ? (before?.left ?? null) : left,
  }
}

/** A change with what the plan said of its item before and after it. */
export interface ChangeInPlace {
  readonly change: ItemChange
  /** Null where the item was not in the plan. */
  readonly before: ItemFacts | null
  readonly after: ItemFacts
  /** The reference that another item bore at that instant. */
  readonly refOf: (id: number) => string
  /** It was taken back as if it had never been, or takes such a change back. */
  readonly isTakenBack: boolean
}

/** Every change since the plan's beginning in the order in which they hold, each in its place. */
export const changesInPlace = memoize((changes: readonly ItemChange[]): readonly ChangeInPlace[] => {
  const undone = takenBack(changes)
  const found = new Map<number, Folding>()
  const each: ChangeInPlace[] = []
  for (const change of changes) {
    const before = found.get(change.itemId)
    const after = folded(before, change)
    found.set(change.itemId, after)
    if (change.holdsFrom === FROM_THE_START) continue
    const refs = new Map(refsIn(before?.facts, after.facts).map((id) => [id, found.get(id)?.facts.ref ?? '']))
    each.push({
      change,
      before: before && before.left === null ? before.facts : null,
      after: after.facts,
      refOf: (id) => refs.get(id) ?? '',
      isTakenBack: undone.has(change.id),
    })
  }
  return each
})

function refsIn(...facts: readonly (ItemFacts | undefined)[]): readonly number[] {
  return facts.flatMap((each) => [each?.parent, each?.left?.into].filter((id) => id != null))
}

/** A change that corrects another and holds from the same instant takes it back. */
function takenBack(changes: readonly ItemChange[]): ReadonlySet<number> {
  const heldFrom = new Map(changes.map(({ id, holdsFrom }) => [id, holdsFrom]))
  return new Set(
    changes.flatMap(({ id, correctsId, holdsFrom }) =>
      correctsId !== null && heldFrom.get(correctsId) === holdsFrom ? [id, correctsId] : [],
    ),
  )
}

/** Each item before those that belong to it; one whose parent is not there stands with the outermost. */
function inPlanOrder(found: ReadonlyMap<number, Folding>): readonly PlanItem[] {
  const partsOf = new Map<number | null, number[]>()
  for (const [id, { facts }] of found) {
    const parent = facts.parent !== null && found.has(facts.parent) ? facts.parent : null
    const others = partsOf.get(parent)
    if (others) others.push(id)
    else partsOf.set(parent, [id])
  }
  const orderOf = (id: number) => found.get(id)?.facts.order ?? 0
  const ordered: PlanItem[] = []
  const add = (parent: number | null) => {
    const parts = partsOf.get(parent)?.sort((one, other) => orderOf(one) - orderOf(other) || one - other)
    for (const id of parts ?? []) {
      const item = found.get(id)
      if (item) ordered.push(planItem(id, item, ordered.length))
      add(id)
    }
  }
  add(null)
  return ordered
}

function planItem(id: number, { facts, left, joinedAt }: Folding, sortOrder: number): PlanItem {
  const { parent, left: _, ...rest } = facts
  return { ...rest, id, parentId: parent, sortOrder, left, joinedAt }
}

/** A reference that an item bore for a time. */
export interface Borne {
  readonly ref: string
  readonly itemId: number
  readonly from: string
  /** Until it bore another or left the plan; null while it does. */
  readonly until: string | null
}

/** Which item bore which reference from when to when, in order. */
export function referencesBorne(changes: readonly ItemChange[]): readonly Borne[] {
  const all: { ref: string; itemId: number; from: string; until: string | null }[] = []
  const latest = new Map<number, (typeof all)[number]>()
  for (const { itemId, facts, holdsFrom } of changes) {
    const before = latest.get(itemId)
    const ref = facts.ref ?? before?.ref
    if (ref === undefined) continue
    const isOut = facts.left === undefined ? before?.until != null : facts.left !== null
    if (before && before.until === null && (isOut || before.ref !== ref)) before.until = holdsFrom
    if (isOut || (before?.until === null && before.ref === ref)) continue
    const now = { ref, itemId, from: holdsFrom, until: null }
    all.push(now)
    latest.set(itemId, now)
  }
  return all
}
