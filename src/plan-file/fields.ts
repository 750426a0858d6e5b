import { z } from 'zod'
import { endOfMonth, isDay } from '../domain/day.ts'
import type { Cadence, NthWeekday } from '../domain/plan.ts'
import { cleanText, MOST_CHARACTERS } from '../domain/text.ts'
import { found, quoted } from './sentence.ts'

/** A block with these keys and no others. */
export function entry<Shape extends z.core.$ZodShape>(shape: Shape, example?: string) {
  const keys = Object.keys(shape)
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `expected one of ${keys.join(', ')}`
        : `expected ${example ?? `the keys ${keys.slice(0, 3).join(', ')}${keys.length > 3 ? ' …' : ''}`}, found ${found(issue.input)}`,
  })
}

const NOT_EMPTY = z
  .string()
  .min(1)
  .max(MOST_CHARACTERS, { error: `is longer than ${MOST_CHARACTERS} characters` })

/** Text of one or more lines, cleaned like typed text. */
export const text = z.string().transform(cleanText).pipe(NOT_EMPTY)

/** One line, however the file folds it; may be empty. */
export const remark = z.string().transform((raw) => cleanText(raw).replace(/\s+/g, ' '))

/** A title, a name, a word. */
export const line = remark.pipe(NOT_EMPTY)

/** A list that may be empty, left out, or null. */
export function list<Member extends z.ZodType>(member: Member) {
  return z.preprocess((value) => value ?? [], z.array(member)).default([])
}

export const texts = list(text)
export const lines = list(line)

export const code = z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N}-]{0,63}$/u, {
  error: ({ input }) => `${quoted(input)} is not a code of letters, digits and hyphens`,
})

/** A name that people type before a reference. */
export const shortName = z.string().regex(/^\p{L}{1,12}$/u, {
  error: ({ input }) => `${quoted(input)} is not a short name of at most 12 letters such as sif`,
})

/** What people type for a rating. */
export const letter = z.string().regex(/^[\p{L}\p{N}]{1,2}$/u, {
  error: ({ input }) => `${quoted(input)} is not one or two letters or digits`,
})

/** One sign as seen, however many code points it takes. */
export const mark = line.refine((sign) => [...new Intl.Segmenter().segment(sign)].length === 1, {
  error: ({ input }) => `${quoted(input)} is not a single sign such as ▲`,
})

export const day = z
  .string()
  .refine(isDay, { error: ({ input }) => `${quoted(input)} is not a day such as 2020-11-24` })

/**
 * A term, a quarter, a month or a day; any but a day means its last day. `asGiven` keeps the printed form. The day of a term is
 * looked up once all terms of the file are known.
 */
export const given = entry({ on: z.string(), asGiven: line }, '{ on: 2020-02, asGiven: Feb 2020 }').transform(
  ({ on, asGiven }, context) => {
    const read = dayOf(on)
    if (read) return { on: read, asGiven, exact: exactnessOf(on) }
    if (NAMES_TERM.test(on)) return { on, asGiven, exact: 'term' as const }
    context.addIssue({
      code: 'custom',
      path: ['on'],
      message: `${quoted(on)} is not a quarter (2020-Q1), a month (2020-02) or a day (2020-02-29)`,
    })
    return z.NEVER
  },
)

/** A period of time, or only its wording. `from` and `to` are months or days, both inclusive. */
export const period = entry(
  { from: z.string().nullable().default(null), to: z.string().nullable().default(null), asGiven: line },
  '{ from: 2020-01, to: 2020-10, asGiven: Jan to Oct 2020 }',
).transform(({ from, to, asGiven }, context) => {
  const dates = { from: from && firstDayOf(from), to: to && dayOf(to) }
  for (const [key, written] of Object.entries({ from, to })) {
    if (written === null || dates[key as 'from' | 'to']) continue
    context.addIssue({
      code: 'custom',
      path: [key],
      message: `${quoted(written)} is not a month (2020-02) or a day (2020-02-29)`,
    })
  }
  return { from: dates.from ?? null, to: dates.to ?? null, asGiven }
})

/** Numbers arrive as text, as written in the file. */
export const count = z.preprocess(
  (written) => (typeof written === 'number' ? String(written) : written),
  z
    .string()
    .regex(/^[1-9]\d{0,3}$/, { error: ({ input }) => `${quoted(input)} is not a whole number above 0` })
    .transform(Number),
)

export const timeZone = z.string().refine(isTimeZone, {
  error: ({ input }) => `${quoted(input)} is not a time zone such as Europe/London`,
})

/** Every sitting since the start of a cadence is written into the calendar. */
const FIRST_CADENCE = '2000-01-01'

const meetingDay = day.refine((first) => first >= FIRST_CADENCE, {
  error: ({ input }) => `${quoted(input)} is too long ago: expected a day since ${FIRST_CADENCE.slice(0, 4)}`,
})

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const NTHS = { first: 1, second: 2, third: 3, fourth: 4, fifth: 5, last: 'last' } as const

/** "third Wednesday", "last Monday" */
const nthWeekday = z.string().transform((written, context): NthWeekday => {
  const [nth = '', name = ''] = written.split(' ')
  const weekday = WEEKDAYS.indexOf(name)
  if (nth in NTHS && weekday >= 0) return { nth: NTHS[nth as keyof typeof NTHS], weekday }
  const message = `${quoted(written)} is not a day such as third Wednesday or last Monday`
  context.addIssue({ code: 'custom', message })
  return z.NEVER
})

const UNITS = { week: 'weeks', month: 'months', term: 'terms' } as const

/** Meetings at a rhythm from a day on, or on given days. */
export const cadence = entry({
  every: z
    .string()
    .regex(/^([1-9]\d? (week|month)s?|1 term)$/, {
      error: ({ input }) => `${quoted(input)} is not a rhythm such as 6 weeks, 1 month or 1 term`,
    })
    .optional(),
  on: nthWeekday.optional(),
  from: meetingDay.optional(),
  days: z.array(meetingDay).min(1).optional(),
  time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, {
    error: ({ input }) => `${quoted(input)} is not a time such as 14:00`,
  }),
}).transform(({ every, on, from, days, time }, context): Cadence => {
  const say = (key: string, message: string) => {
    context.addIssue({ code: 'custom', path: [key], message })
    return z.NEVER
  }
  if (days) {
    const [misplaced] = Object.entries({ every, on, from }).flatMap(([key, value]) =>
      value === undefined ? [] : [key],
    )
    if (misplaced !== undefined) return say(misplaced, 'does not go with given days: expected one of the two')
    const inOrder = [...days].sort()
    return { every: 1, unit: 'days', from: inOrder[0] ?? '', time, days: inOrder }
  }
  if (every === undefined) return say('every', 'is missing: expected a rhythm such as 6 weeks, or days')
  if (from === undefined) return say('from', 'is missing: expected the day from which it holds')
  const [number = '', unit = ''] = every.replace(/s$/, '').split(' ')
  const rule = { every: Number(number), unit: UNITS[unit as keyof typeof UNITS], from, time }
  if (on !== undefined && rule.unit === 'weeks')
    return say('on', 'goes with months or terms: weeks count from the first day')
  return on === undefined ? rule : { ...rule, on }
})

function dayOf(written: string): string | undefined {
  const [, year, quarter] = written.match(QUARTER) ?? []
  if (quarter !== undefined) return endOfMonth(`${year}-${String(Number(quarter) * 3).padStart(2, '0')}`)
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(written)) return endOfMonth(written)
  return isDay(written) ? written : undefined
}

const QUARTER = /^(\d{4})-Q([1-4])$/

/** "Spring term", "2021-spring": the name of a term is a word. */
const NAMES_TERM = /\p{L}{3}/u

/** How exact a date is, by how it is written. */
function exactnessOf(written: string): 'day' | 'month' | 'quarter' {
  if (QUARTER.test(written)) return 'quarter'
  return isDay(written) ? 'day' : 'month'
}

function firstDayOf(written: string): string | undefined {
  const [, year, quarter] = written.match(QUARTER) ?? []
  if (quarter !== undefined) return `${year}-${String(Number(quarter) * 3 - 2).padStart(2, '0')}-01`
  return /^\d{4}-(0[1-9]|1[0-2])$/.test(written) ? `${written}-01` : dayOf(written)
}

function isTimeZone(name: string): boolean {
  return name === 'UTC' || Intl.supportedValuesOf('timeZone').includes(name)
}
