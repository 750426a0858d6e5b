import { instantOf } from './day.ts'
import type { Day } from './plan.ts'
import { workingDaysBefore } from './working-days.ts'

const WORKING_DAYS = 7
const TIME = '12:00'

/** The instant at which the facts for a meeting are stored. */
export function cutOff(meetingDay: Day, timeZone: string): Date {
  return instantOf(workingDaysBefore(meetingDay, WORKING_DAYS), TIME, timeZone)
}
