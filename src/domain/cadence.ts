import { addDays, addMonths, weekday } from './day.ts'
import type { Cadence, Day } from './plan.ts'

export interface Sitting {
  readonly day: Day
  readonly time: string
}

/**
 * The days from `from` to `to`, inclusive, on which a body sits by its cadence. Weeks count from the cadence's first
 * day; months keep its weekday of the month ("first Thursday").
 */
export function sittings(cadence: readonly Cadence[], from: Day, to: Day): readonly Sitting[] {
  return cadence.flatMap((rule, position) => {
    const next = cadence[position + 1]
    const end = next && addDays(next.from, -1) < to ? addDays(next.from, -1) : to
    return daysOf(rule, end)
      .filter((day) => day >= from)
      .map((day) => ({ day, time: rule.time }))
  })
}

function daysOf(rule: Cadence, end: Day): readonly Day[] {
  const days: Day[] = []
  for (let turn = 0; ; turn += 1) {
    const day = rule.unit === 'weeks' ? addDays(rule.from, turn * rule.every * 7) : sameWeekday(rule, turn)
    if (day > end) return days
    days.push(day)
  }
}

/** The nth weekday of a later month; the last one if there is no fifth. */
function sameWeekday(rule: Cadence, turn: number): Day {
  const firstOfMonth = addMonths(`${rule.from.slice(0, 7)}-01`, turn * rule.every)
  const nth = Math.ceil(Number(rule.from.slice(8, 10)) / 7)
  const shift = (weekday(rule.from) - weekday(firstOfMonth) + 7) % 7
  const day = addDays(firstOfMonth, shift + (nth - 1) * 7)
  return day.slice(0, 7) === firstOfMonth.slice(0, 7) ? day : addDays(day, -7)
}
