import { placed, type Unplaced } from '../src/domain/hierarchy.ts'
import type { Measure } from '../src/domain/measure.ts'
import type { Body, Item, Plan, Role } from '../src/domain/plan.ts'
import { indexReferences, type ReferenceIndex } from '../src/domain/reference.ts'
import { SetupError } from '../src/errors.ts'
import type { Database } from './database.ts'
import { cached } from './engine/engine.ts'
import { liftMeasure, liftSettings } from './older-shapes.ts'

/** One plan's structure as imported; nothing in it is shared with another plan. */
export interface PlanModel {
  readonly plan: Plan
  /** The items of all levels in the plan's order, each before its parts. */
  readonly items: readonly Item[]
  readonly roles: readonly Role[]
  readonly bodies: readonly Body[]
  readonly measures: readonly Measure[]
  readonly importedAt: string
}

export function listPlans(
  db: Database,
): Promise<readonly { id: number; code: string; importedAt: string }[]> {
  return cached(db, 'plans', () =>
    db.selectFrom('plans').select(['id', 'code', 'importedAt']).orderBy('id').execute(),
  )
}

/** The plan with this code; without a code, the only plan there is. @throws SetupError when that names none or several */
export async function loadPlan(db: Database, code?: string): Promise<PlanModel> {
  const rows = await db.selectFrom('plans').selectAll().orderBy('id').execute()
  const row = code === undefined ? rows[0] : rows.find((candidate) => candidate.code === code)
  if (!row) throw new SetupError(missing(rows))
  if (code === undefined && rows.length > 1) throw new SetupError(ambiguous(rows))
  const plan: Plan = { ...liftSettings(row.settings), id: row.id }
  return {
    plan,
    items: placed(await loadItems(db, row.id), plan),
    roles: await loadRoles(db, row.id),
    bodies: await loadBodies(db, row.id),
    measures: await loadMeasures(db, row.id),
    importedAt: row.importedAt,
  }
}

function missing(rows: readonly { code: string }[]): string {
  if (rows.length === 0) return 'The database holds no plan yet. Import one with: wsoa import <plan.yaml>'
  return `PLAN names no plan of the database. Set it to one of: ${rows.map((row) => row.code).join(', ')}.`
}

function ambiguous(rows: readonly { code: string }[]): string {
  return `PLAN is not set, and the database holds ${rows.length} plans: set it to the code of the one to serve. They are listed by: wsoa doctor`
}

async function loadItems(db: Database, planId: number): Promise<readonly Unplaced[]> {
  const areas = await db
    .selectFrom('areas')
    .selectAll()
    .where('planId', '=', planId)
    .where('removedAt', 'is', null)
    .orderBy('sortOrder')
    .execute()
  const rows = await db
    .selectFrom('items')
    .selectAll()
    .where('planId', '=', planId)
    .where('removedAt', 'is', null)
    .orderBy('sortOrder')
    .execute()
  const links = await db
    .selectFrom('itemRoles')
    .innerJoin('roles', 'roles.id', 'itemRoles.roleId')
    .select(['itemRoles.itemId', 'roles.code'])
    .where('itemRoles.planId', '=', planId)
    .orderBy('itemRoles.itemId')
    .orderBy('itemRoles.sortOrder')
    .execute()
  const ownersOf = new Map<number, string[]>()
  for (const { itemId, code } of links) ownersOf.set(itemId, [...(ownersOf.get(itemId) ?? []), code])
  const all = areas.flatMap((area): readonly Unplaced[] => [
    {
      id: -area.id,
      ref: area.code,
      level: 0,
      parentId: null,
      title: area.title,
      sortOrder: 0,
      leads: [],
      owners: [],
      supports: [],
      start: null,
      due: null,
      ongoing: false,
      review: null,
      details: { aspects: [], outcomes: [], progress: [], notes: [], ...JSON.parse(area.details) },
    },
    ...rows
      .filter(({ areaId }) => areaId === area.id)
      .map((row) => ({
        id: row.id,
        ref: row.ref,
        level: row.kind === 'action' ? 1 : 2,
        parentId: row.actionId ?? -area.id,
        title: row.title,
        sortOrder: 0,
        leads: row.kind === 'action' ? (ownersOf.get(row.id) ?? []) : [],
        owners: row.kind === 'action' ? [] : (ownersOf.get(row.id) ?? []),
        supports: [],
        start: row.startOn,
        due: row.dueOn && row.dueAsGiven ? { on: row.dueOn, asGiven: row.dueAsGiven } : null,
        ongoing: row.ongoing === 1,
        review: row.reviewOn && row.reviewAsGiven ? { on: row.reviewOn, asGiven: row.reviewAsGiven } : null,
        details: { aims: [], indicators: [], ...JSON.parse(row.details) },
      })),
  ])
  return all.map((item, sortOrder) => ({ ...item, sortOrder }))
}

async function loadRoles(db: Database, planId: number): Promise<readonly Role[]> {
  return db
    .selectFrom('roles')
    .select(['id', 'code', 'kind', 'title', 'titleBasis', 'bodyCode'])
    .where('planId', '=', planId)
    .where('removedAt', 'is', null)
    .orderBy('id')
    .execute()
}

async function loadBodies(db: Database, planId: number): Promise<readonly Body[]> {
  const rows = await db
    .selectFrom('bodies')
    .selectAll()
    .where('planId', '=', planId)
    .where('removedAt', 'is', null)
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    ...(JSON.parse(row.definition) as Omit<Body, 'id' | 'code'>),
    id: row.id,
    code: row.code,
  }))
}

async function loadMeasures(db: Database, planId: number): Promise<readonly Measure[]> {
  const rows = await db
    .selectFrom('measures')
    .select(['code', 'definition'])
    .where('planId', '=', planId)
    .where('removedAt', 'is', null)
    .orderBy('sortOrder')
    .execute()
  return rows.map(({ code, definition }) => liftMeasure({ code, ...JSON.parse(definition) }))
}

/** A plan's structure, with its references ready to be looked up. */
export interface LoadedPlan {
  readonly model: PlanModel
  readonly references: ReferenceIndex
}

/** Loads the plan as the caller sees it: a transaction may see an import that others do not. */
export type LoadPlan = (using?: Database) => Promise<LoadedPlan>

/** Keeps a plan's structure, which only an import changes, and reads it again after one. */
export function planLoader(db: Database, code: string | undefined): LoadPlan {
  let loaded: LoadedPlan | undefined
  return async (using = db) => {
    const plans = await listPlans(using)
    const { plan, importedAt } = loaded?.model ?? {}
    // The only plan stays the one that is served when another is imported.
    const wanted = code ?? plan?.code
    const current = wanted === undefined ? plans[0] : plans.find((each) => each.code === wanted)
    if (loaded && plan?.id === current?.id && importedAt === current?.importedAt) return loaded
    const model = await loadPlan(using, wanted)
    const fresh = { model, references: indexReferences(model.items) }
    // A transaction may still be rolled back, so its plan is not kept.
    if (!using.isTransaction) loaded = fresh
    return fresh
  }
}
