import type { Command } from '../command.ts'
import { listed } from '../domain/format.ts'
import { shownForm } from './forms.ts'
import { type Bindings, type Failure, matchForm, parseForm } from './grammar.ts'
import { nearest } from './nearest.ts'
import { nearestFor, SLOTS } from './slots.ts'
import type { Vocabulary } from './vocabulary.ts'
import { textBetween, type Words, wordsOf } from './words.ts'

/** What a line was understood to be. Only *sure* is carried out. */
export type Reading =
  | { readonly certainty: 'sure'; readonly command: string; readonly args: Bindings; readonly reason: string }
  | {
      readonly certainty: 'ask'
      readonly command: string | null
      readonly question: string
      readonly options: readonly { readonly label: string; readonly line: string }[]
      readonly reason: string
    }
  | {
      readonly certainty: 'none'
      readonly command: string | null
      /** It was probably a command, mistyped: no answer to a question. */
      readonly isSlip: boolean
      readonly reason: string
      readonly suggestions: readonly string[]
    }

export type Commands = ReadonlyMap<string, Command>

/** Reads a line: deterministic, offline, and never a guess. */
export function readLine(line: string, commands: Commands, vocabulary: Vocabulary): Reading {
  const words = wordsOf(line.replace(ADDRESSED, ''))
  const verb = verbOf(words, commands)
  if (!verb) return notUnderstood(words, commands, vocabulary)
  const command = commands.get(verb.name)
  const slip = ratingSlip(verb, words, vocabulary)
  if (slip) return slip
  const failures: Failure[] = []
  for (const form of command?.forms ?? []) {
    const match = matchForm(formOf(form), words, verb.next, vocabulary)
    if ('bindings' in match) {
      return {
        certainty: 'sure',
        command: verb.name,
        args: match.bindings,
        reason: `read as: ${shownForm(verb.name, form)}`,
      }
    }
    failures.push(match.failure)
  }
  return misfit(verb, words, failures, command?.examples(vocabulary) ?? [], vocabulary)
}

/** "/wsoa update …" and "@WSoA update …" are what follows. */
const ADDRESSED = /^\s*(?:(?:\/wsoa|@wsoa)\b[\s:,]*)+/i

interface Verb {
  readonly name: string
  /** The first word after it. */
  readonly next: number
}

const parsed = new Map<string, ReturnType<typeof parseForm>>()

function formOf(text: string): ReturnType<typeof parseForm> {
  const known = parsed.get(text)
  if (known) return known
  const form = parseForm(text)
  parsed.set(text, form)
  return form
}

function verbOf({ list }: Words, commands: Commands): Verb | undefined {
  const [first, second] = list
  if (!first) return undefined
  const two = second && `${first.plain}-${second.plain}`
  if (two && commands.has(two)) return { name: two, next: 2 }
  return commands.has(first.plain) ? { name: first.plain, next: 1 } : undefined
}

function notUnderstood(words: Words, commands: Commands, vocabulary: Vocabulary): Reading {
  const [first, second] = words.list
  const none = (reason: string, suggestions: readonly string[], isSlip = false): Reading => ({
    certainty: 'none',
    command: null,
    isSlip,
    reason,
    suggestions,
  })
  if (!first) return none('There was nothing to read.', ['help'])
  const names = visible(commands)
  const rest = textBetween(words, 1, words.list.length)
  const meant = nearest(first.plain, names)
  if (meant.length > 0) {
    return none(
      `There is no command "${short(first.plain)}". Did you mean ${listed(meant, 'or')}?`,
      meant.map((name) => `${name} ${rest}`.trim()),
      true,
    )
  }
  const reference = matchForm(formOf('<refs> <rating> [note]'), words, 0, vocabulary)
  if ('bindings' in reference) {
    return none('That reads like an update, but the command is missing.', [`update ${words.raw.trim()}`])
  }
  const mentioned = words.list.map((word) => word.plain).filter((word) => names.includes(word))
  if (mentioned.length > 0) {
    return none(
      `That is not a command, but it mentions ${listed(mentioned.slice(0, 2), 'and')}.`,
      mentioned.slice(0, 2),
    )
  }
  const what =
    second === undefined ? `"${short(first.plain)}" is not a command.` : 'I did not understand that.'
  return none(what, ['help', 'status', 'overdue'])
}

function visible(commands: Commands): readonly string[] {
  return [...commands].filter(([, command]) => !command.hidden).map(([name]) => name.replace(/-/g, ' '))
}

/**
 * "update C2 gren on track" would be a note about C2: what looks like a slip of a rating is asked about,
 * never recorded as words.
 */
function ratingSlip(verb: Verb, words: Words, vocabulary: Vocabulary): Reading | undefined {
  if (verb.name !== 'update') return undefined
  const refs = longestReferences(words, verb.next, vocabulary)
  const word = refs && words.list[refs.next]
  if (!word || isRatingOrState(words, refs.next, vocabulary)) return undefined
  const [meant] = nearestFor(SLOTS.rating ?? never(), word.plain, vocabulary)
  const target = textBetween(words, verb.next, refs.next)
  const rest = textBetween(words, refs.next + 1, words.list.length)
  if (meant !== undefined) {
    return {
      certainty: 'ask',
      command: 'update',
      question: `Did you mean ${meant}?`,
      options: [
        { label: `${target}: ${meant}`, line: `update ${target} ${meant} ${rest}`.trim() },
        ...(rest === ''
          ? []
          : [
              {
                label: 'No rating, only a note',
                line: `update ${target} note ${textBetween(words, refs.next, words.list.length)}`,
              },
            ]),
      ],
      reason: `"${short(word.plain)}" is not a rating, but nearly ${meant}`,
    }
  }
  if (rest !== '' && !COLOURS.has(word.plain)) return undefined
  return {
    certainty: 'none',
    command: 'update',
    isSlip: true,
    reason: `"${short(word.plain)}" is not ${SLOTS.rating?.expected(vocabulary)}. A note takes more than one word.`,
    suggestions: vocabulary.scale.ratings
      .filter((rating) => !rating.final)
      .map((rating) => `update ${target} ${rating.label.toLowerCase()}`),
  }
}

/** Colours that are no rating of any scale we know; as the first word after a reference they were meant as one. */
const COLOURS = new Set([
  'yellow',
  'orange',
  'purple',
  'black',
  'white',
  'grey',
  'gray',
  'pink',
  'brown',
  'violet',
])

function longestReferences(words: Words, at: number, vocabulary: Vocabulary): { next: number } | undefined {
  for (const candidate of SLOTS.refs?.candidates(words, at, vocabulary) ?? []) return candidate
  return undefined
}

function isRatingOrState(words: Words, at: number, vocabulary: Vocabulary): boolean {
  return ['rating', 'state'].some((slot) => {
    for (const _ of SLOTS[slot]?.candidates(words, at, vocabulary) ?? []) return true
    return ['via', 'note', 'correcting'].includes(words.list[at]?.plain ?? '')
  })
}

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
  const slots = [...new Set(wanted.flatMap((each) => ('slot' in each ? [each.slot] : [])))]
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
