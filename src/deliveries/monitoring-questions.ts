import { listBoardEntries } from '../../data/board-entries.ts'
import type { Writing } from '../../data/database.ts'
import { saveDelivery } from '../../data/deliveries.ts'
import { readItemStatuses } from '../../data/item-status.ts'
import { listAssignments } from '../../data/people.ts'
import type { PlanModel } from '../../data/plans.ts'
import { monitoringQuestion } from '../boards/monitoring.ts'
import { answerable } from '../domain/authority.ts'
import { viewsOf } from '../domain/board-views.ts'
import { addDays, dayIn, instantOf } from '../domain/day.ts'
import { withContacts } from '../domain/organisations.ts'
import type { Item } from '../domain/plan.ts'

const MORNING = '09:00'
/** After a service was down for longer, the lists alone say that there is no answer. */
const LATEST_DAYS = 7

/** Asks whoever answers for a finished item, on the day until which it is monitored, whether it has held. */
export async function askWhetherHeld(trx: Writing, model: PlanModel, now: Date): Promise<void> {
  const { plan, items } = model
  if (model.isQuiet) return
  const today = dayIn(plan.timeZone, now)
  const entries = await listBoardEntries(trx, plan.id, { kinds: ['monitoring', 'monitoring-answer'] })
  if (entries.length === 0) return
  const assignments = withContacts(await listAssignments(trx, plan.id, today), plan)
  for (const [itemId, { monitored }] of viewsOf(entries, plan.timeZone)) {
    const item = items.find(({ id }) => id === itemId)
    if (!item || !monitored || monitored.answer === 'held' || monitored.answer === 'reopened') continue
    if (monitored.until > today || today > addDays(monitored.until, LATEST_DAYS)) continue
    const completedOn = await completedOnOf(trx, model, item, today)
    const posts = answerable(item, items)
    const people = new Set(
      assignments.filter(({ roleCode }) => posts.includes(roleCode)).map(({ personId }) => personId),
    )
    for (const personId of people) {
      await saveDelivery(trx, plan.id, {
        key: `notice:monitored-${monitored.id}-${monitored.until}:${personId}`,
        kind: 'notice',
        personId,
        subject: { posts: [...posts] },
        dueAt: instantOf(monitored.until, MORNING, plan.timeZone).toISOString(),
        payload: JSON.stringify(monitoringQuestion(item, { ...monitored, completedOn })),
      })
    }
  }
}

async function completedOnOf(
  trx: Writing,
  model: PlanModel,
  item: Item,
  today: string,
): Promise<string | null> {
  const statuses = await readItemStatuses(trx, model, { today, only: new Set([item.id]) })
  return statuses.get(item.id)?.position.completedOn ?? null
}
