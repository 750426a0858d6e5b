import type { Body } from '../../src/domain/plan.ts'
import type { Database } from '../database.ts'
import { inPages, PAGE } from './pages.ts'

/** Everything that was said about a plan's items, in the order in which it was recorded. */
export function updateRows(db: Database, planId: number) {
  return inPages((after) =>
    db
      .selectFrom('updates')
      .innerJoin('people', 'people.id', 'updates.personId')
      .leftJoin('people as behalf', 'behalf.id', 'updates.onBehalfOf')
      .leftJoin('updates as undo', 'undo.undoesId', 'updates.id')
      .select(['updates.id', 'updates.itemId', 'updates.kind', 'updates.rating', 'updates.ratingBasis'])
      .select(['updates.finalProposed', 'updates.state', 'updates.completedOn', 'updates.note'])
      .select(['updates.evidence', 'people.name as by', 'behalf.name as onBehalfOf', 'updates.source'])
      .select(['updates.recordedAt', 'updates.effectiveAt', 'updates.correctsId as corrects'])
      .select(['updates.undoesId as undoes', 'undo.id as undoneBy'])
      .where('updates.planId', '=', planId)
      .where('updates.id', '>', after)
      .orderBy('updates.id')
      .limit(PAGE)
      .execute(),
  )
}

/** Every date that an item ever got after its first. */
export function dateRows(db: Database, planId: number) {
  return inPages((after) =>
    db
      .selectFrom('revisions')
      .leftJoin('requests', 'requests.id', 'revisions.requestId')
      .select(['revisions.id', 'revisions.itemId', 'revisions.dueOn', 'revisions.asGiven'])
      .select(['revisions.exact', 'revisions.basis', 'revisions.approvedBy', 'revisions.note'])
      .select(['revisions.ambiguous', 'revisions.effectiveAt', 'revisions.endedAt'])
      .select('requests.number as request')
      .where('revisions.planId', '=', planId)
      .where('revisions.id', '>', after)
      .orderBy('revisions.id')
      .limit(PAGE)
      .execute(),
  )
}

export function requestRows(db: Database, planId: number) {
  return inPages((after) =>
    db
      .selectFrom('requests')
      .innerJoin('people', 'people.id', 'requests.askedBy')
      .leftJoin('people as behalf', 'behalf.id', 'requests.onBehalfOf')
      .select(['requests.id', 'requests.number', 'requests.itemId', 'requests.kind', 'requests.state'])
      .select(['requests.fromDay', 'requests.toDay', 'requests.toAsGiven', 'requests.reason'])
      .select(['people.name as by', 'behalf.name as onBehalfOf', 'requests.askedAt', 'requests.endedAt'])
      .where('requests.planId', '=', planId)
      .where('requests.id', '>', after)
      .orderBy('requests.id')
      .limit(PAGE)
      .execute(),
  )
}

export function decisionRows(db: Database, planId: number) {
  return inPages((after) =>
    db
      .selectFrom('decisions')
      .innerJoin('requests', 'requests.id', 'decisions.requestId')
      .innerJoin('people', 'people.id', 'decisions.personId')
      .leftJoin('meetings', 'meetings.id', 'decisions.meetingId')
      .select(['decisions.id', 'requests.number as request', 'requests.itemId', 'requests.kind as of'])
      .select(['decisions.outcome', 'decisions.toDay', 'decisions.bodyCode as body'])
      .select(['meetings.day as meeting', 'decisions.chairsAction', 'decisions.deputyReason'])
      .select(['decisions.note', 'people.name as recordedBy', 'decisions.decidedAt'])
      .where('decisions.planId', '=', planId)
      .where('decisions.id', '>', after)
      .orderBy('decisions.id')
      .limit(PAGE)
      .execute(),
  )
}

/** Every change of the plan's own items: what joined, left, was reworded, moved or given to others. */
export function changeRows(db: Database, planId: number) {
  return inPages((after) =>
    db
      .selectFrom('itemChanges')
      .leftJoin('people', 'people.id', 'itemChanges.personId')
      .select(['itemChanges.id', 'itemChanges.itemId', 'itemChanges.kind', 'itemChanges.facts'])
      .select(['itemChanges.holdsFrom', 'itemChanges.recordedAt', 'people.name as by'])
      .select(['itemChanges.source', 'itemChanges.basis', 'itemChanges.reason'])
      .select('itemChanges.correctsId as corrects')
      .where('itemChanges.planId', '=', planId)
      .where('itemChanges.id', '>', after)
      .orderBy('itemChanges.id')
      .limit(PAGE)
      .execute(),
  )
}

/** What the plan said of itself: its title, its key, its rules, each time it said something else. */
export function versionRows(db: Database, planId: number) {
  return inPages((after) =>
    db
      .selectFrom('planVersions')
      .select(['id', 'holdsFrom', 'recordedAt', 'settings'])
      .where('planId', '=', planId)
      .where('id', '>', after)
      .orderBy('id')
      .limit(PAGE)
      .execute(),
  )
}

/** Those that were taken out too. */
export function measureRows(db: Database, planId: number) {
  return inPages((after) =>
    db
      .selectFrom('measures')
      .select(['id', 'code', 'sortOrder', 'definition', 'removedAt'])
      .where('planId', '=', planId)
      .where('id', '>', after)
      .orderBy('id')
      .limit(PAGE)
      .execute(),
  )
}

export function actionRows(db: Database, planId: number) {
  return inPages((after) =>
    db
      .selectFrom('actionsArising')
      .innerJoin('bodies', 'bodies.id', 'actionsArising.bodyId')
      .innerJoin('people', 'people.id', 'actionsArising.recordedBy')
      .leftJoin('people as doer', 'doer.id', 'actionsArising.doneBy')
      .leftJoin('meetings', 'meetings.id', 'actionsArising.meetingId')
      .select(['actionsArising.id', 'actionsArising.number', 'bodies.code as body'])
      .select(['meetings.day as meeting', 'actionsArising.text', 'actionsArising.owner'])
      .select(['actionsArising.dueOn', 'actionsArising.dueAsGiven', 'people.name as recordedBy'])
      .select(['actionsArising.recordedAt', 'actionsArising.doneAt', 'doer.name as doneBy'])
      .select('actionsArising.doneNote')
      .where('actionsArising.planId', '=', planId)
      .where('actionsArising.id', '>', after)
      .orderBy('actionsArising.id')
      .limit(PAGE)
      .execute(),
  )
}

/** The positions that were stored for meetings. */
export function positionRows(db: Database, planId: number) {
  return inPages((after) =>
    db
      .selectFrom('editions')
      .innerJoin('bodies', 'bodies.id', 'editions.bodyId')
      .select(['editions.id', 'bodies.code as body', 'editions.meetingDay as meeting', 'editions.number'])
      .select(['editions.origin', 'editions.asAt', 'editions.storedAt', 'editions.factsHash'])
      .select(['editions.trailHead', 'editions.facts'])
      .where('editions.planId', '=', planId)
      .where('editions.id', '>', after)
      .orderBy('editions.id')
      // A position holds a whole plan.
      .limit(PAGE / 100)
      .execute(),
  )
}

/** What the plan's first file gave as its position, apart from what was undone. */
export function openingRows(db: Database, planId: number) {
  return db
    .selectFrom('updates')
    .leftJoin('updates as undo', 'undo.undoesId', 'updates.id')
    .select(['updates.itemId', 'updates.rating', 'updates.ratingBasis', 'updates.state', 'updates.note'])
    .select(['updates.source', 'updates.effectiveAt'])
    .where('updates.planId', '=', planId)
    .where('updates.kind', '=', 'import')
    .where('undo.id', 'is', null)
    .orderBy('updates.effectiveAt')
    .orderBy('updates.id')
    .execute()
}

/** What the plan's file says of its boards, by the plan's codes; what holds is the organisation's. */
export async function bodyDefinitions(
  db: Database,
  planId: number,
): Promise<ReadonlyMap<string, Partial<Body>>> {
  const rows = await db
    .selectFrom('planBodies')
    .select(['code', 'definition'])
    .where('planId', '=', planId)
    .execute()
  return new Map(rows.map(({ code, definition }) => [code, JSON.parse(definition) as Partial<Body>]))
}
