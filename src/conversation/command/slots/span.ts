import { addDays, addMonths, endOfMonth, weekday } from '../../../domain/day.ts'
import type { Day } from '../../../domain/plan.ts'
import { numberOf, readDay } from '../../day.ts'
import { endsDate } from './date.ts'
import { MOST_WORDS, phrases, plainPhrase, type Slots } from './slot.ts'

/** Some past days, both included. */
export interface Span {
  readonly from: Day
  readonly to: Day
}

/** "yesterday", "last week", "in October", "between 1 and 20 November": days that are over or have begun. */
export const spanSlots = {
  span: {
    candidates: (words, at, { today }) =>
      phrases(words, at, MOST_WORDS + 2, (phrase, next) =>
        endsDate(words, next) ? spanOf(plainPhrase(phrase), today) : undefined,
      ),
    expected: () => 'some past days such as yesterday, last week, this month or between two dates',
    known: () => ['today', 'yesterday', 'this week', 'last week', 'this month', 'last month'],
  },
} satisfies Slots

function spanOf(text: string, today: Day): Span | undefined {
  const plain = text.replace(/^(?:in|during|over|within|on) /, '').replace(/^the /, '')
  return named(plain, today) ?? lately(plain, today) ?? between(plain, today) ?? monthOrDay(text, today)
}

function named(plain: string, today: Day): Span | undefined {
  const monday = addDays(today, -((weekday(today) + 6) % 7))
  const month = `${today.slice(0, 7)}-01`
  switch (plain) {
    case 'today':
      return { from: today, to: today }
    case 'yesterday':
      return { from: addDays(today, -1), to: addDays(today, -1) }
    case 'this week':
      return { from: monday, to: today }
    case 'last week':
      return { from: addDays(monday, -7), to: addDays(monday, -1) }
    case 'this month':
      return { from: month, to: today }
    case 'last month':
      return { from: addMonths(month, -1), to: addDays(month, -1) }
    case 'this year':
      return { from: `${today.slice(0, 4)}-01-01`, to: today }
    default:
      return undefined
  }
}

const LATELY = /^(?:last|past|previous) (?:(\d{1,3}|[a-z]+) )?(day|week|fortnight|month)s?$/

function lately(plain: string, today: Day): Span | undefined {
  const [, amount, unit] = plain.match(LATELY) ?? []
  const number = amount === undefined ? 1 : numberOf(amount === 'few' ? 'three' : amount)
  if (unit === undefined || number === undefined || (amount === undefined && unit !== 'fortnight'))
    return undefined
  const from = unit === 'month' ? addMonths(today, -number) : addDays(today, -number * (DAYS[unit] ?? 1))
  return { from, to: today }
}

const DAYS: Readonly<Record<string, number>> = { day: 1, week: 7, fortnight: 14 }

function between(plain: string, today: Day): Span | undefined {
  const [, first = '', last = ''] = plain.match(/^(?:between|from) (.+?) (?:and|to|until|till) (.+)$/) ?? []
  const to = readDay(last, today, { past: true, short: true })
  if (!to || first === '') return undefined
  // "between 1 and 20 November": the month is named once.
  const isBare = /^\d{1,2}(?:st|nd|rd|th)?$/.test(first)
  const from = isBare
    ? { on: `${to.on.slice(0, 8)}${first.replace(/\D+$/, '').padStart(2, '0')}`, asGiven: '' }
    : readDay(first, today, { past: true, short: true })
  if (!from) return undefined
  const begin = isMonth(from.asGiven) ? `${from.on.slice(0, 7)}-01` : from.on
  return begin <= to.on ? { from: begin, to: to.on } : undefined
}

/** "in October", "on 5 November". */
function monthOrDay(text: string, today: Day): Span | undefined {
  const [, lead, rest = ''] = text.match(/^(in|during|on) (.+)$/) ?? []
  const day = lead === undefined ? undefined : readDay(rest, today, { past: true, short: lead === 'on' })
  if (!day) return undefined
  if (lead !== 'on' && isMonth(day.asGiven))
    return { from: `${day.on.slice(0, 7)}-01`, to: endOfMonth(day.on.slice(0, 7)) }
  return isMonth(day.asGiven) ? undefined : { from: day.on, to: day.on }
}

function isMonth(asGiven: string): boolean {
  return /^\p{L}/u.test(asGiven) && /^\p{L}+ \d{4}$/u.test(asGiven)
}
