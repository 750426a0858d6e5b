import type { Commands } from '../command.ts'
import { listed } from '../domain/format.ts'
import { formOf } from './compose.ts'
import { doubtOf, unreadDay } from './doubts.ts'
import { shownForm } from './forms.ts'
import { type Bindings, type Failure, matchForm } from './grammar.ts'
import { nearest } from './nearest.ts'
import type { Reading } from './reading.ts'
import { nearestFor, SLOTS } from './slots.ts'
import type { Vocabulary } from './vocabulary.ts'
import { plainWord, textBetween, type Words, wordsOf } from './words.ts'

/** Reads a line in command form, as `help` shows it; undefined when it does not begin with a command. */
export function readCommand(line: string, commands: Commands, vocabulary: Vocabulary): Reading | undefined {
  const words = wordsOf(line)
  const verb = verbOf(words, commands)
  if (!verb) return undefined
  const command = commands.get(verb.name)
  const failures: Failure[] = []
  for (const form of command?.forms ?? []) {
    const match = matchForm(formOf(form), words, verb.next, vocabulary)
    if ('bindings' in match) {
      const reason = `read as: ${shownForm(verb.name, form)}`
      return (
        doubted(verb, words, match.bindings, vocabulary) ?? {
          certainty: 'sure',
          command: verb.name,
          args: match.bindings,
          line,
          reason,
        }
      )
    }
    failures.push(match.failure)
  }
  return misfit(verb, words, failures, command?.examples(vocabulary) ?? [], vocabulary)
}

interface Verb {
  readonly name: string
  /** The first word after it. */
  readonly next: number
}

function verbOf({ list }: Words, commands: Commands): Verb | undefined {
  const [first, second] = list
  if (!first) return undefined
  const two = second && `${first.plain}-${second.plain}`
  if (two && commands.has(two)) return { name: two, next: 2 }
  return commands.has(first.plain) ? { name: first.plain, next: 1 } : undefined
}

function doubted(verb: Verb, words: Words, args: Bindings, vocabulary: Vocabulary): Reading | undefined {
  if (verb.name !== 'update' && verb.name !== 'revise') return undefined
  const doubt = verb.name === 'revise' ? unreadDay(args) : doubtOf(words, args, vocabulary)
  if (doubt) return { certainty: 'ask', command: verb.name, ...doubt }
  return verb.name === 'update' ? wordDoubt(words, verb, { args, vocabulary }) : undefined
}

/** "update C2 purple": one word is no note, and a colour in its place was meant as a rating. */
function wordDoubt(
  words: Words,
  verb: Verb,
  { args, vocabulary }: { args: Bindings; vocabulary: Vocabulary },
): Reading | undefined {
  const note =
    typeof args.note === 'string' && args.rating === undefined && args.state === undefined
      ? args.note
      : undefined
  if (note === undefined) return undefined
  const [first = '', ...rest] = note.split(/\s+/)
  const isAlone = rest.length === 0 && words.list.at(-2)?.plain !== 'note'
  if (!isAlone && !COLOURS.has(plainWord(first))) return undefined
  const target = (args.refs as readonly string[]).join(', ')
  return {
    certainty: 'none',
    command: verb.name,
    isSlip: true,
    reason: `"${short(first)}" is not ${SLOTS.rating?.expected(vocabulary)}. A note takes more than one word.`,
    suggestions: vocabulary.scale.ratings
      .filter((rating) => !rating.final)
      .map((rating) => `update ${target} ${rating.label.toLowerCase()}`),
  }
}

/** Colours that are no rating of any scale we know; as the first word after a reference they were meant as one. */
const COLOURS = new Set('yellow orange purple black white grey gray pink brown violet'.split(' '))

/** The verb is known, the rest does not fit: say what was expected where, what came, and what would fit. */
function misfit(
  verb: Verb,
  words: Words,
  failures: readonly Failure[],
  examples: readonly string[],
  vocabulary: Vocabulary,
): Reading {
  const at = Math.max(verb.next, ...failures.map((failure) => failure.at))
  const wanted = failures.filter((failure) => failure.at === at).flatMap((failure) => failure.wanted)
  const came = words.list[at]
  const wantedSlots = new Set(wanted.flatMap((each) => ('slot' in each ? [each.slot] : [])))
  if (wantedSlots.has('refs')) wantedSlots.delete('ref')
  const slots = [...wantedSlots]
  const literals = [...new Set(wanted.flatMap((each) => ('word' in each ? [each.word] : [])))]
  const meant = came
    ? [
        ...nearest(came.plain, literals),
        ...slots.flatMap((slot) => nearestFor(SLOTS[slot] ?? never(), came.plain, vocabulary)),
      ].slice(0, 3)
    : []
  const expected = [
    ...slots.map((slot) => SLOTS[slot]?.expected(vocabulary) ?? slot),
    ...literals.map((word) => `"${word}"`),
  ]
  const line = (word: string) =>
    `${textBetween(words, 0, at)} ${word} ${textBetween(words, at + 1, words.list.length)}`.trim()
  const sentences = [
    came
      ? `I do not know "${short(textBetween(words, at, at + 1))}" here.`
      : 'Something is missing at the end.',
    expected.length > 0
      ? `Expected ${listed(expected.slice(0, 3), 'or')}.`
      : 'Nothing more was expected there.',
    meant.length > 0 ? `Did you mean ${listed(meant, 'or')}?` : '',
    examples[0] === undefined ? '' : `Example: ${examples[0]}`,
  ]
  return {
    certainty: 'none',
    command: verb.name,
    isSlip: true,
    reason: sentences.filter((sentence) => sentence !== '').join(' '),
    suggestions: meant.length > 0 ? meant.map(line) : examples.slice(0, 2),
  }
}

/** What came is said back, but not at length. */
function short(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}

function never(): never {
  throw new Error('a slot that the reader relies on is gone')
}
