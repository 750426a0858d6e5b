import { phrases, plainPhrase, type Slots } from './slot.ts'

const MOST_REQUESTS = 40

export const numberSlots = {
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
        if (!/^r\d{1,6}(?:(?:\s*(?:,|&|\+|and)\s*|\s+)r\d{1,6})+$/.test(plain)) return undefined
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
  number: {
    candidates: (words, at) =>
      phrases(words, at, 1, (phrase) => (/^\d{1,9}$/.test(phrase) ? Number(phrase) : undefined)),
    expected: () => 'a number',
  },
} satisfies Slots
