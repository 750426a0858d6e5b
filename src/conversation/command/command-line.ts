import type { Commands } from '../../command.ts'
import { listed } from '../../domain/format.ts'
import type { Reading, Sure } from '../../domain/reading.ts'
import { saidBack, textBetween, type Words, wordsOf } from '../../domain/text.ts'
import type { Vocabulary } from '../../domain/vocabulary.ts'
import { didYouMean } from '../did-you-mean.ts'
import { doubtOf } from './doubts.ts'
import { type Failure, formOf, matchForm, shownForm } from './grammar.ts'
import { SLOTS, suggestionsFor } from './slots.ts'

/** Reads a line in command form, as `help` shows it; undefined if it does not begin with a command. */
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
        doubtOf({ command: verb.name, words, bindings: match.bindings }, command ?? {}, vocabulary) ?? {
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

/** Reads a line that is plainly a command, which needs no memory of the conversation. */
export function readCommandLine(line: string, commands: Commands, vocabulary: Vocabulary): Sure | undefined {
  const typed = readCommand(unaddressed(line), commands, vocabulary)
  return typed?.certainty === 'sure' ? typed : undefined
}

/** The line without "/wsoa", "@WSoA" or "wsoa," in front. */
export function unaddressed(line: string): string {
  return line.replace(ADDRESSED, '')
}

const ADDRESSED = /^\s*(?:(?:\/wsoa\b|@wsoa\b|<at>[^<]*<\/at>|<@\w+(?:\|[^>]*)?>|wsoa(?=[,: ]))[\s:,]*)+/i

interface Verb {
  readonly name: string
  /** Index of the first word after it. */
  readonly next: number
}

function verbOf({ list }: Words, commands: Commands): Verb | undefined {
  const [first, second] = list
  if (!first) return undefined
  const two = second && `${first.plain}-${second.plain}`
  if (two && commands.has(two)) return { name: two, next: 2 }
  return commands.has(first.plain) ? { name: first.plain, next: 1 } : undefined
}

/** The verb is known but the rest does not fit: says what was expected where, and suggests what would fit. */
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
        ...didYouMean(came.plain, literals),
        ...slots.flatMap((slot) => suggestionsFor(SLOTS[slot] ?? never(), came.plain, vocabulary)),
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
      ? `I do not know "${saidBack(textBetween(words, at, at + 1))}" here.`
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

function never(): never {
  throw new Error('a slot that the reader relies on is gone')
}
