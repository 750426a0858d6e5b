import { computeFacts } from '../../src/domain/compute-facts.ts'
import { dayIn } from '../../src/domain/day.ts'
import type { Facts } from '../../src/domain/facts.ts'
import { placed } from '../../src/domain/hierarchy.ts'
import { FROM_THE_START } from '../../src/domain/item-changes.ts'
import { itemStatuses } from '../../src/domain/item-status.ts'
import type { Day, Item, Plan } from '../../src/domain/plan.ts'
import type { ItemRecord, RatingBasis } from '../../src/domain/position.ts'
import type { State } from '../../src/domain/scale.ts'
import { leadsOf, type PlanFile } from '../../src/plan-file/arranged.ts'

/** What an owner said of an item after the plan was written. */
interface Said {
  readonly at: string
  readonly rating?: string
  readonly state?: State
  readonly completedOn?: Day
  readonly note?: string
}

interface Told {
  readonly asAt: string
  /** When the plan came in. */
  readonly plannedAt: string
  readonly period?: { readonly from: string; readonly previousFrom: string | null }
  /** By reference. */
  readonly said?: Readonly<Record<string, Said>>
}

/** The items of a plan file, with their places. */
export function itemsOf({ items, countedLevel }: PlanFile): readonly Item[] {
  const idOf = (wanted: string | null) => items.findIndex(({ ref }) => ref === wanted) + 1
  return placed(
    items.map((item, sortOrder) => ({
      ...{ id: idOf(item.ref), ref: item.ref, title: item.title, level: item.level, sortOrder },
      parentId: item.parent === null ? null : idOf(item.parent),
      ...{ leads: leadsOf(item), owners: item.owners, supports: item.supports },
      ...{ start: item.start, due: item.due, ongoing: item.ongoing, review: item.review },
      details: item,
      ...{ joinedAt: FROM_THE_START, left: null },
    })),
    { countedLevel },
  )
}

/** The facts of a plan file for the body that decides in it, with its positions and what was said since. */
export function factsOf(file: PlanFile, { asAt, plannedAt, period, said = {} }: Told): Facts {
  const plan: Plan = { ...file, id: 1 }
  const items = itemsOf(file)
  const day = dayIn(plan.timeZone, new Date(asAt))
  const bodies = file.bodies.map((each, index) => ({
    ...each,
    id: index + 1,
    organisationCode: each.code,
    firstPlanId: 1,
  }))
  const body = bodies.find(({ code }) => code === plan.policies.decidesDates)
  if (!body) throw new Error('nobody decides')
  const records = new Map(
    file.items.map((item, index) => {
      const { ref, opening, owners } = item
      const planned = opening.map((each) => ({ ...each, at: plannedAt, by: PLAN_FILE }))
      const spoken = said[ref]
        ? [{ ...said[ref], basis: 'said' as const, by: [...owners, ...leadsOf(item)][0] ?? 'COORDINATOR' }]
        : []
      return [index + 1, [...planned, ...spoken].reduce(added, NOTHING)]
    }),
  )
  return computeFacts({
    ...{ plan, items, bodies, body, meeting: null, asAt: new Date(asAt), day },
    period: {
      from: period ? new Date(period.from) : null,
      previousFrom: period?.previousFrom ? new Date(period.previousFrom) : null,
    },
    statuses: itemStatuses({ items, scale: plan.scale, records, revisions: new Map(), requests: [] }, day),
    ...{ requests: [], decisions: [], actionsArising: [], measures: [] },
    holders: new Map(),
    firstStated: new Map(),
    askedAt: new Map(),
    ...{ planChanges: [], notShown: 0, countedSince: undefined },
  })
}

const PLAN_FILE = 'the imported plan'

const NOTHING: ItemRecord = {
  ...{ rating: null, state: null, note: null, last: null, finalProposed: false, evidenceAt: null },
}

interface Statement extends Omit<Said, 'rating' | 'state' | 'note'> {
  readonly rating?: string | undefined
  readonly state?: State | undefined
  readonly note?: string | undefined
  readonly basis: RatingBasis
  readonly by: string
}

function added(
  record: ItemRecord,
  { at, by, basis, rating, state, completedOn, note }: Statement,
): ItemRecord {
  const saying = { at, by, updateId: 0 }
  return {
    ...record,
    ...(rating === undefined ? {} : { rating: { ...saying, code: rating, basis, since: at } }),
    ...(state === undefined
      ? {}
      : { state: { state, completedOn: completedOn ?? null, at, saidAt: at, by } }),
    ...(note === undefined ? {} : { note: { ...saying, text: note } }),
    last: { ...saying, fromPlan: by === PLAN_FILE },
  }
}
