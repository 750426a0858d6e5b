import { plainReference } from '../../../domain/reference.ts'
import { plainWord, restFrom, textBetween, type Words } from '../../../domain/text.ts'
import type { Vocabulary } from '../../../domain/vocabulary.ts'

/** A value that a slot can take, and the index of the word after it. */
export interface Candidate {
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

export type Slots = Readonly<Record<string, Slot>>

/** Few names have more words. */
export const MOST_WORDS = 8
export const MOST_NAME_WORDS = 4

/** Every reading of the words from `at`, longest first. */
export function* phrases(
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

export function plainPhrase(phrase: string): string {
  return plainWord(phrase).replace(/\s+/g, ' ')
}

const text: Slot = {
  candidates: function* (words, at) {
    for (let next = words.list.length; next > at; next -= 1) {
      const value = restFrom(words, at, next)
      if (value !== '') yield { value, next }
    }
  },
  expected: () => 'some words',
}

const BEFORE_TOPIC = /^(?:(?:me|us|please|with|on|about|for|to|i|need|want)\s+)+/i
const DONE_TO_ITEMS =
  /^(?:mark|set|update|change|move|ask|put|record|close|add|give|extend|postpone|sign|confirm|undo|take|attach|upload|revise|rate|delegate|assign|report|complete|finish)\b/i

export const textSlots = {
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
  reason: text,
  words: text,
  /** What somebody wants help with: a few words that are about no item, unless they ask how something is done to it. */
  topic: {
    ...text,
    candidates: function* (words, at, { references }) {
      const rest = restFrom(words, at).replace(BEFORE_TOPIC, '')
      const following = words.list.slice(at)
      const namesItem = following.some(
        ({ plain }) => /\d/.test(plain) && references.has(plainReference(plain)),
      )
      if (rest === '' || following.length > MOST_WORDS || (namesItem && !DONE_TO_ITEMS.test(rest))) return
      yield { value: rest, next: words.list.length }
    },
  },
  name: text,
  /** A few words of which nothing is known: the reference of what is not shown to everybody. */
  word: { ...text, candidates: (words, at) => phrases(words, at, 3, (phrase) => phrase) },
  answer: text,
  'link-or-text': text,
  source: {
    candidates: (words, at) => phrases(words, at, 2, (phrase) => SOURCES.get(plainPhrase(phrase))),
    expected: () => 'where it was heard: e-mail, call, meeting, letter or report',
    known: () => ['e-mail', 'call', 'meeting', 'letter', 'report'],
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
} satisfies Slots

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

const MOST_REQUESTS = 40
const JOINS = '(?:,\\s?(?:and\\s)?|\\s(?:and|&|\\+)\\s|[&+]|\\s)'
/** "R2, R4 and R5", "requests 2 and 4", "request 2 and request 4". */
const SEVERAL_REQUESTS = new RegExp(
  `^(?:(?:request )?r\\d{1,6}(?:${JOINS}(?:request )?r\\d{1,6})+|requests? r?\\d{1,6}(?:${JOINS}(?:request )?r?\\d{1,6})+)$`,
)

export const numberSlots = {
  request: {
    candidates: (words, at) =>
      phrases(words, at, 3, (phrase) => {
        const number = plainPhrase(phrase).match(/^(?:request (?:no\.? |number |#)?)?r?(\d{1,6})$/)?.[1]
        return number === undefined ? undefined : Number(number)
      }),
    expected: () => 'a request such as R4 (they are listed by: requests)',
  },
  /** Two or more; a single one is a `request`. */
  requests: {
    candidates: (words, at) =>
      phrases(words, at, MOST_REQUESTS, (phrase) => {
        const plain = plainPhrase(phrase)
        if (!SEVERAL_REQUESTS.test(plain)) return undefined
        return [...plain.matchAll(/\d+/g)].map(([number]) => Number(number))
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
  number: {
    candidates: (words, at) =>
      phrases(words, at, 1, (phrase) => (/^\d{1,9}$/.test(phrase) ? Number(phrase) : undefined)),
    expected: () => 'a number',
  },
} satisfies Slots
