import { instantOf } from './day.ts'
import type { Body, Day, Plan } from './plan.ts'
import { workingDaysBefore } from './working-days.ts'

/** What happens ahead of a meeting, each at its instant, in this order. */
export interface Steps {
  /** The coordinator hears which roles nobody can be reached for. */
  readonly roster: Date
  /** Everybody who owns something is asked for an update. */
  readonly collect: Date
  /** Those who said nothing are asked once more. */
  readonly chase: Date
  /** The facts are stored. */
  readonly cutOff: Date
  /** The body is told. */
  readonly digest: Date
}

const NINE = '09:00'
const NOON = '12:00'

/** In working days before the meeting. */
export function stepsOf(
  { day }: { readonly day: Day },
  _body: Body,
  { timeZone }: Pick<Plan, 'timeZone'>,
): Steps {
  const at = (days: number, time: string) => instantOf(workingDaysBefore(day, days), time, timeZone)
  return {
    roster: at(16, NINE),
    collect: at(15, NINE),
    chase: at(10, NINE),
    cutOff: at(7, NOON),
    digest: at(6, NINE),
  }
}
