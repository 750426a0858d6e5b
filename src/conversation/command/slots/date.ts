import { exampleDay, exampleFirst, TUESDAY } from '../../../domain/example-day.ts'
import { findBody } from '../../../domain/request.ts'
import { textBetween, type Words } from '../../../domain/text.ts'
import type { Vocabulary } from '../../../domain/vocabulary.ts'
import { numberOf, readDay } from '../../day.ts'
import { meetingDay, shiftIn } from '../../day-phrase.ts'
import { isShortDay } from '../../short-day.ts'
import { termDay } from '../../term-day.ts'
import { MOST_WORDS, phrases, plainPhrase, type Slots } from './slot.ts'

export const dateSlots = {
  date: {
    candidates: (words, at, vocabulary) =>
      phrases(words, at, MOST_WORDS, (phrase, next) =>
        endsDate(words, next)
          ? (readDay(phrase, vocabulary.today, {
              short: isShortDay(words, { from: at, to: next }, vocabulary.references),
            }) ??
            termDay(phrase, vocabulary) ??
            meetingDay(phrase, vocabulary))
          : undefined,
      ),
    expected: ({ today }) =>
      `a date such as ${exampleDay(today, 17)}, or a month, which counts to its last day`,
  },
  'past-date': {
    candidates: (words, at, vocabulary) =>
      phrases(words, at, MOST_WORDS, (_, next) =>
        endsDate(words, next) ? pastDay(words, { from: at, to: next }, vocabulary) : undefined,
      ),
    expected: ({ today }) => `a date such as ${exampleDay(today, -3, TUESDAY)}`,
  },
  /** "a fortnight", "2 months": counted from the day that is set at present. */
  shift: {
    candidates: (words, at) => phrases(words, at, 5, (phrase) => shiftIn(phrase)),
    expected: () => 'some time such as a fortnight, 3 weeks or 2 months',
  },
  /** "the 19th": a day of a month that is named elsewhere. */
  nth: {
    candidates: (words, at) =>
      phrases(words, at, 1, (phrase) => {
        const nth = plainPhrase(phrase).match(/^([12]?\d|3[01])(?:st|nd|rd|th)$/)?.[1]
        return nth === undefined ? undefined : { nth: Number(nth) }
      }),
    expected: () => 'a day of a month such as 19th',
  },
  since: {
    candidates: (words, at, vocabulary) =>
      phrases(words, at, MOST_WORDS, (phrase, next) => {
        const body = lastMeetingOf(plainPhrase(phrase), vocabulary)
        if (body !== undefined) return { body }
        const given = pastDay(words, { from: at, to: next }, vocabulary)
        return given && { day: given }
      }),
    expected: ({ today }) => `a date such as ${exampleFirst(today, -1)}, or the last board`,
    known: ({ today }) => ['last board', exampleFirst(today, -1)],
  },
  when: {
    candidates: (words, at, vocabulary) =>
      phrases(
        words,
        at,
        MOST_WORDS,
        (phrase, next) =>
          periodOf(plainPhrase(phrase)) ?? dayPeriod(words, { from: at, to: next }, vocabulary),
      ),
    expected: () => 'a time such as this month, next month, next 30 days, before the next board or a date',
    known: () => ['this month', 'next month', 'next 30 days', 'before the next board'],
  },
  time: {
    candidates: (words, at) => phrases(words, at, 2, (phrase) => timeOf(plainPhrase(phrase))),
    expected: () => 'a time such as 2pm, 5:30pm or 14:00',
  },
} satisfies Slots

const MORE_OF_A_DATE =
  /^(\d.*|(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|decem)[a-z]*|dec|(mon|tues|wednes|thurs|fri|satur|sun)day|weeks?|fortnight|or|sometime|night|morning|evening|afternoon)$/

/** "Friday" alone is not the date in "Friday 26 November": the next word must not continue it. */
export function endsDate({ list }: Words, next: number): boolean {
  const following = list[next]
  return !following || !MORE_OF_A_DATE.test(following.plain)
}

interface Span {
  readonly from: number
  readonly to: number
}

function pastDay(words: Words, span: Span, vocabulary: Vocabulary) {
  const phrase = textBetween(words, span.from, span.to)
  const short = isShortDay(words, span, vocabulary.references)
  return (
    readDay(phrase, vocabulary.today, { past: true, short }) ?? termDay(phrase, vocabulary, { past: true })
  )
}

function lastMeetingOf(text: string, { bodies }: Vocabulary): string | undefined {
  const name = text.match(/^(?:the )?last (.+?)(?: meeting)?$/)?.[1]
  if (name === undefined) return undefined
  return findBody(bodies, name)?.code ?? (name === 'meeting' || name === 'board' ? '' : undefined)
}

const SPAN_AHEAD =
  /^(?:(?:in|within|over) )?(?:the )?next (?:(\d{1,3}|[a-z]+) )?(day|week|fortnight|month)s?$/

const DAYS: Readonly<Record<string, number>> = { day: 1, week: 7, fortnight: 14, month: 30 }

function periodOf(text: string): { period: string; days?: number; body?: string } | undefined {
  if (['this month', 'next month', 'this week', 'next week'].includes(text))
    return { period: text.replace(' ', '-') }
  const [, amount, unit] = text.match(SPAN_AHEAD) ?? []
  if (unit !== undefined) {
    const number = amount === undefined ? 1 : numberOf(amount)
    return number === undefined ? undefined : { period: 'next-days', days: number * (DAYS[unit] ?? 1) }
  }
  return /^before (the )?next (board|meeting)$/.test(text) ? { period: 'next-board' } : undefined
}

function dayPeriod(
  words: Words,
  span: Span,
  vocabulary: Vocabulary,
): { period: string; until: unknown } | undefined {
  const phrase = textBetween(words, span.from, span.to)
  const day = phrase.replace(/^before /i, '')
  const short = isShortDay(words, span, vocabulary.references)
  const until = readDay(day, vocabulary.today, { short }) ?? termDay(day, vocabulary)
  // "in January" is within that month; "by January" is any time up to its end.
  const isWithin =
    until && !/^\d/.test(until.asGiven) && !/^(?:before|by|until|till|end|the end)\b/i.test(phrase)
  return until && { period: isWithin ? 'month' : 'until', until }
}

function timeOf(text: string): string | undefined {
  const [, hours = '', minutes = '00', half] = text.match(/^(\d{1,2})(?:[:.](\d{2}))? ?(am|pm)?$/) ?? []
  if (hours === '' || (half === undefined && !/[:.]/.test(text))) return undefined
  const hour = (Number(hours) % (half ? 12 : 24)) + (half === 'pm' ? 12 : 0)
  return Number(hours) > (half ? 12 : 23) || Number(minutes) > 59
    ? undefined
    : `${String(hour).padStart(2, '0')}:${minutes}`
}
