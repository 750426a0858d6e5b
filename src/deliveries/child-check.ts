import type { Database, Writing } from '../../data/database.ts'
import type { PlanModel } from '../../data/plans.ts'
import { listed } from '../domain/format.ts'
import { placesHeld } from '../lookup/held-texts.ts'

/** As many as a person mends before looking again. */
const MOST_NAMED = 10

/** Why a message or a paper is held back, and where to mend it. It does not repeat what was found. */
export async function whyHeld(db: Database | Writing, model: PlanModel, value: unknown): Promise<string> {
  const places = await placesHeld(db, model, value)
  const [more, ...named] =
    places.length > MOST_NAMED
      ? [`${places.length - MOST_NAMED} more`, ...places.slice(0, MOST_NAMED)]
      : [undefined, ...places]
  const where = listed(more === undefined ? named : [...named, more])
  return `it holds what looks like a child’s NHS number, pupil number or date of birth, or a child’s name with an age${where === '' ? '' : ` (${where})`}, which is told to nobody; say it again without, or correct the plan file`
}
