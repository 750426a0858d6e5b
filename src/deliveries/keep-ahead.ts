import type { Database } from '../../data/database.ts'
import { write } from '../../data/engine/engine.ts'
import type { PlanModel } from '../../data/plans.ts'
import { keepCalendar } from '../app/request-context.ts'
import { dayIn } from '../domain/day.ts'
import type { Day } from '../domain/plan.ts'
import { planAhead } from './plan-ahead.ts'

/** The day on which a plan was last looked ahead from: only another day, an import or a change of the calendar matters. */
const lookedAhead = new WeakMap<PlanModel, Day>()

/** Keeps the calendar and what hangs off it planned ahead. A command that changes them plans at once. */
export async function keepAhead(db: Database, model: PlanModel, now: Date): Promise<void> {
  const today = dayIn(model.plan.timeZone, now)
  if (lookedAhead.get(model) === today) return
  await keepCalendar(db, model, now)
  await write(db, model.plan.id, (trx) => planAhead(trx, model, now))
  lookedAhead.set(model, today)
}
