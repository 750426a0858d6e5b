import type { Insertable, Selectable } from 'kysely'
import { foldItems, type ItemChange, type ItemFactsPatch } from '../src/domain/item-changes.ts'
import type { Measured } from '../src/domain/measure-changes.ts'
import type { PlanSettings } from '../src/domain/plan.ts'
import { touchRows } from './audit/seals.ts'
import type { Database, Writing } from './database.ts'
import { liftSettings } from './older-shapes.ts'
import { inheritRestrictions, restrictedIds } from './restrictions.ts'
import type { Schema } from './schema.ts'

/** Every change of a plan's items, in the order in which they hold. */
export async function readItemChanges(db: Database, planId: number): Promise<readonly ItemChange[]> {
  const rows = await db
    .selectFrom('itemChanges')
    .selectAll()
    .where('planId', '=', planId)
    .orderBy('holdsFrom')
    .orderBy('id')
    .execute()
  return rows.map(changeOf)
}

function changeOf({ planId, facts, ...row }: Selectable<Schema['itemChanges']>): ItemChange {
  return { ...row, facts: JSON.parse(facts) as ItemFactsPatch }
}

/** A new item of a plan, by its id: what it is called and where it stands is said by its changes. */
export async function saveItem(trx: Writing, planId: number): Promise<number> {
  const { id } = await trx.insertInto('items').values({ planId }).returning('id').executeTakeFirstOrThrow()
  return id
}

export type NewItemChange = Omit<ItemChange, 'id' | 'personId' | 'basis' | 'reason' | 'correctsId'> &
  Partial<Pick<ItemChange, 'personId' | 'basis' | 'reason' | 'correctsId'>>

/**
 * Saves what one act changed of an item or of several, and returns the ids. Readers see it once the plan's stamp is another:
 * see `renewStamp`.
 */
export async function saveItemChanges(
  trx: Writing,
  planId: number,
  changes: readonly NewItemChange[],
): Promise<readonly number[]> {
  const ids: number[] = []
  for (const { facts, ...change } of changes) {
    const row: Insertable<Schema['itemChanges']> = { ...change, facts: JSON.stringify(facts), planId }
    const { id } = await trx.insertInto('itemChanges').values(row).returning('id').executeTakeFirstOrThrow()
    ids.push(id)
  }
  touchRows(trx, 'itemChanges', ids)
  await restrictBelow(trx, planId, changes)
  return ids
}

/** What comes to stand below a restricted item is restricted from then on. */
async function restrictBelow(trx: Writing, planId: number, changes: readonly NewItemChange[]): Promise<void> {
  const moved = changes.flatMap(({ itemId, facts: { parent } }) =>
    parent == null ? [] : [{ itemId, parent }],
  )
  if (moved.length === 0 || (await restrictedIds(trx, planId)).size === 0) return
  const { inPlan } = foldItems(await readItemChanges(trx, planId))
  const below = (id: number): readonly number[] =>
    inPlan.filter(({ parentId }) => parentId === id).flatMap((each) => [each.id, ...below(each.id)])
  await inheritRestrictions(
    trx,
    planId,
    moved.map((each) => ({ ...each, below: below(each.itemId) })),
  )
}

/** What the plan said of itself, from the first version to the last. */
export interface PlanVersion {
  readonly id: number
  readonly settings: PlanSettings
  /** Where this version changed what the plan is measured by. */
  readonly measured?: Measured | undefined
  readonly holdsFrom: string
  readonly recordedAt: string
}

type StoredSettings = PlanSettings & Pick<PlanVersion, 'measured'>

export async function readPlanVersions(db: Database, planId: number): Promise<readonly PlanVersion[]> {
  const rows = await db
    .selectFrom('planVersions')
    .select(['id', 'settings', 'holdsFrom', 'recordedAt'])
    .where('planId', '=', planId)
    .orderBy('holdsFrom')
    .orderBy('id')
    .execute()
  return rows.map(({ settings: stored, ...row }) => {
    const { measured, ...settings }: StoredSettings = liftSettings(stored)
    return { ...row, settings, measured }
  })
}

export async function savePlanVersion(
  trx: Writing,
  { settings, measured, ...version }: Omit<PlanVersion, 'id'> & { readonly planId: number },
): Promise<void> {
  const { id } = await trx
    .insertInto('planVersions')
    .values({ ...version, settings: JSON.stringify({ ...settings, measured }) })
    .returning('id')
    .executeTakeFirstOrThrow()
  touchRows(trx, 'planVersions', [id])
}

/** The stamp must change even while the clock stands still: readers keep the plan in memory until it does. */
export async function renewStamp(trx: Writing, planId: number, now: Date): Promise<void> {
  const { importedAt } = await trx
    .selectFrom('plans')
    .select('importedAt')
    .where('id', '=', planId)
    .executeTakeFirstOrThrow()
  const later = Math.max(now.getTime(), (Date.parse(importedAt) || 0) + 1)
  await trx
    .updateTable('plans')
    .set({ importedAt: new Date(later).toISOString() })
    .where('id', '=', planId)
    .execute()
}

/** The reference that an item bears, or bore last. */
export async function latestReference(db: Database, itemId: number): Promise<string | undefined> {
  const rows = await db
    .selectFrom('itemChanges')
    .select('facts')
    .where('itemId', '=', itemId)
    .orderBy('holdsFrom', 'desc')
    .orderBy('id', 'desc')
    .execute()
  const named = rows.map(({ facts }) => JSON.parse(facts) as ItemFactsPatch)
  return named.find(({ ref }) => ref !== undefined)?.ref
}
