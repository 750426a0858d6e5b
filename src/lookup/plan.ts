import type { Database, Writing } from '../../data/database.ts'
import { listPeople } from '../../data/people.ts'
import { listPlans, loadPlan, type PlanModel } from '../../data/plans.ts'
import type { Commands } from '../command.ts'
import type { Day } from '../domain/plan.ts'
import { indexReferences, type ReferenceIndex } from '../domain/reference.ts'
import type { Vocabulary } from '../domain/vocabulary.ts'

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

/** Reads the words that a line about this plan may use. */
export async function readVocabulary(
  plan: LoadedPlan,
  { commands, today, using }: { commands: Commands; today: Day; using: Database | Writing },
): Promise<Vocabulary> {
  const people = await listPeople(using, plan.model.plan.id)
  return { ...planWords(plan, commands), people, today }
}

type PlanWords = Omit<Vocabulary, 'people' | 'today'>

/** The words of each loaded plan; building its hundreds of references for every line would be slow. */
const knownWords = new WeakMap<LoadedPlan, PlanWords>()

function planWords(plan: LoadedPlan, commands: Commands): PlanWords {
  const known = knownWords.get(plan)
  if (known) return known
  const { plan: settings, areas, roles, bodies } = plan.model
  const words = {
    references: plan.references,
    scale: settings.scale,
    words: settings.words,
    areas,
    roles,
    bodies,
    decides: settings.policies.decidesDates,
    commands: [...commands].filter(([, command]) => !command.hidden).map(([name]) => name),
  }
  knownWords.set(plan, words)
  return words
}
