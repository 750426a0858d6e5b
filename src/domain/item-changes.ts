import { isAlike } from './alike.ts'
import { memoize } from './bounded-map.ts'
import { inOrder } from './day.ts'
import type { Carried, Day, GivenDay, Item, ItemDetails, Leaving, Left } from './plan.ts'

/**
 * What a change is. One that sets facts of several kinds is several changes, so that each can be counted, told and corrected
 * by itself; to join brings all facts at once.
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
  /** It carries over an item of an earlier plan. */
  | 'carried'
  /** The plan says of it what it said: a file told how exact its dates are, or was kept to say otherwise. Nobody is told. */
  | 'noted'

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
  readonly carries?: readonly Carried[] | undefined
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

/** How many of some changes, which come in the order in which they hold, count at an instant. */
export function countHolding(changes: readonly Timed[], when: PastInstant): number {
  const end = endOfHolding(changes, when.at)
  return when.asKnown ? changes.slice(0, end).filter((change) => holdsAt(change, when)).length : end
}

type Timed = Pick<ItemChange, 'holdsFrom' | 'recordedAt'>

/** Where those begin that hold only after an instant; found by halves, since there may be ten thousand. */
function endOfHolding(changes: readonly Timed[], at: string): number {
  let [low, high] = [0, changes.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((changes[middle]?.holdsFrom ?? '') > at) high = middle
    else low = middle + 1
  }
  return low
}

/** The facts that a change of each kind sets. */
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
  const differs = (fact: keyof ItemFacts) => !isAlike(before[fact], after[fact])
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

const NO_FACTS: ItemFacts = {
  ref: '',
  level: 0,
  parent: null,
  title: '',
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

/** What an item was at an instant; it does not say where it stands in the plan's order. */
type Unplaced = Omit<PlanItem, 'sortOrder'>

const { parent: noParent, ...noOtherFacts } = NO_FACTS

/** An item that has not joined. */
const NOTHING: Unplaced = { ...noOtherFacts, id: 0, parentId: noParent, left: null, joinedAt: '' }

/** One item's own changes, and what it was after each of them. */
interface Timeline {
  readonly changes: ItemChange[]
  readonly after: Unplaced[]
}

/** Made once for the changes of a plan: what an item was after a change is the same for every instant until the next. */
const timelinesOf = memoize((changes: readonly ItemChange[]): readonly Timeline[] => {
  const found = new Map<number, Timeline>()
  for (const change of changes) {
    const known = found.get(change.itemId) ?? { changes: [], after: [] }
    found.set(change.itemId, known)
    known.after.push(changedBy(known.after.at(-1) ?? NOTHING, change))
    known.changes.push(change)
  }
  return [...found.values()]
})

/** What an item is after one more change. */
function changedBy(before: Unplaced, change: ItemChange): Unplaced {
  const { itemId, kind, facts, holdsFrom, correctsId } = change
  // Where the leaving of an item was taken back, it had never left.
  const joins = kind === 'joined' || (kind === 'returned' && correctsId === null)
  const { parent, left, ...others } = facts
  return {
    ...before,
    ...others,
    id: itemId,
    ...(parent === undefined ? {} : { parentId: parent }),
    ...(left === undefined ? {} : { left: left && leftBy(left, change) }),
    ...(joins ? { joinedAt: holdsFrom } : {}),
  }
}

function leftBy(leaving: Leaving, { holdsFrom, recordedAt, basis, reason }: ItemChange): Left {
  return { ...leaving, at: holdsFrom, recordedAt, basis, reason }
}

/**
 * The items of a plan now or at an instant: for each item and fact the latest change that holds. `changes` come in the order
 * in which they hold, and of those that hold from one instant in the order in which they were recorded.
 */
export function foldItems(changes: readonly ItemChange[], when?: PastInstant): FoldedItems {
  const found = new Map<number, Unplaced>()
  for (const timeline of timelinesOf(changes)) {
    const item = itemAt(timeline, when)
    if (item.joinedAt !== NOTHING.joinedAt) found.set(item.id, item)
  }
  const inPlan: PlanItem[] = []
  const left: PlanItem[] = []
  for (const item of inPlanOrder(found)) (item.left ? left : inPlan).push(item)
  return { inPlan, left }
}

function itemAt({ changes, after }: Timeline, when: PastInstant | undefined): Unplaced {
  if (when?.asKnown) return changes.filter((change) => holdsAt(change, when)).reduce(changedBy, NOTHING)
  return after[(when ? endOfHolding(changes, when.at) : changes.length) - 1] ?? NOTHING
}

/** Each item before those that belong to it; one whose parent is not there stands with the outermost. */
function inPlanOrder(found: ReadonlyMap<number, Unplaced>): readonly PlanItem[] {
  const partsOf = new Map<number | null, Unplaced[]>()
  for (const item of found.values()) {
    const parent = item.parentId !== null && found.has(item.parentId) ? item.parentId : null
    const others = partsOf.get(parent)
    if (others) others.push(item)
    else partsOf.set(parent, [item])
  }
  const ordered: PlanItem[] = []
  const add = (parent: number | null) => {
    const parts = partsOf.get(parent)?.sort((one, other) => one.order - other.order || one.id - other.id)
    for (const item of parts ?? []) {
      ordered.push(standingAt(item, ordered.length))
      add(item.id)
    }
  }
  add(null)
  return ordered
}

/** The items as they stood last: between two instants most stay what they are, and where. */
const standing = new WeakMap<Unplaced, PlanItem>()

function standingAt(item: Unplaced, sortOrder: number): PlanItem {
  const known = standing.get(item)
  if (known?.sortOrder === sortOrder) return known
  const made = { ...item, sortOrder }
  standing.set(item, made)
  return made
}

/** A reference that an item bore for a time. */
export interface Borne {
  readonly ref: string
  readonly itemId: number
  readonly from: string
  /** Until it bore another or left the plan; null while it does. */
  readonly until: string | null
}

/** Which item bore which reference from when to when, in order; by when it holds or by when it was recorded. */
export function referencesBorne(
  changes: readonly ItemChange[],
  by: 'holdsFrom' | 'recordedAt' = 'holdsFrom',
): readonly Borne[] {
  const all: { ref: string; itemId: number; from: string; until: string | null }[] = []
  const last = new Map<number, (typeof all)[number]>()
  for (const { itemId, facts, [by]: at } of changes) {
    const before = last.get(itemId)
    const ref = facts.ref ?? before?.ref
    if (ref === undefined) continue
    const isOut = facts.left === undefined ? before?.until != null : facts.left !== null
    if (before && before.until === null && (isOut || before.ref !== ref)) before.until = at
    if (isOut || (before?.until === null && before.ref === ref)) continue
    const now = { ref, itemId, from: at, until: null }
    all.push(now)
    last.set(itemId, now)
  }
  return all
}

/** The id of the item that a reference meant at an instant: what bears it then, or bore it last. */
export function bearerAt(borne: readonly Borne[], ref: string, at: string): number | undefined {
  const bearers = borne.filter((each) => each.ref === ref)
  return (bearers.findLast(({ from }) => from <= at) ?? bearers[0])?.itemId
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
  const found = new Map<number, ItemFacts>()
  const each: ChangeInPlace[] = []
  for (const change of changes) {
    const before = found.get(change.itemId)
    const after = { ...(before ?? NO_FACTS), ...change.facts }
    found.set(change.itemId, after)
    if (change.holdsFrom === FROM_THE_START) continue
    const refs = new Map(refsIn(before, after).map((id) => [id, found.get(id)?.ref ?? '']))
    each.push({
      change,
      before: before && before.left === null ? before : null,
      after,
      refOf: (id) => refs.get(id) ?? '',
      isTakenBack: undone.has(change.id),
    })
  }
  return each
})

/** The same of some items alone, without looking through those of the others. */
export function changesOfItems(
  changes: readonly ItemChange[],
  itemIds: readonly number[],
): readonly ChangeInPlace[] {
  const own = changesByItem(changes)
  const found = [...new Set(itemIds)].flatMap((id) => own.get(id) ?? [])
  return found.sort(
    ({ change: one }, { change: other }) => inOrder(one.holdsFrom, other.holdsFrom) || one.id - other.id,
  )
}

const changesByItem = memoize((changes: readonly ItemChange[]) => {
  const found = new Map<number, ChangeInPlace[]>()
  for (const each of changesInPlace(changes)) {
    const others = found.get(each.change.itemId)
    if (others) others.push(each)
    else found.set(each.change.itemId, [each])
  }
  return found
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
