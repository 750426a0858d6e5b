import type { Exactness } from './extracted.ts'

/** A date within a text, where it stands. */
export interface DateFound {
  readonly start: number
  readonly end: number
  readonly printed: string
  /** ISO day, month (2020-10) or term; null if it has no year or is no day. */
  readonly on: string | null
  readonly exact: Exactness
  readonly month?: number
  readonly day?: number
  readonly year?: number
  /** Two digits stand for the year. */
  readonly isShortYear?: boolean
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] as const

const ISO = /\b(\d{4})-(\d{2})-(\d{2})\b/g
const NUMBERS = /(?<![\d./])(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?![\d/])/g
const MONTH_NUMBER = /(?<![\d./-])(0?[1-9]|1[0-2])[/.](\d{4})\b/g
const DAY_MONTH =
  /\b(\d{1,2})(?:st|nd|rd|th)?[^\S\n]+(?:of[^\S\n]+)?(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?['’]?,?(?:\s*['’]?\s*(\d{4}|\d{2})(?![\d:%]))?/gi
const MONTH_DAY =
  /\b(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\s+(\d{1,2})(?:st|nd|rd|th)?,\s*(\d{4})\b/gi
const MONTH_YEAR =
  /\b(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?['’]?(?:[\s-]*['’]?\s*(\d{4}|\d{2})(?![\d:%./]))?/gi
const TERM = /\b(autumn|spring|summer)\s+term\s*,?\s*(\d{4})\b/gi
const QUARTER = /\bQ([1-4])\s*(?:of\s*)?(\d{4})\s*[/-]\s*(\d{2}|\d{4})\b/gi

export function monthNumber(word: string): number {
  return MONTHS.findIndex((each) => word.toLowerCase().startsWith(each)) + 1
}

function fullYear(written: string): number {
  const number = Number(written)
  if (written.length > 2) return number
  return number >= 70 ? 1900 + number : 2000 + number
}

export function two(number: number): string {
  return String(number).padStart(2, '0')
}

export function lastDayOf(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

/** All dates in a text, in order; none lies within another. */
export function datesIn(text: string): readonly DateFound[] {
  const found: DateFound[] = []
  const add = (match: RegExpMatchArray, rest: Omit<DateFound, 'start' | 'end' | 'printed'>) => {
    const printed = match[0].trimEnd()
    const start = match.index ?? 0
    const end = start + printed.length
    if (found.some((each) => start < each.end && end > each.start)) return
    found.push({ start, end, printed, ...rest })
  }
  for (const each of text.matchAll(ISO)) add(each, dayOf(Number(each[1]), Number(each[2]), Number(each[3])))
  for (const each of text.matchAll(NUMBERS))
    add(each, {
      ...dayOf(fullYear(each[4] ?? ''), Number(each[3]), Number(each[1])),
      isShortYear: each[4]?.length === 2,
    })
  for (const each of text.matchAll(TERM))
    add(each, { on: `${each[2]}-${each[1]?.toLowerCase()}`, exact: 'term', year: Number(each[2]) })
  for (const each of text.matchAll(QUARTER)) add(each, financialQuarter(Number(each[1]), Number(each[2])))
  for (const each of text.matchAll(MONTH_DAY))
    add(each, dayOf(Number(each[3]), monthNumber(each[1] ?? ''), Number(each[2])))
  for (const each of text.matchAll(DAY_MONTH)) {
    const month = monthNumber(each[2] ?? '')
    const day = Number(each[1])
    if (each[3] === undefined) add(each, { on: null, exact: 'none', month, day })
    else add(each, { ...dayOf(fullYear(each[3]), month, day), isShortYear: each[3].length === 2 })
  }
  for (const each of text.matchAll(MONTH_NUMBER)) add(each, monthOf(Number(each[2]), Number(each[1])))
  for (const each of text.matchAll(MONTH_YEAR)) {
    const month = monthNumber(each[1] ?? '')
    if (each[2] === undefined) {
      // "may" and "march" are words too.
      if (/^[A-Z]/.test(each[0])) add(each, { on: null, exact: 'none', month })
    } else add(each, { ...monthOf(fullYear(each[2]), month), isShortYear: each[2].length === 2 })
  }
  return found.sort((one, other) => one.start - other.start)
}

type Reading = Omit<DateFound, 'start' | 'end' | 'printed'>

function dayOf(year: number, month: number, day: number): Reading {
  const isDay = month >= 1 && month <= 12 && day >= 1 && day <= lastDayOf(year, month)
  return {
    on: isDay ? `${year}-${two(month)}-${two(day)}` : null,
    exact: isDay ? 'day' : 'none',
    year,
    month,
    day,
  }
}

function monthOf(year: number, month: number): Reading {
  return { on: `${year}-${two(month)}`, exact: 'month', year, month }
}

/** A quarter of a financial year counts to its last month: Q1 2022/23 ends in June 2022. */
function financialQuarter(quarter: number, year: number): Reading {
  const month = quarter === 4 ? 3 : quarter * 3 + 3
  return { on: `${quarter === 4 ? year + 1 : year}-${two(month)}`, exact: 'quarter', year, month }
}

const MONTH_NAMES = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const

/** "30 September 2020" of a day, "September 2020" of a month. */
export function inWords(on: string): string {
  const [year = '', month = '', day] = on.split('-')
  const name = MONTH_NAMES[Number(month) - 1]
  if (name === undefined) return on
  return day === undefined ? `${name} ${year}` : `${Number(day)} ${name} ${year}`
}

/** A month as it is printed, with the year in full: "Sept 2016". */
export function printedMonth({ printed, year, exact, on }: DateFound): string {
  if (exact === 'day' && on !== null) return inWords(on)
  const [word = printed] = /[a-z]+/i.exec(printed) ?? []
  return year === undefined ? word : `${word} ${year}`
}

/** Easter Day of a year, by the anonymous Gregorian rule. */
export function easterDay(year: number): string {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const h = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7
  const m = Math.floor((a + 11 * h + 22 * l) / 451)
  const sum = h + l - 7 * m + 114
  return `${year}-${two(Math.floor(sum / 31))}-${two((sum % 31) + 1)}`
}

export function daysAfter(on: string, days: number): string {
  return new Date(Date.parse(`${on}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}
