import { type ActionArising, listActionsArising } from '../../data/actions-arising.ts'
import type { Context } from '../command.ts'
import { daysBetween } from '../domain/day.ts'
import { count, shownDay } from '../domain/format.ts'
import type { Day } from '../domain/plan.ts'
import { type Button, said, strong, type Text } from '../message.ts'

/** The ids of the people who answer for an action arising: the holders of the role on this day, or the person of that name. */
export function doersOf(
  {
    assignments,
    people,
  }: Pick<Context, 'assignments'> & {
    readonly people: readonly { readonly id: number; readonly name: string }[]
  },
  { owner }: Pick<ActionArising, 'owner'>,
): readonly number[] {
  const held = assignments.filter(({ roleCode }) => roleCode === owner).map(({ personId }) => personId)
  const named = people.filter(({ name }) => name === owner).map(({ id }) => id)
  return [...new Set([...held, ...named])]
}

/** The actions arising of the plan that are not done and that the speaker answers for. */
export async function ownActions(context: Context): Promise<readonly ActionArising[]> {
  const { speaker, model, db } = context
  const isTheirs = (action: ActionArising) =>
    (action.owner !== null && speaker.roles.includes(action.owner)) ||
    doersOf(context, action).includes(speaker.personId)
  return (await listActionsArising(db, model.plan.id)).filter(
    (action) => action.doneAt === null && isTheirs(action),
  )
}

/** "Action arising 3: “send the report”, by 18 Dec 2020, 4 days overdue" */
export function actionLine(action: ActionArising, today: Day): Text {
  const due = dueWords(action, today)
  return [strong(`Action arising ${action.number}`), ': ', said(action.text), due === '' ? '' : `, by ${due}`]
}

export function doneButton({ number }: Pick<ActionArising, 'number'>): Button {
  return { label: `${number} is done`, line: `action done ${number}` }
}

/** "18 Dec 2020", "Dec 2020, 4 days overdue" */
export function dueWords({ dueOn, dueAsGiven, doneAt }: ActionArising, today: Day): string {
  if (dueOn === null) return ''
  const day = shownDay({ on: dueOn, asGiven: dueAsGiven ?? '' })
  return doneAt === null && dueOn < today ? `${day}, ${count(daysBetween(dueOn, today), 'day')} overdue` : day
}
