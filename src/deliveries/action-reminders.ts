import { type ActionArising, listActionsArising } from '../../data/actions-arising.ts'
import type { Writing } from '../../data/database.ts'
import { saveDelivery } from '../../data/deliveries.ts'
import { listAssignments, listPeople } from '../../data/people.ts'
import type { PlanModel } from '../../data/plans.ts'
import { addDays, dayIn, instantOf, isWorkingDay, workingDaysBefore } from '../domain/day.ts'
import { longDay } from '../domain/format.ts'
import { withContacts } from '../domain/organisations.ts'
import type { Day } from '../domain/plan.ts'
import { buttons, type Message, paragraph, said, sentence } from '../message.ts'
import { doersOf, doneButton } from '../status/actions-arising.ts'

const MORNING = '09:00'
/** After a service was down for longer, the lists alone say that an action is overdue. */
const LATEST_DAYS = 7

/** What a reminder is about, by which it is withdrawn when the action is done. */
export function reminderOf({ number }: Pick<ActionArising, 'number'>): string {
  return `action-${number}-due`
}

/** Reminds whoever answers for an action arising on the morning of its day, or of the last working day before it. */
export async function remindOfActions(trx: Writing, model: PlanModel, now: Date): Promise<void> {
  const { plan } = model
  if (model.isQuiet) return
  const today = dayIn(plan.timeZone, now)
  const due = (await listActionsArising(trx, plan.id)).filter(
    ({ doneAt, dueOn }) => doneAt === null && dueOn !== null && isTold(dueOn, today, model),
  )
  if (due.length === 0) return
  const assignments = withContacts(await listAssignments(trx, plan.id, today), plan)
  const people = await listPeople(trx)
  for (const action of due) {
    const on = toldOn(action.dueOn ?? today, model)
    for (const personId of doersOf({ assignments, people }, action)) {
      await saveDelivery(trx, plan.id, {
        key: `notice:${reminderOf(action)}:${personId}`,
        kind: 'notice',
        personId,
        subject: action.owner === null ? {} : { posts: [action.owner] },
        dueAt: instantOf(on, MORNING, plan.timeZone).toISOString(),
        payload: JSON.stringify(reminder(action, today)),
      })
    }
  }
}

function isTold(dueOn: Day, today: Day, model: PlanModel): boolean {
  return toldOn(dueOn, model) <= today && today <= addDays(dueOn, LATEST_DAYS)
}

function toldOn(dueOn: Day, { plan: { closedDays } }: PlanModel): Day {
  return isWorkingDay(dueOn, closedDays) ? dueOn : workingDaysBefore(dueOn, 1, closedDays)
}

function reminder(action: ActionArising, today: Day): Message {
  const { number, text, dueOn } = action
  const verb = dueOn !== null && dueOn < today ? 'was' : 'is'
  return sentence(
    `Action arising ${number} of yours ${verb} due on ${longDay(dueOn ?? today)}.`,
    paragraph('What: ', said(text)),
    buttons({ ...doneButton(action), label: 'Done' }),
  )
}
