import { dayIn, endOfMonth, timeIn, weekday } from './day.ts'
import type { Day, Exactness, GivenDay } from './plan.ts'

/** Tuesday 24 November 2020 */
export function longDay(day: Day): string {
  const month = MONTHS[Number(day.slice(5, 7)) - 1] ?? ''
  return `${WEEKDAYS[weekday(day)] ?? ''} ${Number(day.slice(8, 10))} ${month} ${day.slice(0, 4)}`
}

/** 24 November 2020 */
export function fullDay(day: Day): string {
  return longDay(day).replace(/^\S+ /, '')
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

/**
 * A date as exactly as it was given: a day, a month, a quarter or a term. Printed words that say something else stand beside it:
 * "by Easter: 5 Apr 2021", "by the end of spring: term to 26 Mar 2021".
 */
export function shownDay(date: GivenDay): string {
  const shown = plainlyShown(date)
  if (date.exact === undefined || mentions(date)) return shown
  return `${date.asGiven}: ${shown}`
}

/** Words of a date that tell how exact it is by themselves, for where only its day and its words are kept. */
export function tellingWords({ on, asGiven, exact }: GivenDay): string {
  if (exact === undefined || exact === exactnessOf({ on, asGiven })) return asGiven
  return `${plainlyShown({ on, asGiven, exact })} (${asGiven})`
}

function plainlyShown(date: GivenDay): string {
  switch (exactnessOf(date)) {
    case 'day':
      return shortDay(date.on)
    case 'month':
      return monthOf(date.on)
    case 'quarter':
      return quarterOf(date.on)
    case 'term':
      return mentions(date) ? date.asGiven : `term to ${shortDay(date.on)}`
  }
}

/** How exact a date is meant to be. Where that is not recorded, its words and its day tell. */
export function exactnessOf({ on, asGiven, exact }: GivenDay): NonNullable<GivenDay['exact']> {
  if (exact !== undefined) return exact
  if (/^\d/.test(asGiven) || on !== endOfMonth(on.slice(0, 7)) || namesDate(asGiven, on)) return 'day'
  return /\bQ[1-4]\b|\bquarter\b/i.test(asGiven) ? 'quarter' : 'month'
}

/** Q4 2020 */
function quarterOf(day: Day): string {
  return `Q${Math.ceil(Number(day.slice(5, 7)) / 3)} ${day.slice(0, 4)}`
}

/** Whether the printed words name the date themselves, among others or not. */
function mentions({ on, asGiven, exact }: GivenDay): boolean {
  if (asGiven === on || (exact === 'month' && asGiven === on.slice(0, 7))) return true
  const { words, numbers } = partsOf(asGiven)
  const [year = 0, month = 0, date = 0] = on.split('-').map(Number)
  const isYear = (number: number) => number === year || number === year % 100
  if (exact === 'term') return words.includes('term') && numbers.some(isYear)
  if (exact === 'quarter' && words.includes('q') && numbers.includes(Math.ceil(month / 3)))
    return numbers.some(isYear)
  const [first, second, third = 0] = numbers
  if (exact === 'day' && first === date && second === month && isYear(third)) return true
  const name = (MONTHS[month - 1] ?? '').toLowerCase()
  if (![name, name.slice(0, 3), `${name.slice(0, 3)}t`].some((each) => words.includes(each))) return false
  if (exact === 'day' && !numbers.includes(date)) return false
  const others =
    exact === 'day'
      ? numbers.filter((number, index) => number !== date || index !== numbers.indexOf(date))
      : numbers
  return others.length === 0 || others.some(isYear)
}

function namesDate(asGiven: string, on: Day): boolean {
  return partsOf(asGiven).numbers.includes(Number(on.slice(8, 10)))
}

/** "1st Sept. 2020" in words without their signs, and in numbers. */
function partsOf(asGiven: string): {
  readonly words: readonly string[]
  readonly numbers: readonly number[]
} {
  const parts = asGiven.toLowerCase().match(/\p{L}+|\d+/gu) ?? []
  return {
    words: parts.filter((part) => !/^\d/.test(part)),
    numbers: parts.filter((part) => /^\d/.test(part)).map(Number),
  }
}

/** Whether the words of a day, read back, mean that day: "26 March 2021", "26 Mar 2021", "Mar 2021" for its last day. */
export function isPrinted({ on, asGiven }: Pick<GivenDay, 'on' | 'asGiven'>): boolean {
  const [, date, name = '', year] = asGiven.match(/^(?:(\d{1,2}) )?(\p{L}{3,9}) (\d{4})$/u) ?? []
  const month = MONTHS.findIndex((each) => each === name || each.slice(0, 3) === name) + 1
  if (month === 0) return asGiven === on
  const printed = `${year}-${String(month).padStart(2, '0')}`
  return on === (date === undefined ? endOfMonth(printed) : `${printed}-${date.padStart(2, '0')}`)
}

/** How exact a day is that somebody typed: a month is printed without a day of it. */
export function exactnessTyped({ asGiven, exact }: GivenDay): Exactness {
  return exact ?? (/^\p{L}/u.test(asGiven) ? 'month' : 'day')
}

/** As given, with the weekday: "26 Feb 2021 (Friday)", "Mar 2021 (Wednesday 31 March)". */
export function shownWithWeekday(given: GivenDay): string {
  const { on } = given
  const [name = '', date, month] = longDay(on).split(' ')
  const shown = shownDay(given)
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

/** "on Slack", "by e-mail" */
export function onPlatform(platform: string): string {
  return `${platform === 'mail' ? 'by' : 'on'} ${platformTitle(platform)}`
}

const PLATFORM_TITLES: Readonly<Record<string, string>> = {
  slack: 'Slack',
  teams: 'Microsoft Teams',
  terminal: 'the terminal',
  mail: 'e-mail',
}
