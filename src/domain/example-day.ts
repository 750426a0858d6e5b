import { addDays, addMonths, weekday } from './day.ts'
import { longDay } from './format.ts'
import type { Day } from './plan.ts'

/** Days for examples, so that whatever is shown can be typed today. */

/** "18 December 2020": a weekday (Friday, unless it is another) some weeks ahead or, below nought, behind. */
export function exampleDay(today: Day, weeks: number, on = FRIDAY): string {
  const monday = addDays(today, -((weekday(today) + 6) % 7))
  return inWords(addDays(monday, weeks * 7 + on - 1))
}

/** "1 October 2020": the first of a month before or after the present one. */
export function exampleFirst(today: Day, months: number): string {
  return inWords(addMonths(`${today.slice(0, 7)}-01`, months))
}

export const TUESDAY = 2
const FRIDAY = 5

function inWords(day: Day): string {
  return longDay(day).replace(/^\S+ /, '')
}
