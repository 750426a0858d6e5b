import { answerable } from './authority.ts'
import { assessmentWords, type BoardViews, monitoredText } from './board-views.ts'
import type { Correction } from './correction.ts'
import { countsOf } from './counts.ts'
import type {
  ActionArisingFacts,
  DecisionFacts,
  Facts,
  FirstStated,
  ItemFacts,
  PlanChangeFacts,
  RequestFacts,
} from './facts.ts'
import { parentOf } from './hierarchy.ts'
import type { ItemStatus } from './item-status.ts'
import type { Measure } from './measure.ts'
import type { Body, Day, Item, Plan, Policies } from './plan.ts'
import { isNew } from './plan-changes.ts'
import { hasEnded, replacedPlans } from './plan-end.ts'
import { type ItemRecord, isNotStarted } from './position.ts'
import { decidingBody } from './request.ts'

/** Everything on record at an instant from which the facts for one meeting are made. */
export interface OnRecordForMeeting {
  readonly plan: Plan
  readonly items: readonly Item[]
  readonly bodies: readonly Body[]
  readonly body: Body
  readonly meeting: Facts['meeting']
  readonly asAt: Date
  readonly day: Day
  readonly period: { readonly from: Date | null; readonly previousFrom: Date | null }
  readonly statuses: ReadonlyMap<number, ItemStatus>
  readonly requests: readonly RequestFacts[]
  readonly decisions: readonly DecisionFacts[]
  readonly actionsArising: readonly ActionArisingFacts[]
  readonly measures: readonly Measure[]
  readonly holders: ReadonlyMap<string, readonly string[]>
  /** By item id. */
  readonly firstStated: ReadonlyMap<number, FirstStated>
  readonly askedAt: ReadonlyMap<number, string>
  readonly planChanges: readonly PlanChangeFacts[]
  readonly countedSince: Day | undefined
  readonly notShown: number
  readonly corrections?: readonly Correction[]
  /** What boards and officers think of items besides their ratings, by item id. */
  readonly views?: ReadonlyMap<number, BoardViews> | undefined
}

/** The facts for one meeting. Pure: the same record gives the same facts. */
export function computeFacts(record: OnRecordForMeeting): Facts {
  const { plan, bodies, body, meeting, asAt, day, requests, decisions, actionsArising, measures, holders } =
    record
  const { planChanges, countedSince, notShown, corrections = [] } = record
  const { findings = [] } = plan
  const items = itemFacts(record)
  const replaces = replacedPlans([...record.statuses.values()].map(({ item }) => item))
  const period = {
    from: record.period.from?.toISOString() ?? null,
    to: asAt.toISOString(),
    previousFrom: record.period.previousFrom?.toISOString() ?? null,
  }
  const owners = [...new Set(items.flatMap((item) => item.owners))].sort()
  return {
    shape: 2,
    plan: {
      code: plan.code,
      title: plan.title,
      version: plan.version,
      levels: plan.levels,
      countedLevel: plan.countedLevel,
      ...(plan.ended && hasEnded(plan, day) ? { ended: plan.ended } : {}),
      ...(replaces.length > 0 ? { replaces } : {}),
    },
    scale: plan.scale.ratings,
    body: {
      code: body.code,
      name: body.name,
      decides: (['date', 'sign-off'] as const).filter(
        (kind) => decidingBody(plan.policies, { kind }) === body.code,
      ),
      recommends: plan.policies.recommends.includes(body.code),
      advisers: bodies
        .filter(({ code }) => advises(plan.policies, { code, to: body.code }))
        .map(({ name }) => name),
    },
    meeting,
    asAt: asAt.toISOString(),
    day,
    timeZone: plan.timeZone,
    period,
    counts: countsOf(items, { scale: plan.scale.ratings, period }),
    items,
    requests,
    decisions,
    actionsArising,
    planChanges,
    ...(countedSince === undefined ? {} : { countedSince }),
    ...(corrections.length > 0 ? { corrections } : {}),
    ...(notShown > 0 ? { notShown } : {}),
    ...(findings.length > 0 ? { findings } : {}),
    measures,
    roles: owners.map((code) => ({ code, holders: holders.get(code) ?? [] })),
  }
}

/** Whether one body recommends to the other. */
function advises({ recommends }: Policies, { code, to }: { code: string; to: string }): boolean {
  return recommends.includes(code) && !recommends.includes(to)
}

function itemFacts({
  plan,
  items,
  day,
  statuses,
  firstStated,
  askedAt,
  views,
}: OnRecordForMeeting): readonly ItemFacts[] {
  return items.flatMap((item) => {
    const status = statuses.get(item.id)
    if (!status) return []
    const parent = parentOf(item, items)?.ref ?? null
    return [
      {
        ...itemFact(status, { parent, owners: answerable(item, items) }),
        askedAt: askedAt.get(item.id) ?? null,
        firstStated: firstStated.get(item.id) ?? null,
        ...(isNew(item, day, plan) ? { isNew: true as const } : {}),
        ...saysOf(item),
        ...viewFacts(views?.get(item.id), status, day),
      },
    ]
  })
}

/** What a board or an officer thinks of an item, where it says something else than the rating. */
function viewFacts(
  views: BoardViews | undefined,
  { position }: ItemStatus,
  day: Day,
): Pick<ItemFacts, 'assessment' | 'monitored' | 'judged'> {
  const { assessment, monitored, direction } = views ?? {}
  const differs = assessment !== undefined && assessment.rating !== position.rating?.code
  const parts = differs ? assessmentWords(assessment.words, assessment) : undefined
  return {
    ...(differs && parts
      ? {
          assessment: {
            rating: assessment.rating,
            on: assessment.on,
            minute: parts.minute,
            words: parts.said,
          },
        }
      : {}),
    ...(monitored && monitored.answer !== 'held' && monitored.answer !== 'reopened'
      ? { monitored: monitoredText(monitored, day) }
      : {}),
    ...(direction ? { judged: `the service judges it ${direction.way}, because ${direction.because}` } : {}),
  }
}

/** What the plan says of an item besides, without what is empty. */
function saysOf({ details }: Item): Pick<ItemFacts, 'says'> {
  const { aims, indicators, outcomes, progress, notes, aspects, method } = details
  const lists = Object.entries({ aims, indicators, outcomes, progress, notes, aspects }).filter(
    ([, list]) => list.length > 0,
  )
  const says = { ...Object.fromEntries(lists), ...(method === undefined ? {} : { method }) }
  return Object.keys(says).length === 0 ? {} : { says }
}

function itemFact(
  { item, position, due, daysOverdue }: ItemStatus,
  { parent, owners }: { parent: string | null; owners: readonly string[] },
): Omit<ItemFacts, 'askedAt' | 'firstStated'> {
  const { record, rating, basis } = position
  const own = basis === 'stated' ? ratingSaid(record) : null
  return {
    id: item.id,
    ref: item.ref,
    level: item.level,
    place: item.place,
    parent,
    title: item.title,
    owners,
    rating: rating?.code ?? null,
    basis,
    ratingFrom: own?.from ?? null,
    ratedAt: own?.at ?? null,
    ratedBy: own?.by ?? null,
    ratedSince: own?.since ?? null,
    coverage: position.coverage,
    state: position.state,
    completedOn: position.completedOn,
    stateSaidAt: record.state?.saidAt ?? null,
    stateSaidBy: record.state?.by ?? null,
    signedOff: position.signedOff,
    finalProposed: record.finalProposed,
    positionStated: position.stated,
    dueDate: due.current?.on ?? null,
    dueAsGiven: due.current?.asGiven ?? null,
    dueExact: due.current?.exact,
    originalDueDate: due.original?.on ?? null,
    originalDueAsGiven: due.original?.asGiven ?? null,
    originalDueExact: due.original?.exact,
    dueBasis: due.basis,
    ongoing: item.ongoing,
    reviewDate: due.review?.on ?? null,
    daysOverdue,
    revisions: due.revisions.map(({ due: to, basis: by, approvedBy, ambiguous, effectiveAt: at }) => ({
      due: to,
      basis: by,
      approvedBy,
      ambiguous,
      at,
    })),
    note: record.note && { text: record.note.text, by: record.note.by, at: record.note.at },
    evidenceAt: record.evidenceAt,
    outstanding: position.outstanding.map(({ kind }) => kind),
    last: record.last && {
      by: record.last.by,
      at: record.last.at,
      fromPlan: record.last.fromPlan,
    },
  }
}

/** The source of a stated rating: a rating, or the report that the item has not started. */
function ratingSaid(
  record: ItemRecord,
): { from: ItemFacts['ratingFrom']; at: string; by: string; since: string } | null {
  const { rating, state } = record
  if (state && isNotStarted(record)) {
    return { from: 'not-started', at: state.saidAt, by: state.by, since: state.at }
  }
  return rating && { from: rating.basis, at: rating.at, by: rating.by, since: rating.since }
}
