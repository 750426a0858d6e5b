import type { Database, Writing } from '../../data/database.ts'
import { listPlans, loadPlan, type PlanModel } from '../../data/plans.ts'
import { indexReferences, type ReferenceIndex } from '../domain/reference.ts'

/** A plan's structure, with its references ready to be looked up. */
export interface LoadedPlan {
  readonly model: PlanModel
  readonly references: ReferenceIndex
}

/** Loads the plan as the caller sees it: a transaction may see an import that others do not. */
export type LoadPlan = (using?: Database | Writing) => Promise<LoadedPlan>

/** Keeps a plan's structure, which only an import changes, and reads it again after one. */
export function planLoader(db: Database, code: string | undefined): LoadPlan {
  let loaded: LoadedPlan | undefined
  return async (using = db) => {
    const plans = await listPlans(using)
    const current =
      code === undefined && plans.length === 1 ? plans[0] : plans.find((each) => each.code === code)
    const { plan, importedAt } = loaded?.model ?? {}
    if (loaded && plan?.id === current?.id && importedAt === current?.importedAt) return loaded
    const model = await loadPlan(using, code)
    const fresh = { model, references: indexReferences(model.items) }
    // A transaction may still be rolled back, so its plan is not kept.
    if (!using.isTransaction) loaded = fresh
    return fresh
  }
}
