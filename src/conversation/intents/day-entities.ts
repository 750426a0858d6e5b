import type { Day, GivenDay } from '../../domain/plan.ts'
import { textBetween, type Words } from '../../domain/text.ts'
import { endsDate } from '../command/slots/date.ts'
import { readDay } from '../day.ts'

/** A day named by some words of a line; `from` and `to` are word indexes. */
export interface DayEntity {
  readonly given: GivenDay
  readonly from: number
  readonly to: number
  /** The word before it: "to", "on", "by". */
  readonly lead: string
}

const MOST_WORDS = 7
/** Words a day can begin with; trying every word would be slow. */
const BEGINS =
  /^(\d|end|the|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun|today|tomorrow|yesterday|next|last|in|a|an|one|two|three|four|five|six|seven|eight|nine|ten|twelve|early|mid)/
/** Words before a date that change it or leave it open: "mid January", "31 November", a weekday that does not fit. */
const LEFT_OPEN =
  /^(mid|mid-|early|late|around|after|before|since|(mon|tues|wednes|thurs|fri|satur|sun)day|\d{1,2}(st|nd|rd|th)?)$/
const LEADS = new Set(['on', 'by', 'to', 'until', 'till', 'of', 'for', 'from', 'with', 'at', 'as'])

/** Every day named, from left to right, each in its longest reading. */
export function findDays(words: Words, today: Day, { past = false } = {}): readonly DayEntity[] {
  const found: DayEntity[] = []
  let at = 0
  while (at < words.list.length) {
    const day = BEGINS.test(words.list[at]?.plain ?? '') ? dayAt(words, at, today, past) : undefined
    // Holds across a comma too: "Friday, 5 December" when that is a Saturday.
    if (day && !LEFT_OPEN.test(words.list[day.from - 1]?.plain ?? '')) found.push(day)
    at = day ? day.to : at + 1
  }
  return found
}

function dayAt(words: Words, at: number, today: Day, past: boolean): DayEntity | undefined {
  for (let to = Math.min(words.list.length, at + MOST_WORDS); to > at; to -= 1) {
    const text = textBetween(words, at, to)
    const given = isBare(text, leadOf(words, at)) ? undefined : readDay(text, today, { past })
    if (given && endsDate(words, to)) return { given, from: at, to, lead: leadOf(words, at) }
  }
  return undefined
}

/** "6" is not a day, and "may" is a month only where one is expected. */
function isBare(text: string, lead: string): boolean {
  return /^\d{1,3}$/.test(text) || (text === 'may' && lead === '')
}

function leadOf(words: Words, at: number): string {
  const lead = words.list[at - 1]?.plain ?? ''
  return LEADS.has(lead) ? lead : ''
}
