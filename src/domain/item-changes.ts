import { isAlike } from './alike.ts'
import { memoize } from './bounded-map.ts'
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

/** What changed of one item: when it joined and came back, and for each fact the changes that set it. */
interface Timeline {
  readonly id: number
  readonly joined: ItemChange[]
  readonly of: { -readonly [Fact in keyof ItemFacts]?: ItemChange[] }
}

/** Made once for the changes of a plan, so that reading a past instant takes as long as the plan has items, not changes. */
const timelinesOf = memoize((changes: readonly ItemChange[]): readonly Timeline[] => {
  const found = new Map<number, Timeline>()
  for (const change of changes) {
    const known = found.get(change.itemId) ?? { id: change.itemId, joined: [], of: {} }
    found.set(change.itemId, known)
    if (joins(change)) known.joined.push(change)
    for (const fact of Object.keys(change.facts) as readonly (keyof ItemFacts)[]) {
      const others = known.of[fact]
      if (others) others.push(change)
      else known.of[fact] = [change]
    }
  }
  return [...found.values()]
})

/** Where the leaving of an item was taken back, it had never left. */
function joins({ kind, correctsId }: ItemChange): boolean {
  return kind === 'joined' || (kind === 'returned' && correctsId === null)
}

/**
 * The items of a plan now or at an instant: for each item and fact the latest change that holds. `changes` come in the order
 * in which they hold, and of those that hold from one instant in the order in which they were recorded.
 */
export function foldItems(changes: readonly ItemChange[], when?: PastInstant): FoldedItems {
  const found = new Map<number, Unplaced>()
  for (const timeline of timelinesOf(changes)) {
    const joined = latest(timeline.joined, when)
    if (joined) found.set(timeline.id, itemIn(timeline, joined, when))
  }
  const all = inPlanOrder(found)
  return { inPlan: all.filter(({ left }) => left === null), left: all.filter(({ left }) => left !== null) }
}

function latest(changes: readonly ItemChange[] = [], when?: PastInstant): ItemChange | undefined {
  if (!when) return changes.at(-1)
  let index = endOfHolding(changes, when.at) - 1
  while (when.asKnown && index >= 0) {
    const change = changes[index]
    if (change && holdsAt(change, when)) break
    index -= 1
  }
  return changes[index]
}

type Unplaced = Omit<PlanItem, 'sortOrder'>

function itemIn({ id, of }: Timeline, joined: ItemChange, when: PastInstant | undefined): Unplaced {
  const fact = <Fact extends keyof ItemFacts>(name: Fact): ItemFacts[Fact] => {
    const set = latest(of[name], when)?.facts[name] as ItemFacts[Fact] | undefined
    return set === undefined ? NO_FACTS[name] : set
  }
  const carries = fact('carries')
  return {
    id,
    ref: fact('ref'),
    level: fact('level'),
    parentId: fact('parent'),
    title: fact('title'),
    order: fact('order'),
    leads: fact('leads'),
    owners: fact('owners'),
    supports: fact('supports'),
    start: fact('start'),
    due: fact('due'),
    ongoing: fact('ongoing'),
    review: fact('review'),
    details: fact('details'),
    ...(carries === undefined ? {} : { carries }),
    left: leftBy(latest(of.left, when)),
    joinedAt: joined.holdsFrom,
  }
}

function leftBy(change: ItemChange | undefined): Left | null {
  const leaving = change?.facts.left
  if (!change || !leaving) return null
  const { holdsFrom, recordedAt, basis, reason } = change
  return { ...leaving, at: holdsFrom, recordedAt, basis, reason }
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
      ordered.push({ ...item, sortOrder: ordered.length })
      add(item.id)
    }
  }
  add(null)
  return ordered
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
