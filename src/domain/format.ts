import { dayIn, endOfMonth, timeIn, weekday } from './day.ts'
import type { Day, GivenDay } from './plan.ts'

/** Tuesday 24 November 2020 */
export function longDay(day: Day): string {
  const month = MONTHS[Number(day.slice(5, 7)) - 1] ?? ''
  return `${WEEKDAYS[weekday(day)] ?? ''} ${Number(day.slice(8, 10))} ${month} ${day.slice(0, 4)}`
}

/** 24 Nov 2020 */
export function shortDay(day: Day): string {
  return `${Number(day.slice(8, 10))} ${monthOf(day)}`
}

/** Nov 2020 */
export function monthOf(day: Day): string {
  return `${(MONTHS[Number(day.slice(5, 7)) - 1] ?? '').slice(0, 3)} ${day.slice(0, 4)}`
}

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
)
const WEEKDAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ')

/** A month is shown as a month if it was given as one. */
export function shownDay({ on, asGiven }: GivenDay): string {
  return /^\d/.test(asGiven) ? shortDay(on) : monthOf(on)
}

/** Whether the words of a day, read back, mean that day: "26 March 2021", "26 Mar 2021", "Mar 2021" for its last day. */
export function isPrinted({ on, asGiven }: Pick<GivenDay, 'on' | 'asGiven'>): boolean {
  const [, date, name = '', year] = asGiven.match(/^(?:(\d{1,2}) )?(\p{L}{3,9}) (\d{4})$/u) ?? []
  const month = MONTHS.findIndex((each) => each === name || each.slice(0, 3) === name) + 1
  if (month === 0) return asGiven === on
  const printed = `${year}-${String(month).padStart(2, '0')}`
  return on === (date === undefined ? endOfMonth(printed) : `${printed}-${date.padStart(2, '0')}`)
}

/** As given, with the weekday: "26 Feb 2021 (Friday)", "Mar 2021 (Wednesday 31 March)". */
export function shownWithWeekday({ on, asGiven }: GivenDay): string {
  const [name = '', date, month] = longDay(on).split(' ')
  const shown = shownDay({ on, asGiven })
  return shown === shortDay(on) ? `${shown} (${name})` : `${shown} (${name} ${date} ${month})`
}

/** 5:30pm, 2pm */
export function clockTime(time: string): string {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  const half = hours < 12 ? 'am' : 'pm'
  const shown = hours % 12 === 0 ? 12 : hours % 12
  return minutes === 0 ? `${shown}${half}` : `${shown}:${String(minutes).padStart(2, '0')}${half}`
}

/** 24 Nov 2020, 9am */
export function moment(instant: Date, timeZone: string): string {
  return `${shortDay(dayIn(timeZone, instant))}, ${clockTime(timeIn(timeZone, instant))}`
}

/** `40 days`, `2 hours`, `5 minutes`: in the largest unit that fits, rounded. */
export function lengthText(milliseconds: number): string {
  const minutes = Math.round(Math.abs(milliseconds) / 60_000)
  if (minutes < 60) return count(minutes, 'minute')
  const hours = Math.round(minutes / 60)
  return hours < 48 ? count(hours, 'hour') : count(Math.round(minutes / 1_440), 'day')
}

/** `1 item`, `3 items`, `2 activities`, `3 areas of concern`. */
export function count(number: number, one: string, many = plural(one)): string {
  return `${number} ${number === 1 ? one : many}`
}

/** "areas of concern", "priorities" */
export function plural(one: string): string {
  const [, noun = one, rest = ''] = one.match(/^(.+?)( of .+)$/) ?? []
  return (/[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`) + rest
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[], conjunction = 'and'): string {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} ${conjunction} ${words.at(-1)}`
}

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** What people call a platform. */
export function platformTitle(platform: string): string {
  return PLATFORM_TITLES[platform] ?? platform
}

const PLATFORM_TITLES: Readonly<Record<string, string>> = {
  slack: 'Slack',
  teams: 'Microsoft Teams',
  terminal: 'the terminal',
}
