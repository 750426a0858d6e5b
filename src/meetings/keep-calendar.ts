import type { Database, Writing } from '../../data/database.ts'
import { write } from '../../data/engine/engine.ts'
import { bodiesRunningShort, planMeetings } from '../../data/meetings.ts'
import type { PlanModel } from '../../data/plans.ts'
import { dayIn } from '../domain/day.ts'
import type { Day } from '../domain/plan.ts'

/** The day on which a plan's calendar was last checked. Only another day or an import can make it too short. */
const checkedOn = new WeakMap<PlanModel, Day>()

/** Plans meetings ahead when the calendar runs short; looks once a day. */
export async function keepCalendar(db: Database, model: PlanModel, now: Date): Promise<void> {
  const { plan, bodies } = model
  const today = dayIn(plan.timeZone, now)
  if (checkedOn.get(model) === today) return
  const short = await bodiesRunningShort(db, plan.id, { bodies, today })
  if (short.length > 0) {
    const planned = async (trx: Writing) => {
      for (const body of short) await planMeetings(trx, plan.id, { body, today })
    }
    // Whoever asks next plans them.
    await write(db, plan.id, planned, { canBeLeftOut: true })
  }
  checkedOn.set(model, today)
}
