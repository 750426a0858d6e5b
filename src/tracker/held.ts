import type { Database } from '../../data/database.ts'
import { entriesSaid } from '../../data/export/entries-said.ts'
import { readItemStatuses } from '../../data/item-status.ts'
import { type PlanModel, planAsAt } from '../../data/plans.ts'
import { dayIn } from '../domain/day.ts'
import type { ItemStatus } from '../domain/item-status.ts'
import type { Day, Item } from '../domain/plan.ts'
import type { Scale, State } from '../domain/scale.ts'

/** A row of the tracker as the record had it at an instant. */
export interface HeldRow {
  readonly itemId: number
  readonly ref: string
  readonly title: string
  /** Codes of posts. */
  readonly owners: readonly string[]
  readonly due: Day | null
  readonly originalDue: Day | null
  /** The rating's code. */
  readonly rating: string | null
  readonly state: State | null
  readonly completedOn: Day | null
  /** `A1(a)#3`: the item, and how many entries its position rests on. */
  readonly mark: string
  /** ISO instant of the latest that was said of its rating or state. */
  readonly saidAt: string
  readonly saidBy: string
}

/** What a tracker holds or held. */
export interface Held {
  readonly plan: { readonly code: string; readonly title: string; readonly timeZone: string }
  readonly scale: Scale
  readonly items: readonly Item[]
  readonly rows: readonly HeldRow[]
}

/** Those of its rows that some posts answer for. */
export function heldBy(held: Held, posts: readonly string[] | null | undefined): Held {
  if (!posts) return held
  return { ...held, rows: held.rows.filter(({ owners }) => owners.some((owner) => posts.includes(owner))) }
}

/** The tracker of an instant, rebuilt from what was recorded by then: the same whenever it is asked for. */
export async function readHeld(db: Database, model: PlanModel, at: Date): Promise<Held> {
  const when = { at: at.toISOString(), asKnown: true }
  const past = planAsAt(model, when)
  const { plan, items } = past
  const today = dayIn(plan.timeZone, at)
  const statuses = await readItemStatuses(db, past, { today, asAt: at, asKnown: true })
  const entries = await entriesSaid(db, plan.id, at)
  const counted = items.filter(({ place }) => place === 'counted')
  return {
    plan,
    scale: plan.scale,
    items,
    rows: counted.flatMap((item) => {
      const status = statuses.get(item.id)
      return status ? [rowOf(item, status, entries.get(item.id) ?? 0)] : []
    }),
  }
}

function rowOf(item: Item, { position, due }: ItemStatus, entries: number): HeldRow {
  const { rating, state } = position.record
  const [latest] = [rating, state && { at: state.saidAt, by: state.by }]
    .flatMap((each) => (each ? [each] : []))
    .sort((one, other) => (one.at < other.at ? 1 : -1))
  return {
    itemId: item.id,
    ref: item.ref,
    title: item.title,
    owners: item.owners.length > 0 ? item.owners : item.leads,
    due: due.current?.on ?? null,
    originalDue: item.ongoing ? null : (due.original?.on ?? null),
    rating: rating?.code ?? null,
    state: position.state,
    completedOn: position.completedOn,
    mark: `${item.ref}#${Math.max(entries, 1)}`,
    saidAt: latest?.at ?? '',
    saidBy: latest?.by ?? '',
  }
}
