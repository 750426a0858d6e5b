import {
  type DateFound,
  datesIn,
  daysAfter,
  easterDay,
  inWords,
  lastDayOf,
  printedMonth,
  two,
} from './date-words.ts'
import { type Cell, cellText, type Run, runsText } from './document.ts'
import type { WrittenDate } from './extracted.ts'

/** What a cell of dates says. */
export interface Due {
  readonly due: WrittenDate
  readonly revisions: readonly WrittenDate[]
}

/** What a date in a cell comes to: read, absent, or a question with its choices. */
export type DateReading =
  | { readonly kind: 'read'; readonly due: Due }
  | { readonly kind: 'absent'; readonly due: Due }
  | {
      readonly kind: 'asked'
      readonly due: Due
      readonly about: string
      /** What each offer would make of it. */
      readonly choices: ReadonlyMap<string, Due>
    }

export function noDate(printed: string | null): WrittenDate {
  return { on: null, exact: 'none', printed }
}

/** Reads a cell of dates; `year` is what most dates of the document are in. */
export function readDue(cell: Cell | undefined, year: number | null): DateReading {
  const printed = cell === undefined ? '' : cellText(cell).replaceAll('\n', ' ')
  if (!cell || printed === '')
    return { kind: 'absent', due: { due: noDate(cell ? '' : null), revisions: [] } }
  switch (cell.value.kind) {
    case 'day':
      return read({ on: cell.value.on, exact: 'day', printed })
    case 'number':
      return readNumber(cell.value.number, printed)
    case 'empty':
    case 'text':
    case 'fault':
      return readLines(cell.paragraphs, { printed, year })
  }
}

function read(due: WrittenDate, revisions: readonly WrittenDate[] = []): DateReading {
  return { kind: 'read', due: { due, revisions } }
}

function only(due: WrittenDate): Due {
  return { due, revisions: [] }
}

function asked(
  due: WrittenDate,
  about: string,
  choices: readonly (readonly [string, Due])[],
  revisions: readonly WrittenDate[] = [],
): DateReading {
  return { kind: 'asked', due: { due, revisions }, about, choices: new Map(choices) }
}

/** A day that the person gives in words. */
const ANOTHER_DAY = 'another day'
const NO_DATE_YET = 'no date yet'

/** Excel counts days from the end of 1899. */
const FIRST_SERIAL = 20_000
const LAST_SERIAL = 70_000

function readNumber(number: number, printed: string): DateReading {
  const none = only(noDate(printed))
  if (Number.isInteger(number) && number >= 1990 && number <= 2100)
    return asked(noDate(printed), `“${printed}” is a year`, yearChoices(number, printed))
  if (!Number.isInteger(number) || number < FIRST_SERIAL || number > LAST_SERIAL)
    return asked(noDate(printed), `“${printed}” is a number`, [[NO_DATE_YET, none], ...anotherDay(printed)])
  const on = daysAfter('1899-12-30', number)
  return asked(noDate(printed), `“${printed}” is a number`, [
    [inWords(on), only({ on, exact: 'day', printed })],
    ['not a date', none],
  ])
}

function yearChoices(year: number, printed: string): readonly (readonly [string, Due])[] {
  return [
    [`31 March ${year + 1}`, only({ on: `${year + 1}-03-31`, exact: 'day', printed })],
    [`31 December ${year}`, only({ on: `${year}-12-31`, exact: 'day', printed })],
    [NO_DATE_YET, only(noDate(printed))],
  ]
}

function anotherDay(printed: string): readonly (readonly [string, Due])[] {
  return [[ANOTHER_DAY, only(noDate(printed))]]
}

interface Around {
  readonly printed: string
  readonly year: number | null
}

const REVISED =
  /\b(?:revised|rev\.|extended|moved|new date|re-?dated|now)\b(?:\s+(?:date|due))?(?:\s+to)?\s*:?\s*/i

function readLines(paragraphs: readonly (readonly Run[])[], around: Around): DateReading {
  const struck = segments(paragraphs, true)
  const live = segments(paragraphs, false)
  if (struck.length > 0) {
    if (live.length === 0)
      return asked(noDate(around.printed), `“${around.printed}” is struck out and nothing stands beside it`, [
        [NO_DATE_YET, only(noDate(around.printed))],
        ...anotherDay(around.printed),
      ])
    return chained([...struck, ...live], around)
  }
  const text = live.join('\n')
  const parts = live.flatMap((line) => partsOf(line))
  if (parts.length > 1 && live.some((line) => REVISED.test(line))) return chained(parts, around)
  return readPhrase(text, around)
}

/** "July 2020 (revised to October 2020)" is two dates. */
function partsOf(line: string): readonly string[] {
  const match = REVISED.exec(line)
  if (!match || match.index === 0) return [line]
  const before = line.slice(0, match.index).replace(/[\s(,;:–-]+$/, '')
  return before === '' ? [line] : [before, ...partsOf(line.slice(match.index).replace(/\)$/, ''))]
}

function segments(paragraphs: readonly (readonly Run[])[], isStruck: boolean): readonly string[] {
  return paragraphs
    .map((runs) => runsText(runs.filter(({ struck }) => struck === isStruck)).trim())
    .filter((text) => text !== '' && /[\p{L}\p{N}]/u.test(text))
}

/** An original and its revisions, in order. */
function chained(parts: readonly string[], around: Around): DateReading {
  const readings = parts.map((part) =>
    readPhrase(part.replace(REVISED, '').trim() || part, { ...around, printed: part }),
  )
  const [first, ...later] = readings
  if (first && first.kind === 'read' && later.every((each) => each.kind === 'read'))
    return {
      kind: 'read',
      due: {
        due: first.due.due,
        revisions: later.map((each, at) => ({ ...each.due.due, printed: parts[at + 1] ?? '' })),
      },
    }
  return asked(noDate(around.printed), `“${around.printed}”`, [
    [NO_DATE_YET, only(noDate(around.printed))],
    ...anotherDay(around.printed),
  ])
}

const ABSENT =
  /^(?:[-–—.?]*|tbc|tba|t\.b\.c\.?|n\/?a|none|to be (?:confirmed|agreed|decided|set)|not (?:yet )?set)$/i
const ONGOING =
  /^(?:on-?\s?going|rolling|termly|continuous|continuing|business as usual|bau|monthly|quarterly|annual(?:ly)?|weekly|each (?:term|month|year))\b/i
/** Words that change nothing about a date. */
const FILLERS =
  /\b(?:by|end|of|the|due|before|no later than|deadline|target|complete|date|and|in|on|from|for)\b|[\s(),.:;-]/gi

function readPhrase(text: string, around: Around): DateReading {
  const { printed } = around
  if (ABSENT.test(text)) return { kind: 'absent', due: only(noDate(printed)) }
  const dates = datesIn(text)
  const [first, second, third] = dates
  const isOngoing = /\bon-?\s?going\b/i.test(text)
  if (ONGOING.test(text) && !dates.some(({ year }) => year !== undefined))
    return read({ on: null, exact: 'ongoing', printed })
  if (first && !second) return readOne(text, first, { ...around, isOngoing })
  if (first && second) return readTwo(text, [first, second, ...(third ? [third] : [])], printed)
  return readWords(text, around)
}

function readOne(
  text: string,
  found: DateFound,
  around: Around & { readonly isOngoing: boolean },
): DateReading {
  const { printed, year } = around
  const rest = (text.slice(0, found.start) + text.slice(found.end)).replace(FILLERS, '')
  if (around.isOngoing) return dueThenOngoing(found, printed)
  if (rest !== '') return story(text, found, printed)
  if (found.year === undefined) return withoutYear(found, around)
  if (found.on === null) return noSuchDay(found, printed)
  if (year !== null && Math.abs(found.year - year) > FAR)
    return asked({ on: found.on, exact: 'none', printed }, `“${printed}”: ${likelyYear(found.year, year)}`, [
      ...nearerYear(found, { year, printed }),
      ...anotherDay(printed),
    ])
  return read({ on: found.on, exact: found.exact, printed })
}

/** A plan does not reach further than this. */
const FAR = 15

function likelyYear(written: number, usual: number): string {
  const nearer = swapped(written, usual)
  return nearer === undefined ? `is ${written} meant?` : `is ${nearer} meant?`
}

/** 2109 for 2019: the year that two changed digits make, if it is near the others. */
function swapped(written: number, usual: number): number | undefined {
  const digits = String(written)
  const candidates = [0, 1, 2].map((at) =>
    Number(digits.slice(0, at) + (digits[at + 1] ?? '') + (digits[at] ?? '') + digits.slice(at + 2)),
  )
  return candidates.find((each) => Math.abs(each - usual) <= FAR)
}

function nearerYear(
  found: DateFound,
  { year, printed }: { year: number; printed: string },
): readonly (readonly [string, Due])[] {
  const nearer = swapped(found.year ?? 0, year) ?? year
  const on = found.on === null ? `${nearer}` : `${nearer}${found.on.slice(4)}`
  return [[on, only({ on, exact: found.exact, printed })]]
}

function withoutYear(found: DateFound, { printed, year }: Around): DateReading {
  const years = year === null ? [] : [year, year + 1]
  const choices = years.map((each): readonly [string, Due] => {
    const month = `${each}-${two(found.month ?? 1)}`
    const on = found.day === undefined ? month : `${month}-${two(found.day)}`
    return [inWords(on), only({ on, exact: found.day === undefined ? 'month' : 'day', printed })]
  })
  return asked(noDate(printed), `“${printed}” has no year`, [...choices, ...anotherDay(printed)])
}

function noSuchDay(found: DateFound, printed: string): DateReading {
  const { year = 2000, month = 0 } = found
  if (month < 1 || month > 12)
    return asked(noDate(printed), `“${printed}”: there is no month ${month}`, anotherDay(printed))
  const last = lastDayOf(year, month)
  const on = `${year}-${two(month)}-${two(last)}`
  const [, name] = inWords(on).split(' ')
  return asked(noDate(printed), `“${printed}”: ${name} has ${last} days`, [
    [inWords(on), only({ on, exact: 'day', printed })],
    ...anotherDay(printed),
  ])
}

function dueThenOngoing(found: DateFound, printed: string): DateReading {
  const month = printedMonth(found)
  const dated = only({ on: found.on, exact: found.exact, printed })
  const ongoing = only({ on: null, exact: 'ongoing', printed })
  return asked(noDate(printed), `“${printed}”`, [
    [`due ${month}, then ongoing`, dated],
    ['ongoing', ongoing],
    [`due ${month}`, dated],
  ])
}

/** A date within other words. */
function story(text: string, found: DateFound, printed: string): DateReading {
  if (found.on === null)
    return asked(noDate(printed), `“${printed}”`, [
      [NO_DATE_YET, only(noDate(printed))],
      ...anotherDay(printed),
    ])
  const [, part] = /\b((?:the\s+)?first(?:\s+\w+)?|part\s+\w+|phase\s+\w+)\s+by\b/i.exec(text) ?? []
  const offer =
    part === undefined
      ? found.on
      : `${found.on} for ${/^the /i.test(part) ? part : `the ${part}`}, no date for the rest`
  const dated = { on: found.on, exact: found.exact, printed }
  return asked(dated, `“${printed}”`, [
    [offer, only(dated)],
    [NO_DATE_YET, only(noDate(printed))],
    ...anotherDay(printed),
  ])
}

function readTwo(text: string, dates: readonly DateFound[], printed: string): DateReading {
  const [first, second, third] = dates
  if (!first || !second) return readWords(text, { printed, year: null })
  const between = text.slice(first.end, second.start).trim()
  const [from, to] = [printedMonth({ ...first, ...(first.year === undefined && {}) }), printedMonth(second)]
  const whole = withYearOf(first, second)
  const original = printedMonth(whole)
  const revised: Due = {
    due: { on: whole.on, exact: whole.exact, printed: first.printed },
    revisions: [{ on: second.on, exact: second.exact, printed: second.printed }],
  }
  const last = { on: second.on, exact: second.exact, printed }
  const about = `“${printed}”`
  if (third || /\b(?:maintain|watch|review|monitor)/i.test(text)) {
    const end = third ?? second
    const due = third ? second : first
    return asked(noDate(printed), about, [
      [
        `due ${printedMonth(due)}, watched until ${printedMonth(end)}`,
        only({ on: due.on, exact: due.exact, printed }),
      ],
      [`due ${printedMonth(end)}`, only({ on: end.on, exact: end.exact, printed })],
      ...anotherDay(printed),
    ])
  }
  if (/^(?:[-–—]|to|until)$/i.test(between)) {
    const isWhole = first.on !== null && second.on !== null
    const range = whole.on !== null && second.on !== null ? { range: { from: whole.on, to: second.on } } : {}
    const due = isWhole ? { ...last, ...range } : noDate(printed)
    return asked(due, about, [
      [`range, due ${to}`, only({ ...last, ...range })],
      [`original ${original || from}, revised ${to}`, revised],
    ])
  }
  if (/^(?:&|and|,|;)$/i.test(between))
    return asked(noDate(printed), about, [
      [`two dates for two actions, due ${to}`, only(last)],
      [`original ${original}, revised ${to}`, revised],
    ])
  return asked(
    { on: whole.on, exact: whole.exact, printed: first.printed },
    `${about}, neither struck: a range, or a revision?`,
    [
      [
        `range ${original} to ${to}`,
        only({ ...last, ...(whole.on && second.on ? { range: { from: whole.on, to: second.on } } : {}) }),
      ],
      [`original ${original}, revised ${to}`, revised],
    ],
  )
}

/** "June - Sept 16": the first month has the year of the second. */
function withYearOf(first: DateFound, second: DateFound): DateFound {
  if (first.year !== undefined || second.year === undefined || first.month === undefined) return first
  const year = first.month > (second.month ?? 12) ? second.year - 1 : second.year
  const month = `${year}-${two(first.month)}`
  return first.day === undefined
    ? { ...first, year, on: month, exact: 'month' }
    : { ...first, year, on: `${month}-${two(first.day)}`, exact: 'day' }
}

/** Words without a date that can be counted to. */
function readWords(text: string, { printed, year }: Around): DateReading {
  const none = only(noDate(printed))
  const [, written] = /\b((?:19|20)\d{2})\b/.exec(text) ?? []
  const at = written === undefined ? year : Number(written)
  if (/\beaster\b/i.test(text) && at !== null) {
    const easter = easterDay(at)
    const before = daysAfter(easter, -3)
    return asked(noDate(printed), `“${printed}”`, [
      [`${easter} (Easter Day)`, only({ on: easter, exact: 'day', printed })],
      [`${before} (last working day before)`, only({ on: before, exact: 'day', printed })],
      [NO_DATE_YET, none],
    ])
  }
  if (/\bchristmas\b/i.test(text) && at !== null)
    return asked(noDate(printed), `“${printed}”`, [
      [`${at}-12-25 (Christmas Day)`, only({ on: `${at}-12-25`, exact: 'day', printed })],
      [`${at}-12-24 (the day before)`, only({ on: `${at}-12-24`, exact: 'day', printed })],
      [NO_DATE_YET, none],
    ])
  const [, quarter] = /^Q([1-4])\b/i.exec(text) ?? []
  if (quarter !== undefined && at !== null) return plainQuarter(Number(quarter), { year: at, printed })
  const seasonal = SEASONS.find(({ is }) => is.test(text))
  if (seasonal && at !== null) {
    const on = `${at}-${seasonal.month}`
    return asked(noDate(printed), `“${printed}” is no day: which is meant?`, [
      [inWords(on), only({ on, exact: 'month', printed })],
      [NO_DATE_YET, none],
      ...anotherDay(printed),
    ])
  }
  if (written !== undefined && text.replace(FILLERS, '') === written)
    return asked(noDate(printed), `“${printed}” is a year`, yearChoices(Number(written), printed))
  const standing: readonly (readonly [string, Due])[] = /\bimmediate|\bstanding|\balways/i.test(text)
    ? [['no date, standing practice', only({ on: null, exact: 'ongoing', printed })]]
    : []
  const [, next] = /\bnext\s+(?:available\s+)?(\w+)/i.exec(text) ?? []
  const meeting: readonly (readonly [string, Due])[] =
    next === undefined ? [] : [[`the day of the next ${next.toLowerCase()}`, none]]
  return asked(noDate(printed), `“${printed}”`, [
    ...standing,
    [NO_DATE_YET, none],
    ...meeting,
    ...anotherDay(printed),
  ])
}

const SEASONS = [
  { is: /\bspring\b/i, month: '05' },
  { is: /\bsummer\b/i, month: '08' },
  { is: /\bautumn\b/i, month: '11' },
  { is: /\bwinter\b/i, month: '12' },
] as const

function plainQuarter(quarter: number, { year, printed }: { year: number; printed: string }): DateReading {
  const calendar = `${year}-${two(quarter * 3)}`
  const financial = quarter === 4 ? `${year + 1}-03` : `${year}-${two(quarter * 3 + 3)}`
  return asked(noDate(printed), `“${printed}”: of the calendar year, or of the financial year?`, [
    [`${inWords(calendar)} (calendar year)`, only({ on: calendar, exact: 'quarter', printed })],
    [`${inWords(financial)} (financial year)`, only({ on: financial, exact: 'quarter', printed })],
    ...anotherDay(printed),
  ])
}

/** The date that a person gives as an answer; undefined if it is none that can be read. */
export function answeredDate(answer: string, printed: string | null): Due | undefined {
  const reading = readPhrase(answer, { printed: answer, year: null })
  if (reading.kind === 'asked') return undefined
  return only({ ...reading.due.due, printed })
}
