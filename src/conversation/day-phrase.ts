import { addDays, addMonths, endOfMonth, weekday } from '../domain/day.ts'
import { shortDay } from '../domain/format.ts'
import type { Day, GivenDay } from '../domain/plan.ts'
import { findBody } from '../domain/request.ts'
import { textBetween, type Words, wordsOf } from '../domain/text.ts'
import type { Vocabulary } from '../domain/vocabulary.ts'
import { numberOf, readDay } from './day.ts'
import { isShortDay } from './short-day.ts'
import { termDay } from './term-day.ts'

/** Words that name a time, read to their end; `from` and `to` are word indexes. */
export type DayPhrase = {
  readonly from: number
  readonly to: number
  readonly text: string
} & (
  | { readonly kind: 'day'; readonly given: GivenDay }
  /** From the day that is set at present: "a fortnight more", "back two weeks". */
  | { readonly kind: 'shift'; readonly shift: Shift }
  /** It names a time but no single day: "mid-January", "10 or 12 January", "half term". Some days may be meant. */
  | { readonly kind: 'open'; readonly offers: readonly GivenDay[] }
)

/** Days and months to add; negative ones bring a day forward. */
export interface Shift {
  readonly days: number
  readonly months: number
}

const MONTHS = 'jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec'
const TELLING = new RegExp(
  `^(?:(?:${MONTHS})[a-z]*\\.?|(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:days?)?|\\d{1,2}(?:st|nd|rd|th)|` +
    '\\d{1,4}[./-]\\d{1,2}(?:[./-]\\d{2,4})?|\\d{1,2}-\\d{1,2}|(?:19|20)\\d\\d|' +
    'today|tomorrow|yesterday|tonight|now|weeks?|months?|fortnights?|days?|years?|quarters?|q[1-4]|terms?|half-?terms?|easter|christmas|xmas|' +
    'spring|summer|autumn|winter|mid-.+|w/c|w/e|wk|sometime|weekend|boards?|meetings?|committee|cabinet)$',
)
/** Words that stand beside the telling ones, and say nothing of a time alone. */
const BESIDE =
  /^(?:\d{1,2}|the|a|an|of|in|on|at|by|or|and|to|-|–|\/|&|between|after|before|next|last|this|that|coming|past|early|earlier|late|later|middle|mid|beginning|start|end|half|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|twenty|thirty|thirtieth|one|two|three|four|five|six|seven|eight|nine|ten|twelve|around|about|roughly|approximately|circa|towards|during|over|since|from|commencing|beginning|ending|more|further|another|extra|ago|time|new|academic|financial|calendar|morning|afternoon|evening|night|noon|close|play|business|school|holidays?|break|back|forward|\d{1,2}[ap]m)$/
const MOST_WORDS = 12

/** Words that lead to a time; "in six weeks" belongs together. */
const CANNOT_BEGIN = new RegExp(
  '^(?:(?:of|on|at|by|or|and|to|from|that|during|over|since|towards|-|–|—|\\/|&)(?: |$)|' +
    'this (?!day|week|mon|tue|wed|thu|fri|sat|sun)|' +
    '(?:in|back|forwards?) (?!\\d|an?(?: |$)|another|by|one|two|three|four|five|six|seven|eight|nine|ten|twelve))',
)

/** What days are counted from. */
export type Calendar = Pick<Vocabulary, 'today' | 'bodies' | 'decides' | 'meetings' | 'terms' | 'references'>

/** The longest run of words about a time that begins here. Undefined if they name none. */
export function dayPhraseAt(
  words: Words,
  at: number,
  vocabulary: Calendar,
  { past = false } = {},
): DayPhrase | undefined {
  const { today } = vocabulary
  const begins = `${words.list[at]?.plain} ${words.list[at + 1]?.plain ?? ''}`
  if (CANNOT_BEGIN.test(begins)) return undefined
  const end = endOfRun(words, at)
  if (end === at) return undefined
  for (const to of [end, ...clauseEnds(words, at, end)]) {
    const text = textBetween(words, at, to)
    const shift = past ? undefined : shiftIn(text)
    if (shift) return { kind: 'shift', shift, from: at, to, text }
    // "done 3.2", but not "see 3.2".
    const short = isShortDay(words, { from: at, to, mustBeLed: !past }, vocabulary.references)
    const given =
      readDay(text, today, { past, short }) ??
      termDay(text, vocabulary, { past }) ??
      (past ? undefined : meetingDay(text, vocabulary))
    if (given && isWhole(words, { text, to, end }, today)) return { kind: 'day', given, from: at, to, text }
  }
  const text = textBetween(words, at, end)
  return { kind: 'open', offers: past ? [] : offersIn(text, today), from: at, to: end, text }
}

/** One past the last telling word of the run. */
function endOfRun({ list }: Words, at: number): number {
  let end = at
  for (let index = at; index < Math.min(list.length, at + MOST_WORDS); index += 1) {
    if (tells(list, index, at)) end = index + 1
    else if (!BESIDE.test(list[index]?.plain ?? '') || isToOfFrom(list, at, index)) break
  }
  return end
}

/** "from December to 31 March" names the present day first. */
function isToOfFrom(list: Words['list'], at: number, index: number): boolean {
  return list[index]?.plain === 'to' && list[at - 1]?.plain === 'from'
}

/** Whether a word belongs to a time for certain: "may" only where a month can stand. */
function tells(list: Words['list'], at: number, start: number): boolean {
  const [before = '', plain = '', after = ''] = [at - 1, at, at + 1].map((index) => list[index]?.plain)
  if (plain === 'may') {
    const isName = /\d|^(?:in|of|by|to|until|till|early|late|mid|end)$/.test(before) || /^\d/.test(after)
    return isName || (at === start && !/^(?:be|have|need|not|well|still|also)$/.test(after))
  }
  if (/^(?:more|longer|later|extra|ago)$/.test(plain))
    return /^(?:days?|weeks?|fortnights?|months?|years?)$/.test(before)
  if (plain === 'last') return before === 'before'
  if (/^\d{1,2}$/.test(plain)) return MONTH_NAME.test(before)
  return TELLING.test(plain)
}

const MONTH_NAME = new RegExp(`^(?:${MONTHS})`)

/** Where the run could end sooner: after a comma or dash, and before "and", "or" and the like. The longest first. */
function clauseEnds({ raw, list }: Words, at: number, end: number): readonly number[] {
  const ends: number[] = []
  for (let to = end - 1; to > at; to -= 1) {
    const last = list[to - 1]
    const next = list[to]
    const isParted = last !== undefined && /[,;:]$/.test(raw.slice(last.start, last.end))
    if (isParted || /^(?:and|or|to|-|–|—|&|the)$/.test(next?.plain ?? '')) ends.push(to)
  }
  return ends
}

/** "Friday" is not the day in "Friday, 16 January", nor "31 March" in "31 March or 2 April". */
function isWhole(
  words: Words,
  { text, to, end }: { text: string; to: number; end: number },
  today: Day,
): boolean {
  if (to === end) return true
  if (!/\d/.test(text)) return false
  for (let from = to; from < end; from += 1) {
    const rest = textBetween(words, from, end)
    if (/\d|day\b/.test(rest) && readDay(rest, today)) return false
  }
  return true
}

const BY_MEETING = new RegExp(
  `^(?:the |an? |(two|three) )?(?:(day|week)s? (after|before) )?(?:the )?(?:(next|coming|(?:${MONTHS})[a-z]*) )?(.+?)(?: meeting)?$`,
)

/** "the day after the board", "the January board", "the next operational group". */
export function meetingDay(
  text: string,
  { today, bodies, decides, meetings }: Calendar,
): GivenDay | undefined {
  const plain = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/[.,;:!?]+$/, '')
  const [, number = 'a', unit, side, which = '', name = ''] = plain.match(BY_MEETING) ?? []
  const body = /^(?:board|meeting)$/.test(name) ? decides : findBody(bodies, name)?.code
  if (body === undefined) return undefined
  const month = new RegExp(`^(?:${MONTHS})`).test(which) ? readDay(which, today)?.on.slice(0, 7) : undefined
  const sitting = meetings.find(
    (each) => each.body === body && each.day >= today && (month === undefined || each.day.startsWith(month)),
  )
  if (!sitting) return undefined
  const days = (numberOf(number) ?? 1) * (unit === 'week' ? 7 : unit === 'day' ? 1 : 0)
  return dayOf(addDays(sitting.day, side === 'before' ? -days : days))
}

const AMOUNT = '(an?|another|one|two|three|four|five|six|seven|eight|nine|ten|twelve|\\d{1,2})'
const UNIT = '(day|week|fortnight|month|year)s?'
const SHIFTS = [
  new RegExp(
    `^(back |forward |forwards )?(?:by )?(?:another |a further |an extra )?${AMOUNT} (?:more |further |extra |another )?${UNIT}(?: more| later| longer| further| extra)?$`,
  ),
]

/** An amount of time by which a day is moved. */
export function shiftIn(text: string): Shift | undefined {
  const plain = text
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/[.,;!]+$/, '')
    .trim()
  const [, direction = '', amount = '', unit] = SHIFTS[0]?.exec(plain) ?? []
  if (unit === undefined) return undefined
  const number =
    (numberOf(amount === 'another' ? 'a' : amount) ?? 1) * (direction.startsWith('forward') ? -1 : 1)
  switch (unit) {
    case 'day':
      return { days: number, months: 0 }
    case 'week':
      return { days: number * 7, months: 0 }
    case 'fortnight':
      return { days: number * 14, months: 0 }
    case 'month':
      return { days: 0, months: number }
    default:
      return { days: 0, months: number * 12 }
  }
}

/** The day moved; the end of a month stays the end of a month. */
export function shifted(day: Day, { days, months }: Shift): Day {
  const moved = addMonths(day, months)
  const isEnd = months !== 0 && endOfMonth(day.slice(0, 7)) === day
  return addDays(isEnd ? endOfMonth(moved.slice(0, 7)) : moved, days)
}

const MONTH_AND_YEAR = new RegExp(`\\b((?:${MONTHS})[a-z]*\\.?(?:,? (?:19|20)\\d\\d)?)`)
const DATE_AND_MONTH = new RegExp(
  `\\b(\\d{1,2})(?:st|nd|rd|th)?\\b(?! week)(?: (?:of )?((?:${MONTHS})[a-z]*))?`,
  'g',
)
const PART_OF_MONTH: readonly (readonly [RegExp, number])[] = [
  [/\b(?:early|beginning|start)\b/, 10],
  [/\b(?:mid|middle)\b|\bmid-/, 15],
  [/\b(?:first|1st) week\b/, 7],
  [/\b(?:second|2nd) week\b/, 14],
  [/\b(?:third|3rd) week\b/, 21],
]

/** Days that may be meant by words that are no single day. */
function offersIn(text: string, today: Day): readonly GivenDay[] {
  const plain = text.normalize('NFKC').toLowerCase().replace(/[‐-―]/g, '-').replace(/\s+/g, ' ')
  const month = plain.match(MONTH_AND_YEAR)?.[1]
  if (month === undefined) return []
  const dates = [...plain.matchAll(DATE_AND_MONTH)]
  const days = dates.flatMap(([, date, own = month]) => readDay(`${date} ${own}`, today) ?? [])
  if (dates.length > 0) return /\bw\/c\b|commencing/.test(plain) ? days.flatMap(weekOf) : days
  const end = readDay(month, today)
  if (!end) return []
  const part = PART_OF_MONTH.find(([words]) => words.test(plain))?.[1]
  const within = part === undefined ? [] : [dayOf(`${end.on.slice(0, 8)}${String(part).padStart(2, '0')}`)]
  return [...within.filter(({ on }) => on > today), end]
}

/** The Monday and the Friday of a week that begins on this day. */
function weekOf({ on }: GivenDay): readonly GivenDay[] {
  return [dayOf(on), dayOf(addDays(on, (5 - weekday(on) + 7) % 7))]
}

function dayOf(on: Day): GivenDay {
  return { on, asGiven: shortDay(on) }
}

/** "14 days", "1 month". */
export function shiftText({ days, months }: Shift): string {
  const [number, unit] = months === 0 ? [days, 'day'] : [months, 'month']
  const size = Math.abs(number)
  return `${number < 0 ? 'forward ' : ''}${size} ${unit}${size === 1 ? '' : 's'}`
}

/** Words between a completion and its day. */
const BEFORE_DAY =
  /^(?:on|in|at|over|during|since|back|around|about|as|of|from|just|it|was|-|–|—|w\/e|w\/c|the|earlier|sometime)$/
const MONTHS_AND_DAYS =
  'jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun|yesterday|today|tomorrow'
/** "complete, terms of reference agreed" tells no time; "complete, 25 Nov" and "complete since last term" do. */
const TELLS_A_DATE = new RegExp(`\\d|half-? ?term|\\b(?:last|this|earlier|${MONTHS_AND_DAYS})`, 'i')
const TELLS_A_TIME = new RegExp(
  `${TELLS_A_DATE.source}|\\b(?:week|month|term|easter|christmas|xmas|summer|spring|autumn|winter)`,
  'i',
)

/** A time in a text: the past day that it names, or none if it is no single day up to today. */
interface Time {
  readonly start: number
  readonly end: number
  readonly on?: GivenDay
}

/** The time that a text begins with, as behind a completion: "on 3 November", "yesterday", "- 12 Nov", "over half term". */
export function completionTime(text: string, vocabulary: Calendar): Time | undefined {
  const words = wordsOf(text)
  for (let at = 0; at < MOST_BEFORE_DAY; at += 1) {
    const phrase = dayPhraseAt(words, at, vocabulary, { past: true })
    if (phrase) return timeOf(words, at, phrase, vocabulary)
    const word = words.list[at]
    if (!word || !(BEFORE_DAY.test(word.plain) || word.plain === '')) return undefined
  }
  return undefined
}

const MOST_BEFORE_DAY = 4

const NAMES_A_DAY = new RegExp(`\\b(?:${MONTHS_AND_DAYS})|\\d[./]\\d{1,2}[./]\\d`, 'i')

/** The one past day that a note names with its date: "audit tabled on 10 November". */
export function pastDayIn(text: string, vocabulary: Calendar): GivenDay | undefined {
  const words = wordsOf(text)
  const found: GivenDay[] = []
  for (let at = 0; at < words.list.length; at += 1) {
    const phrase = dayPhraseAt(words, at, vocabulary, { past: true })
    if (!phrase) continue
    if (phrase.kind === 'day' && /\d/.test(phrase.text) && NAMES_A_DAY.test(phrase.text))
      found.push(phrase.given)
    // "the board on 10 November"
    if (!/^(?:the )?(?:board|meeting|committee|cabinet)\b/i.test(phrase.text)) at = phrase.to - 1
  }
  const [only, ...others] = found
  return only && others.length === 0 && only.on < vocabulary.today ? only : undefined
}

function timeOf(words: Words, at: number, phrase: DayPhrase, { today }: Calendar): Time | undefined {
  const place = { start: words.list[0]?.start ?? 0, end: words.list[phrase.to - 1]?.end ?? 0 }
  // "three months ago" was rarely the day.
  const isDay = phrase.kind === 'day' && !/\b(?:months?|years?) ago$/i.test(phrase.text)
  if (isDay && phrase.given.on <= today) return { ...place, on: phrase.given }
  const isLedTo = words.list.slice(0, at).some(({ plain }) => /\w/.test(plain))
  return (isLedTo ? TELLS_A_TIME : TELLS_A_DATE).test(phrase.text) ? place : undefined
}
