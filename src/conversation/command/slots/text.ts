import { restFrom } from '../../../domain/text.ts'
import { phrases, plainPhrase, type Slot, type Slots } from './slot.ts'

const text: Slot = {
  candidates: function* (words, at) {
    for (let next = words.list.length; next > at; next -= 1) {
      const value = restFrom(words, at, next)
      if (value !== '') yield { value, next }
    }
  },
  expected: () => 'some words',
}

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
  name: text,
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
