import type { ActionArising } from '../../data/actions-arising.ts'
import type { Context } from '../command.ts'
import { daysBetween } from '../domain/day.ts'
import { count, shownDay } from '../domain/format.ts'
import type { Day } from '../domain/plan.ts'

/** The ids of the people who answer for an action arising: the holders of the role on this day, or the person of that name. */
export function doersOf(
  { assignments, people }: Context,
  { owner }: Pick<ActionArising, 'owner'>,
): readonly number[] {
  const held = assignments.filter(({ roleCode }) => roleCode === owner).map(({ personId }) => personId)
  const named = people.filter(({ name }) => name === owner).map(({ id }) => id)
  return [...new Set([...held, ...named])]
}

/** "18 Dec 2020", "Dec 2020, 4 days overdue" */
export function dueWords({ dueOn, dueAsGiven, doneAt }: ActionArising, today: Day): string {
  if (dueOn === null) return ''
  const day = shownDay({ on: dueOn, asGiven: dueAsGiven ?? '' })
  return doneAt === null && dueOn < today ? `${day}, ${count(daysBetween(dueOn, today), 'day')} overdue` : day
}
