import { listed } from '../../domain/format.ts'
import { mayBeReference, plainReference, readReferences } from '../../domain/reference.ts'
import { findBody } from '../../domain/request.ts'
import { ratingFromWord, type State } from '../../domain/scale.ts'
import type { Vocabulary } from '../../domain/vocabulary.ts'
import { numberOf, readDay } from '../day.ts'
import { nearest } from '../did-you-mean.ts'
import { plainWord, restFrom, textBetween, type Words } from '../words.ts'

/** A value that a slot can take, and the index of the word after it. */
interface Candidate {
  readonly value: unknown
  readonly next: number
}

/** A kind of thing that a form asks for: `<ref>`, `<date>`. */
export interface Slot {
  /** Every possible reading at a word, preferred ones (usually the longest) first. */
  readonly candidates: (words: Words, at: number, vocabulary: Vocabulary) => Iterable<Candidate>
  /** What was expected, with an example from this plan, for error messages. */
  readonly expected: (vocabulary: Vocabulary) => string
  /** The words it can be, for completion and "did you mean". */
  readonly known?: (vocabulary: Vocabulary) => readonly string[]
}

/** Few names have more words. */
const MOST_WORDS = 8
const MOST_REQUESTS = 40
const MOST_NAME_WORDS = 4

/** Phrases for each state. */
export const STATES: ReadonlyMap<string, State> = new Map(
  Object.entries({
    'not-started': [
      'not started',
      "hasn't started",
      'hasnt started',
      'has not started',
      "haven't started",
      'not yet started',
      'yet to start',
      'not begun',
    ],
    'in-progress': ['in progress', 'started', 'under way', 'underway', 'in hand', 'begun'],
    complete: ['complete', 'completed', 'done', 'finished'],
  } satisfies Record<State, string[]>).flatMap(([state, phrases]) =>
    phrases.map((phrase) => [phrase, state as State] as const),
  ),
)

const SOURCES: ReadonlyMap<string, string> = new Map([
  ['e-mail', 'e-mail'],
  ['email', 'e-mail'],
  ['call', 'call'],
  ['phone', 'call'],
  ['phone call', 'call'],
  ['meeting', 'meeting'],
  ['letter', 'letter'],
  ['report', 'report'],
])

const PLATFORMS: ReadonlyMap<string, string> = new Map([
  ['slack', 'slack'],
  ['teams', 'teams'],
  ['ms teams', 'teams'],
  ['microsoft teams', 'teams'],
  ['terminal', 'terminal'],
])

const text: Slot = {
  candidates: function* (words, at) {
    for (let next = words.list.length; next > at; next -= 1) {
      const value = restFrom(words, at, next)
      if (value !== '') yield { value, next }
    }
  },
  expected: () => 'some words',
}

export const SLOTS: Readonly<Record<string, Slot>> = {
  refs: {
    candidates: (words, at, vocabulary) =>
      longest(words, at, referencesFrom(words, at, 16, vocabulary), (phrase, next) =>
        referencesIn(phrase, words, next, vocabulary)?.map((item) => item.ref),
      ),
    expected: (vocabulary) =>
      `a reference such as ${exampleReference(vocabulary)}, or several: ${exampleList(vocabulary)}`,
    known: references,
  },
  ref: {
    candidates: (words, at, vocabulary) =>
      longest(words, at, referencesFrom(words, at, 6, vocabulary), (phrase, next) => {
        const found = referencesIn(phrase, words, next, vocabulary)
        return found?.length === 1 ? found[0]?.ref : undefined
      }),
    expected: (vocabulary) => `a reference such as ${exampleReference(vocabulary)}`,
    known: references,
  },
  rating: {
    candidates: (words, at, vocabulary) =>
      phrases(words, at, 4, (phrase, next) =>
        isArticle(phrase) && next < words.list.length
          ? undefined
          : ratingFromWord(vocabulary.scale, plainPhrase(phrase))?.code,
      ),
    expected: ({ scale }) =>
      `a rating: ${listed(
        scale.ratings.map((rating) => `${rating.label.toLowerCase()} (${rating.letter})`),
        'or',
      )}`,
    known: ({ scale }) => scale.ratings.map((rating) => rating.label.toLowerCase()),
  },
  /** As a filter: here the letter of an area means the area. */
  'rating-word': {
    candidates: (words, at, { scale, areas }) =>
      phrases(words, at, 4, (phrase) => {
        const word = plainPhrase(phrase)
        if (areas.some((area) => area.code.toLowerCase() === word)) return undefined
        return (ratingFromWord(scale, word) ?? ratingFromWord(scale, word.replace(/s$/, '')))?.code
      }),
    expected: ({ scale }) =>
      `a rating: ${listed(
        scale.ratings.map((rating) => rating.label.toLowerCase()),
        'or',
      )}`,
    known: ({ scale }) => scale.ratings.map((rating) => rating.label.toLowerCase()),
  },
  state: {
    candidates: (words, at) =>
      phrases(words, at, 3, (phrase) => STATES.get(plainPhrase(phrase).replace(/-/g, ' '))),
    expected: () => 'a state: not started, in progress or complete',
    known: () => ['not started', 'in progress', 'complete'],
  },
  source: {
    candidates: (words, at) => phrases(words, at, 2, (phrase) => SOURCES.get(plainPhrase(phrase))),
    expected: () => 'where it was heard: e-mail, call, meeting, letter or report',
    known: () => ['e-mail', 'call', 'meeting', 'letter', 'report'],
  },
  date: {
    candidates: (words, at, { today }) =>
      phrases(words, at, MOST_WORDS, (phrase, next) =>
        endsDate(words, next) ? readDay(phrase, today) : undefined,
      ),
    expected: () => 'a date such as 26 March 2021, 26/03/2021 or Mar 2021 (a month counts to its last day)',
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
  'past-date': {
    candidates: (words, at, { today }) =>
      phrases(words, at, MOST_WORDS, (phrase, next) =>
        endsDate(words, next) ? readDay(phrase, today, { past: true }) : undefined,
      ),
    expected: () => 'a date such as 3 November 2020 or 03/11/2020',
  },
  since: {
    candidates: (words, at, vocabulary) =>
      phrases(words, at, MOST_WORDS, (phrase) => {
        const body = lastMeetingOf(plainPhrase(phrase), vocabulary)
        if (body !== undefined) return { body }
        const given = readDay(phrase, vocabulary.today, { past: true })
        return given && { day: given }
      }),
    expected: () => 'a date such as 1 October 2020, or the last board',
    known: () => ['last board', '1 October 2020'],
  },
  when: {
    candidates: (words, at, { today }) =>
      phrases(words, at, MOST_WORDS, (phrase) => periodOf(plainPhrase(phrase)) ?? dayPeriod(phrase, today)),
    expected: () => 'a time such as this month, next month, next 30 days, before the next board or a date',
    known: () => ['this month', 'next month', 'next 30 days', 'before the next board'],
  },
  role: {
    candidates: (words, at, { roles }) =>
      phrases(words, at, MOST_WORDS, (phrase) => {
        const wanted = plainPhrase(phrase).replace(/^the /, '')
        return roles.find((role) => [role.code, role.title].some((name) => name.toLowerCase() === wanted))
          ?.code
      }),
    expected: ({ roles }) => `a role, by its code: ${roleCodes(roles).join(', ')}`,
    known: ({ roles }) => roles.map((role) => role.code),
  },
  person: {
    candidates: (words, at, { people }) =>
      phrases(words, at, MOST_WORDS, (phrase) => {
        const wanted = phrase.trim().toLowerCase()
        return people.find((person) =>
          [person.code, person.name].some((name) => name.toLowerCase() === wanted),
        )?.code
      }),
    expected: () => 'somebody who is listed by: people',
    known: ({ people }) => people.map((person) => person.name),
  },
  platform: {
    candidates: (words, at) => phrases(words, at, 2, (phrase) => PLATFORMS.get(plainPhrase(phrase))),
    expected: () => 'Slack or Teams',
    known: () => ['slack', 'teams'],
  },
  /** A role, a known person, or else a name of a few words: the shortest first, because more may follow. */
  owner: {
    candidates: function* (words, at, { roles, people }) {
      yield* phrases(words, at, MOST_WORDS, (phrase) => {
        const wanted = plainPhrase(phrase).replace(/^the /, '')
        const is = (name: string) => name.toLowerCase() === wanted
        const role = roles.find(({ code, title }) => is(code) || is(title))
        return role?.code ?? people.find(({ name }) => is(name))?.name
      })
      for (let next = at + 1; next <= Math.min(words.list.length, at + MOST_NAME_WORDS); next += 1) {
        const value = textBetween(words, at, next)
        if (/^\p{Lu}\D*$/u.test(value)) yield { value, next }
      }
    },
    expected: ({ roles }) => `who does it: a role such as ${roleCodes(roles)[0] ?? ''}, or a name`,
    known: ({ roles }) => roles.map((role) => role.code),
  },
  body: {
    candidates: (words, at, { bodies }) =>
      phrases(words, at, MOST_WORDS, (phrase) => findBody(bodies, plainPhrase(phrase))?.code),
    expected: ({ bodies }) =>
      `a board or group: ${listed(
        bodies.slice(0, 3).map((body) => body.name),
        'or',
      )}`,
    known: ({ bodies }) => bodies.flatMap((body) => [body.code, ...body.aliases]),
  },
  area: {
    candidates: (words, at, { areas, words: names }) =>
      phrases(words, at, 4, (phrase) => {
        const wanted = plainPhrase(phrase)
        const spoken = [names.area, names.area.split(' ')[0] ?? '', 'area'].map(
          (name) => `${name.toLowerCase()} `,
        )
        const bare = spoken.reduce(
          (left, name) => (left.startsWith(name) ? left.slice(name.length) : left),
          wanted,
        )
        return areas.find((area) => area.code.toLowerCase() === bare)?.code
      }),
    expected: ({ areas, words: names }) =>
      `${names.area}: ${listed(
        areas.map((area) => area.code),
        'or',
      )}`,
    known: ({ areas }) => areas.map((area) => area.code),
  },
  request: {
    candidates: (words, at) =>
      phrases(words, at, 1, (phrase) => {
        const number = plainPhrase(phrase).match(/^r?(\d{1,6})$/)?.[1]
        return number === undefined ? undefined : Number(number)
      }),
    expected: () => 'a request such as R4 (they are listed by: requests)',
  },
  /** Two or more; a single one is a `request`. */
  requests: {
    candidates: (words, at) =>
      phrases(words, at, MOST_REQUESTS, (phrase) => {
        const plain = plainPhrase(phrase)
        if (!/^r\d{1,6}(?:\s*(?:,|&|\+|and|\s)\s*r\d{1,6})+$/.test(plain)) return undefined
        return [...plain.matchAll(/r(\d+)/g)].map(([, number]) => Number(number))
      }),
    expected: () => 'requests such as R2, R4 and R5 (they are listed by: requests)',
  },
  entry: {
    candidates: (words, at) =>
      phrases(words, at, 1, (phrase) => {
        const number = phrase.match(/^#(\d{1,9})$/)?.[1]
        return number === undefined ? undefined : Number(number)
      }),
    expected: () => 'an entry such as #12 (they are listed by: history)',
  },
  time: {
    candidates: (words, at) => phrases(words, at, 2, (phrase) => timeOf(plainPhrase(phrase))),
    expected: () => 'a time such as 2pm, 5:30pm or 14:00',
  },
  number: {
    candidates: (words, at) =>
      phrases(words, at, 1, (phrase) => (/^\d{1,9}$/.test(phrase) ? Number(phrase) : undefined)),
    expected: () => 'a number',
  },
  command: {
    candidates: (words, at, { commands }) =>
      phrases(words, at, 2, (phrase) => {
        const wanted = plainPhrase(phrase).replace(/ /g, '-')
        return commands.find((command) => command === wanted)
      }),
    expected: ({ commands }) =>
      `a command: ${commands.map((command) => command.replace(/-/g, ' ')).join(', ')}`,
    known: ({ commands }) => commands.map((command) => command.replace(/-/g, ' ')),
  },
  note: {
    ...text,
    candidates: function* (words, at, vocabulary) {
      for (const { value, next } of text.candidates(words, at, vocabulary)) {
        // `note` before a note only marks its beginning; alone it is empty.
        const note = String(value).replace(/^note(?:[:\s]+|$)/i, '')
        if (note !== '') yield { value: note, next }
      }
    },
  },
  /** A capitalised name: "Sam Example". */
  'full-name': {
    candidates: (words, at) =>
      phrases(words, at, MOST_NAME_WORDS, (phrase, next) =>
        next > at + 1 && /^(?:\p{Lu}[\p{L}'’-]+ ?){2,}$/u.test(phrase) ? phrase : undefined,
      ),
    expected: () => 'a name such as Sam Example',
  },
  reason: text,
  name: text,
  answer: text,
  'link-or-text': text,
}

/** The known words that `word` was probably meant to be. */
export function nearestFor(slot: Slot, word: string, vocabulary: Vocabulary): readonly string[] {
  const known = slot.known?.(vocabulary) ?? []
  const plain = plainReference(word)
  const byReference = known.filter((candidate) => plainReference(candidate) === plain)
  return byReference.length > 0 ? byReference : nearest(plainWord(word), known)
}

/** Every reading of the words from `at`, longest first. */
function* phrases(
  words: Words,
  at: number,
  most: number,
  read: (phrase: string, next: number) => unknown,
): Iterable<Candidate> {
  for (let next = Math.min(words.list.length, at + most); next > at; next -= 1) {
    const value = read(textBetween(words, at, next), next)
    if (value !== undefined) yield { value, next }
  }
}

/**
 * Only the longest reading, without backtracking: a letter that belongs to a reference must not be read as a rating of
 * the whole action.
 */
function* longest(...of: Parameters<typeof phrases>): Iterable<Candidate> {
  for (const candidate of phrases(...of)) {
    yield candidate
    return
  }
}

/** How many of the words from `at`, up to `most`, could belong to a list of references. */
function referencesFrom(words: Words, at: number, most: number, { references }: Vocabulary): number {
  const following = words.list.slice(at, at + most)
  const end = following.findIndex(({ plain }) => !mayBeReference(plain, references))
  return end === -1 ? following.length : end
}

function referencesIn(phrase: string, words: Words, next: number, vocabulary: Vocabulary) {
  const found = readReferences(withoutEnd(phrase), vocabulary.references)
  return found && isWholeReference(phrase, words, next, vocabulary) ? found : undefined
}

function plainPhrase(phrase: string): string {
  return plainWord(phrase).replace(/\s+/g, ' ')
}

/**
 * "B2 a delay came up" is about B2: a lone letter that is also an English word belongs to the reference only when a
 * rating, a state, more of a list or nothing follows.
 */
function isWholeReference(phrase: string, words: Words, next: number, vocabulary: Vocabulary): boolean {
  if (!/\s[ai]$/.test(phrase)) return true
  const following = words.list[next]
  if (!following) return true
  if (ratingFromWord(vocabulary.scale, following.plain)) return true
  return STATES.has(following.plain) || ['to', 'as', 'not', 'in', 'via', 'because'].includes(following.plain)
}

const MORE_OF_A_DATE =
  /^(\d.*|(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*|(mon|tues|wednes|thurs|fri|satur|sun)day|weeks?|fortnight|or)$/

/** "Friday" alone is not the date in "Friday 26 November": the next word must not continue it. */
export function endsDate({ list }: Words, next: number): boolean {
  const following = list[next]
  return !following || !MORE_OF_A_DATE.test(following.plain)
}

function withoutEnd(phrase: string): string {
  return phrase.replace(/[:,;.!?]+$/, '')
}

/** "update C2 a delay came up" does not rate it amber. */
function isArticle(phrase: string): boolean {
  return phrase === 'a' || phrase === 'i'
}

function references({ references: index }: Vocabulary): readonly string[] {
  return [...index.values()].map((item) => item.ref)
}

function exampleReference(vocabulary: Vocabulary): string {
  const items = [...vocabulary.references.values()]
  return (items.find((item) => item.kind === 'sub-action') ?? items[0])?.ref ?? 'A1'
}

function exampleList(vocabulary: Vocabulary): string {
  return listed(
    [...vocabulary.references.values()]
      .filter((item) => item.kind === 'sub-action')
      .slice(0, 2)
      .map((item) => item.ref),
  )
}

function roleCodes(roles: Vocabulary['roles']): readonly string[] {
  return roles.filter((role) => role.kind === 'officer').map((role) => role.code)
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

function dayPeriod(phrase: string, today: string): { period: string; until: unknown } | undefined {
  const until = readDay(phrase.replace(/^before /i, ''), today)
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
