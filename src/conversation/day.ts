import { GB } from 'chrono-node/en'
import { addDays, addMonths, daysBetween, endOfMonth, isDay, weekday } from '../domain/day.ts'
import { monthOf, shortDay } from '../domain/format.ts'
import type { Day, GivenDay } from '../domain/plan.ts'

/**
 * The day that the whole text names: `2021-03-26`, `26 March`, `31/01/2021`, `Jan 2021`, `end of January`, `in six
 * weeks`. Undefined if it names none or is ambiguous. Without a year it is the next such day, or with `past` the latest
 * one. `short` says whether `3.2` is a day; otherwise only what can be nothing else is, like `13.11`.
 */
export function readDay(
  text: string,
  today: Day,
  { past = false, short }: { past?: boolean; short?: boolean | undefined } = {},
): GivenDay | undefined {
  if (text.length < 3 || text.length > 60) return undefined
  if (past && /^\s*(by|until|till|from)\s/i.test(text)) return undefined
  const plain = plainDay(text)
  const month = monthDay(plain, today, past)
  if (month !== undefined) {
    return isPlausible(month, plain, { today, past }) ? { on: month, asGiven: monthOf(month) } : undefined
  }
  const on =
    isoDay(plain) ??
    shortDate(plain, today, { past, short }) ??
    nthDay(plain, today, past) ??
    spanDay(plain, today) ??
    (past || IS_LAST.test(plain) ? lastWeekday(plain, today) : weekdayOn(plain, today)) ??
    nthWeekday(plain, today, past) ??
    endOfPeriod(plain, today) ??
    chronoDay(plain, today, past)
  if (on === undefined || !isPlausible(on, plain, { today, past })) return undefined
  const orOn = past && WEEKDAY.test(plain) ? addDays(on, 7) : undefined
  const isNearer = orOn !== undefined && daysBetween(today, orOn) < daysBetween(on, today)
  return { on, asGiven: shortDay(on), ...(isNearer ? { orOn } : {}) }
}

/** The words of a day without what surrounds it, with numerals for ordinals: "the twenty ninth of January", "29th of january". */
function plainDay(text: string): string {
  const plain = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[‐-―]/g, '-')
    .replace(/\s+/g, ' ')
    .replace(/^[\s"'(]+|[\s"'),;:.!?]+$/g, '')
    .replace(/^(by|on|until|till|from|as of|as at) /, '')
    .replace(PART_OF_DAY, '')
    .trim()
    .replace(/^(?:on )?(?:the )?/, '')
  return plain
    .replace(TENS_AND_UNITS, (_, tens: string, unit: string) => ordinal(tens === 'twenty' ? 20 : 30, unit))
    .replace(ORDINAL_WORD, (word) => ordinal(0, word))
    .replace(/ the (?=\d)/, ' ')
    .trim()
}

/** "Friday night 15 January": due days have no time. */
const PART_OF_DAY =
  / ?\b(?:(?:in the |at )?(?:morning|afternoon|evening|night|lunchtime|noon|midday|midnight)|close of (?:play|business)|cop|cob)\b/g
const UNITS = 'first|second|third|fourth|fifth|sixth|seventh|eighth|ninth'
const ORDINALS = `${UNITS}|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth`
const ORDINAL_WORD = new RegExp(`\\b(?:${ORDINALS})\\b`, 'g')
const TENS_AND_UNITS = new RegExp(`\\b(twenty|thirty)[ -](${UNITS})\\b`, 'g')

function ordinal(tens: number, word: string): string {
  const at = ORDINALS.split('|').indexOf(word) + 1
  const number = tens + (word === 'thirtieth' ? 30 : at)
  const ending =
    number % 100 > 10 && number % 100 < 20 ? 'th' : (['th', 'st', 'nd', 'rd'][number % 10] ?? 'th')
  return `${number}${ending}`
}

const DAY_NAMES = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const DAY_NAME = '(sun|mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?)(?:day)?'
const AWAY = '(a|one|two|three|four|1|2|3|4) (week|fortnight)s?'
const WEEKS_ON = new RegExp(`^${AWAY} (?:on |from )?(?:${DAY_NAME}|(today|tomorrow))$`)
const LAST_NAME = new RegExp(`^(?:last|this past) ${DAY_NAME}$`)
/** Whatever else is said, "last Friday" is over. */
const IS_LAST = /^(?:last|past|this past) \w+$|^\w+ before last$/
const BEFORE_LAST = new RegExp(`^${DAY_NAME} before last$`)
const NAME_WEEK = new RegExp(`^${DAY_NAME} (week|fortnight)$`)

/** "Friday week", "a week on Thursday", "a fortnight tomorrow". */
function weekdayOn(text: string, today: Day): Day | undefined {
  const [, name, unit] = text.match(NAME_WEEK) ?? []
  if (name !== undefined) return addDays(comingWeekday(name, today), unit === 'week' ? 7 : 14)
  const [, number = '', period, day, near] = text.match(WEEKS_ON) ?? []
  if (period === undefined) return undefined
  const from = day === undefined ? addDays(today, near === 'tomorrow' ? 1 : 0) : comingWeekday(day, today)
  return addDays(from, (numberOf(number) ?? 1) * (period === 'week' ? 7 : 14))
}

/** "last Tues": the latest such day before today; "the Monday before last" is a week earlier. */
function lastWeekday(text: string, today: Day): Day | undefined {
  const before = text.match(BEFORE_LAST)?.[1]
  const name = before ?? text.match(LAST_NAME)?.[1]
  if (name === undefined) return undefined
  return addDays(comingWeekday(name, addDays(today, -1)), before === undefined ? -7 : -14)
}

/** The next such day after today. */
function comingWeekday(name: string, today: Day): Day {
  const wanted = DAY_NAMES.indexOf(name.slice(0, 3))
  return addDays(today, ((wanted - weekday(today) + 6) % 7) + 1)
}

/** "the first Monday in February", "last Friday of next month", "3rd Thursday of March 2021". */
function nthWeekday(text: string, today: Day, past: boolean): Day | undefined {
  const [, which = '', name = '', month = ''] = text.match(NTH_WEEKDAY) ?? []
  if (name === '') return undefined
  const end = /^(this|next|last) month$/.test(month)
    ? relativeMonth(month, today)
    : monthDay(month, today, past)
  if (end === undefined) return undefined
  const first = `${end.slice(0, 8)}01`
  const wanted = DAY_NAMES.indexOf(name.slice(0, 3))
  const one = addDays(first, (wanted - weekday(first) + 7) % 7)
  const day =
    which === 'last'
      ? [35, 28, 21].map((days) => addDays(one, days)).find((each) => each <= end)
      : addDays(one, (Number.parseInt(which, 10) - 1) * 7)
  return day !== undefined && day <= end ? day : undefined
}

const NTH_WEEKDAY = new RegExp(`^([1-5](?:st|nd|rd|th)|last) ${DAY_NAME} (?:in|of) (?:the )?(.+)$`)

function relativeMonth(text: string, today: Day): Day {
  const shift = { this: 0, next: 1, last: -1 }[text.split(' ')[0] ?? ''] ?? 0
  return endOfMonth(addMonths(`${today.slice(0, 7)}-01`, shift).slice(0, 7))
}

/** "the end of next month", "end of the month", "the end of the year". */
function endOfPeriod(text: string, today: Day): Day | undefined {
  const [, period] = text.match(/^(?:end|last day) of (?:the )?((?:this |next |last )?(?:month|year))$/) ?? []
  if (period === undefined) return undefined
  if (!period.endsWith('year')) return relativeMonth(period.includes(' ') ? period : `this ${period}`, today)
  return `${Number(today.slice(0, 4)) + (period === 'next year' ? 1 : period === 'last year' ? -1 : 0)}-12-31`
}

const WEEKDAY = /^(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?$/

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const MONTH =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)'
const WHOLE_MONTH = new RegExp(`^(?:(?:the )?end (?:of )?)?${MONTH}\\.?(?:,? (\\d{4}))?$`)
const NUMBERS = [
  'a',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
]
const SPAN = new RegExp(
  `^(?:in )?(\\d{1,3}|an?|${NUMBERS.slice(1).join('|')}) (day|week|fortnight|month)s?(?: time| from (?:now|today)|( ago))?$`,
)

/** `6`, `six`, `a`; undefined for a word that is not a number up to twelve. */
export function numberOf(word: string): number | undefined {
  if (/^\d+$/.test(word)) return Number(word)
  if (word === 'an') return 1
  const at = NUMBERS.indexOf(word)
  return at === -1 ? undefined : Math.max(1, at)
}

function isoDay(text: string): Day | undefined {
  if (isDay(text)) return text
  const british = text.match(/^(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d{2})$/)
  if (!british) return undefined
  const [, date = '', monthNumber = '', year = ''] = british
  const day = `${year.length === 2 ? `20${year}` : year}-${monthNumber.padStart(2, '0')}-${date.padStart(2, '0')}`
  return isDay(day) ? day : undefined
}

/** `13/11` without a year, where it can only be day and month; with `short` also `3.2`. */
function shortDate(
  text: string,
  today: Day,
  { past, short }: { past: boolean; short: boolean | undefined },
): Day | undefined {
  const [, date = '', month = ''] = text.match(/^(\d{1,2})[/.](\d{1,2})$/) ?? []
  if (date === '' || short === false || (date.length < 2 && !short)) return undefined
  const year = Number(today.slice(0, 4))
  const days = [year - 1, year, year + 1]
    .map((each) => `${each}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`)
    .filter(isDay)
  return past ? days.findLast((day) => day <= today) : days.find((day) => day >= today)
}

const NTH = new RegExp(`^(?:${DAY_NAME} )?(\\d{1,2})(?:st|nd|rd|th)$`)

/** "the 17th": of this month or a neighbouring one. "Monday 7th": only where that is a Monday. */
function nthDay(text: string, today: Day, past: boolean): Day | undefined {
  const [, name, date = ''] = text.match(NTH) ?? []
  if (date === '') return undefined
  const wanted = name === undefined ? undefined : DAY_NAMES.indexOf(name.slice(0, 3))
  const days = [-1, 0, 1]
    .map((months) => `${addMonths(`${today.slice(0, 7)}-01`, months).slice(0, 8)}${date.padStart(2, '0')}`)
    .filter((day) => isDay(day) && (wanted === undefined || weekday(day) === wanted))
  return past ? days.findLast((day) => day <= today) : days.find((day) => day >= today)
}

/** A month alone means its last day. */
function monthDay(text: string, today: Day, past: boolean): Day | undefined {
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(text)) return endOfMonth(text)
  const [, name, year] = text.match(WHOLE_MONTH) ?? []
  if (name === undefined) return undefined
  const month = String(MONTHS.indexOf(name.slice(0, 3)) + 1).padStart(2, '0')
  if (year !== undefined) return endOfMonth(`${year}-${month}`)
  const thisYear = endOfMonth(`${today.slice(0, 4)}-${month}`)
  const shift = past ? (thisYear > today ? -1 : 0) : thisYear < today ? 1 : 0
  return endOfMonth(`${Number(today.slice(0, 4)) + shift}-${month}`)
}

function spanDay(text: string, today: Day): Day | undefined {
  if (text === 'today') return today
  if (text === 'tomorrow') return addDays(today, 1)
  if (text === 'yesterday') return addDays(today, -1)
  const [, amount, unit, ago] = text.match(SPAN) ?? []
  if (amount === undefined) return undefined
  const number = (numberOf(amount) ?? 1) * (ago ? -1 : 1)
  switch (unit) {
    case 'day':
      return addDays(today, number)
    case 'week':
      return addDays(today, number * 7)
    case 'fortnight':
      return addDays(today, number * 14)
    default:
      return addMonths(today, number)
  }
}

/** chrono reads periods ("next week", "end of term") as days, and 12/25/2020 is not a British date. */
const NO_DAY = /\b(week|month|quarter|term|year|spring|summer|autumn|winter)\b|\d\/\d/
/** Every day contains one of these. */
const TELLS_A_DAY =
  /\d|day|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun|tomorrow/
/** Words that a day can consist of; asking chrono about any others is slow and pointless. */
const OF_A_DAY =
  /^(\d{1,4}(st|nd|rd|th)?,?|jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?|oct(ober)?|nov(ember)?|dec(ember)?|(mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(day)?|[a-z]+day|\d{4}-\d{2}-\d{2}|of|the|on|in|at|a|an|this|next|last|coming|past|today|tomorrow|yesterday|ago|days?|fortnight|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|first|second|third|fourth|fifth|to|and),?\.?$/
/** Days: a date without a year that lies further back was meant otherwise. */
const LONGEST_AGO = 270
/** Years before or after today that a plan can be about. */
const YEARS = 25

/**
 * chrono silently misreads some phrases ("Friday week", "mid-December", a weekday that does not fit its date), so only
 * a single match of the whole text that names a day is accepted, with its weekday checked.
 */
function chronoDay(text: string, today: Day, past: boolean): Day | undefined {
  if (NO_DAY.test(text) || !TELLS_A_DAY.test(text) || !text.split(' ').every((word) => OF_A_DAY.test(word)))
    return undefined
  const instant = new Date(`${today}T12:00:00Z`)
  const found = GB.parse(text, { instant, timezone: 0 }, { forwardDate: !past })
  const [match] = found
  if (found.length !== 1 || !match || match.text.length !== text.length || match.end) return undefined
  const { start } = match
  if (start.isCertain('hour') || (!start.isCertain('day') && !start.isCertain('weekday'))) return undefined
  const [year, month, date] = [start.get('year'), start.get('month'), start.get('day')]
  if (year === null || month === null || date === null) return undefined
  const day = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`
  if (!isDay(day)) return undefined
  if (start.isCertain('weekday') && weekday(day) !== start.get('weekday')) return undefined
  if (!past || day <= today || start.isCertain('year')) return day
  return start.isCertain('day') ? addMonths(day, -12) : addDays(day, -7)
}

/** A year that was not typed is never guessed far back, and no plan reaches beyond a generation. */
function isPlausible(day: Day, text: string, { today, past }: { today: Day; past: boolean }): boolean {
  if (Math.abs(Number(day.slice(0, 4)) - Number(today.slice(0, 4))) > YEARS) return false
  return !past || /\d{4}|\d[/.]\d{1,2}[/.]\d{2}$/.test(text) || daysBetween(day, today) <= LONGEST_AGO
}
