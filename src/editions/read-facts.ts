import { type ActionArising, listActionsArising } from '../../data/actions-arising.ts'
import { listBoardEntries } from '../../data/board-entries.ts'
import type { Database } from '../../data/database.ts'
import { readItemStatuses } from '../../data/item-status.ts'
import { listAssignments, listPeople } from '../../data/people.ts'
import { type PlanModel, planAsAt } from '../../data/plans.ts'
import { readFirstStated } from '../../data/positions.ts'
import {
  type AskedRequest,
  latestAsked,
  listDecisions,
  listDecisionsOn,
  listOpenRequests,
  type TakenDecision,
} from '../../data/requests.ts'
import { viewsOf } from '../domain/board-views.ts'
import { computeFacts } from '../domain/compute-facts.ts'
import type { Correction } from '../domain/correction.ts'
import { isWhole } from '../domain/counts.ts'
import { dayIn, daysBetween } from '../domain/day.ts'
import { isCountedAlike } from '../domain/difference.ts'
import type {
  ActionArisingFacts,
  DecisionFacts,
  Facts,
  FirstStated,
  PlanChangeFacts,
  RequestFacts,
} from '../domain/facts.ts'
import { familyOf } from '../domain/hierarchy.ts'
import { type ChangeInPlace, holdsAt } from '../domain/item-changes.ts'
import { minuteWords } from '../domain/minute.ts'
import type { Body, Day } from '../domain/plan.ts'
import { isTold } from '../domain/plan-change-words.ts'
import { changeFacts, changesSince } from '../domain/plan-changes.ts'
import { isRecordersOwn } from '../domain/request.ts'
import { measureChangesBetween } from '../lookup/plan-changes.ts'
import { outcomeText } from '../status/outcome.ts'

/** What facts are read for: a body, its meeting, an instant and a reporting period. */
export interface Sitting {
  readonly body: Body
  readonly meeting: Facts['meeting']
  readonly asAt: Date
  readonly period: { readonly from: Date | null; readonly previousFrom: Date | null }
}

/** The facts of a plan as they were known at an instant; `previous` are those to compare them with. */
export async function readFacts(
  db: Database,
  present: PlanModel,
  { body, meeting, asAt, period }: Sitting,
  previous: Facts | null = null,
): Promise<Facts> {
  const model = planAsAt(present, { at: asAt.toISOString(), asKnown: true })
  const { plan, bodies, items, measures } = model
  const day = dayIn(plan.timeZone, asAt)
  const requests = await listOpenRequests(db, plan.id, { asAt })
  const said = await recommendationsOn(db, model, requests, asAt)
  const decided = await listDecisions(db, plan.id, { after: period.from, until: asAt })
  const actions = await listActionsArising(db, plan.id, { bodyId: body.id, until: asAt })
  return computeFacts({
    plan,
    items,
    bodies,
    body,
    meeting,
    asAt,
    day,
    period,
    statuses: await readItemStatuses(db, model, { today: day, asAt, asKnown: true }),
    requests: requests.flatMap((request) => requestFacts(model, request, said)),
    decisions: decided.flatMap((decision) => decisionFacts(model, decision)),
    actionsArising: actions.flatMap((action) => actionFacts(action, { day, asAt, from: period.from })),
    measures,
    holders: await holdersOf(db, model, day),
    firstStated: await firstStatedSince(db, model, { previous, asAt }),
    askedAt: await latestAsked(db, plan.id, asAt),
    planChanges: await planChanges(db, model, { after: period.from, until: asAt }),
    countedSince: countedSince(model, asAt),
    notShown: model.notShown,
    corrections: await correctionsOf(db, model, { body, from: period.from, asAt }),
    views: viewsOf(await listBoardEntries(db, plan.id, { until: asAt }), plan.timeZone),
  })
}

/** What was put right since the last cut-off in digests of a body that were out. */
async function correctionsOf(
  db: Database,
  { plan }: PlanModel,
  { body, from, asAt }: { body: Body; from: Date | null; asAt: Date },
): Promise<readonly Correction[]> {
  const entries = await listBoardEntries(db, plan.id, {
    kinds: ['digest-correction'],
    bodyId: body.id,
    until: asAt,
  })
  return entries.flatMap((entry) =>
    entry.kind === 'digest-correction' && (from === null || entry.recordedAt > from.toISOString())
      ? [{ ...entry.details, at: entry.recordedAt }]
      : [],
  )
}

/** What became known of the plan itself within a period. Without a meeting before there is nothing to tell it from. */
async function planChanges(
  db: Database,
  model: PlanModel,
  { after, until }: { after: Date | null; until: Date },
): Promise<readonly PlanChangeFacts[]> {
  if (after === null) return []
  const { timeZone } = model.plan
  const between = {
    after: { at: after.toISOString(), asKnown: true },
    until: { at: until.toISOString(), asKnown: true },
  }
  const all: PlanChangeFacts[] = []
  for (const each of changesSince(model.record.changes, between)) {
    if (!isTold(each.change)) continue
    all.push(changeFacts(each, { timeZone, stood: await stoodThen(db, model, each) }))
  }
  return [...all, ...measureChangesBetween(model, between)]
}

/** How an item stood when it left. */
async function stoodThen(
  db: Database,
  model: PlanModel,
  { change: { kind, itemId, holdsFrom } }: ChangeInPlace,
): Promise<PlanChangeFacts['stood']> {
  if (kind !== 'left') return null
  const before = new Date(Date.parse(holdsFrom) - 1)
  const past = planAsAt(model, { at: before.toISOString() })
  const today = dayIn(model.plan.timeZone, before)
  const item = past.items.find(({ id }) => id === itemId)
  if (!item) return null
  const only = new Set(familyOf(item, past.items).map(({ id }) => id))
  const status = (await readItemStatuses(db, past, { today, asAt: before, only })).get(itemId)
  if (!status) return null
  const { position, daysOverdue } = status
  return { rating: position.rating?.code ?? null, state: position.state, daysOverdue }
}

/** Since which day items are counted and rated as they are; undefined where that never changed. */
function countedSince({ plan, record }: PlanModel, asAt: Date): Day | undefined {
  const when = { at: asAt.toISOString(), asKnown: true }
  const known = record.versions.filter((version) => holdsAt(version, when))
  const first = known.findLastIndex(({ settings }) => !isCountedAlike(settings, plan)) + 1
  const since = known[first]
  return first === 0 || !since ? undefined : dayIn(plan.timeZone, new Date(since.holdsFrom))
}

/** The first statements about items that the previous edition had no position, or no overall rating, for. */
async function firstStatedSince(
  db: Database,
  { plan, items }: PlanModel,
  { previous, asAt }: { previous: Facts | null; asAt: Date },
): Promise<ReadonlyMap<number, FirstStated>> {
  const unknown = new Set(
    previous?.items
      .filter((item) => !item.positionStated || (isWhole(item) && item.basis !== 'stated'))
      .map(({ id }) => id),
  )
  const only = items.filter(({ id }) => unknown.has(id)).map(({ id }) => id)
  return only.length === 0 ? new Map() : readFirstStated(db, plan.id, { only: new Set(only), until: asAt })
}

async function recommendationsOn(
  db: Database,
  { plan }: PlanModel,
  requests: readonly AskedRequest[],
  until: Date,
): Promise<readonly TakenDecision[]> {
  if (requests.length === 0) return []
  return listDecisionsOn(db, plan.id, { requestIds: requests.map(({ id }) => id), until })
}

function requestFacts(
  { items, bodies }: PlanModel,
  request: AskedRequest,
  said: readonly TakenDecision[],
): readonly RequestFacts[] {
  const item = items.find(({ id }) => id === request.itemId)
  if (!item) return []
  const own = said.filter(({ requestId }) => requestId === request.id)
  return [
    {
      request: `R${request.number}`,
      kind: request.kind,
      ...(request.change ? { change: { text: request.change.text, body: request.change.body } } : {}),
      ref: item.ref,
      fromDay: request.fromDay,
      toDay: request.toDay,
      toAsGiven: request.toAsGiven,
      ...(request.toExact === null ? {} : { toExact: request.toExact }),
      reason: request.reason,
      askedBy: request.by,
      onBehalfOf: request.forWhom,
      askedAt: request.askedAt,
      deferred: own.some(({ outcome }) => outcome === 'deferred'),
      deferrals: own
        .filter(({ outcome }) => outcome === 'deferred')
        .map(({ bodyCode, meetingDay, decidedAt }) => ({
          body: bodyCode,
          bodyName: nameOf(bodies, bodyCode),
          meetingDay,
          at: decidedAt,
        })),
      recommendations: own
        .filter(({ outcome }) => outcome === 'recommended')
        .map(({ bodyCode, note, decidedAt, meetingMet, approvals }) => ({
          body: bodyCode,
          bodyName: nameOf(bodies, bodyCode),
          text: minuteWords(note ?? '', { meetingMet, approvals }),
          at: decidedAt,
        })),
    },
  ]
}

function decisionFacts(model: PlanModel, decision: TakenDecision): readonly DecisionFacts[] {
  const { items, left, bodies, plan } = model
  const clause = plan.policies.chairsAction?.clause
  const item = [...items, ...left].find(({ id }) => id === decision.itemId)
  if (!item) return []
  return [
    {
      request: `R${decision.number}`,
      kind: decision.kind,
      ...(decision.change ? { change: { text: decision.change.text } } : {}),
      ...wordOf(model, decision),
      ...(decision.chairsAction === 1 && clause !== undefined ? { clause } : {}),
      ref: item.ref,
      outcome: decision.outcome,
      askedDay: decision.askedDay,
      toDay: decision.toDay,
      body: decision.bodyCode,
      bodyName: nameOf(bodies, decision.bodyCode),
      meetingDay: decision.meetingDay,
      chairsAction: decision.chairsAction === 1,
      deputyReason: decision.deputyReason,
      note: minuteWords(decision.note, decision),
      at: decision.decidedAt,
      ...(isRecordersOwn(decision, decision) ? { recorderAsked: true as const } : {}),
    },
  ]
}

/** How the board's kind calls what it decided; left out where that is how it is kept. */
function wordOf({ bodies, plan }: PlanModel, { outcome, bodyCode }: TakenDecision): { outcomeWord?: string } {
  const word = outcomeText({ model: { bodies, plan } }, { code: bodyCode }, outcome)
  return word === undefined || word === outcome ? {} : { outcomeWord: word }
}

/** An action that was open at an instant, or done within the period. */
function actionFacts(
  action: ActionArising,
  { day, asAt, from }: { day: Day; asAt: Date; from: Date | null },
): readonly ActionArisingFacts[] {
  const { number, text, owner, dueOn, dueAsGiven, meetingDay, doneAt, doneByName, doneNote } = action
  const isDone = doneAt !== null && doneAt <= asAt.toISOString()
  if (isDone && from !== null && doneAt <= from.toISOString()) return []
  const isLate = !isDone && dueOn !== null && dueOn < day
  return [
    {
      number,
      text,
      owner,
      dueDate: dueOn,
      dueAsGiven,
      daysOverdue: isLate ? daysBetween(dueOn, day) : null,
      meetingDay,
      done: isDone ? { at: doneAt, by: doneByName ?? '', note: doneNote } : null,
    },
  ]
}

function nameOf(bodies: readonly Body[], code: string): string {
  return bodies.find((body) => body.code === code)?.name ?? code
}

/** The names of the people who hold each role on a day, without delegates. */
async function holdersOf(
  db: Database,
  { plan }: PlanModel,
  day: string,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const names = new Map((await listPeople(db)).map(({ id, name }) => [id, name]))
  const holders = new Map<string, readonly string[]>()
  for (const { roleCode, personId, kind } of await listAssignments(db, plan.id, day)) {
    const name = names.get(personId)
    if (kind !== 'holder' || name === undefined) continue
    holders.set(roleCode, [...(holders.get(roleCode) ?? []), name])
  }
  return holders
}
