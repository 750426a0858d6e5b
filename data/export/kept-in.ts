import { referencesBorne } from '../../src/domain/item-changes.ts'
import { type KeptIn, NOTHING_KEPT_IN, ownTexts } from '../../src/domain/kept-in.ts'
import type { Database } from '../database.ts'
import { readItemChanges } from '../item-changes.ts'
import { listRestrictions } from '../restrictions.ts'

/** What tells of the restricted items of a plan, from all that is recorded of them. */
export async function readKeptIn(db: Database, planId: number): Promise<KeptIn> {
  const restrictions = await listRestrictions(db, planId)
  if (restrictions.length === 0) return NOTHING_KEPT_IN
  const itemIds = new Set(restrictions.flatMap((each) => each.itemIds))
  const changes = await readItemChanges(db, planId)
  const said = [
    ...changes.map(({ itemId, facts: { title, details }, reason }) => ({ itemId, title, details, reason })),
    ...(await saidOfItems(db, planId)),
  ]
  const refsOf = (isHidden: boolean) =>
    changes.flatMap(({ itemId, facts }) => (itemIds.has(itemId) === isHidden ? (facts.ref ?? []) : []))
  const shown = new Set(refsOf(false))
  const texts = (isHidden: boolean) =>
    said.filter(({ itemId }) => itemIds.has(itemId) === isHidden).map(({ itemId: _, ...words }) => words)
  const reasons = restrictions.map(({ restriction }) => restriction.reason)
  return {
    itemIds,
    borne: referencesBorne(changes, 'recordedAt'),
    refs: new Set(refsOf(true).filter((ref) => !shown.has(ref))),
    texts: ownTexts([reasons, ...texts(true)], texts(false)),
  }
}

interface Said {
  readonly itemId: number
}

/** The words that were said of each item. */
async function saidOfItems(db: Database, planId: number): Promise<readonly Said[]> {
  const updates = await db
    .selectFrom('updates')
    .select(['itemId', 'note', 'evidence'])
    .where('planId', '=', planId)
    .execute()
  const dates = await db
    .selectFrom('revisions')
    .select(['itemId', 'note'])
    .where('planId', '=', planId)
    .execute()
  const requests = await db
    .selectFrom('requests')
    .select(['itemId', 'reason'])
    .where('planId', '=', planId)
    .execute()
  const decisions = await db
    .selectFrom('decisions')
    .innerJoin('requests', 'requests.id', 'decisions.requestId')
    .select(['requests.itemId', 'decisions.note', 'decisions.deputyReason'])
    .where('decisions.planId', '=', planId)
    .execute()
  const entries = await db
    .selectFrom('boardEntries')
    .select(['itemId', 'details'])
    .where('planId', '=', planId)
    .execute()
  return [
    ...updates,
    ...dates,
    ...requests,
    ...decisions,
    ...entries.flatMap(({ itemId, details }) =>
      itemId === null ? [] : [{ itemId, details: JSON.parse(details) as unknown }],
    ),
  ]
}
