import type { Command, Commands } from '../../command.ts'
import { didYouMean } from '../../domain/did-you-mean.ts'
import { listed } from '../../domain/format.ts'
import type { Ask, Choice, FittingLine, None, Reading, Sure } from '../../domain/reading.ts'
import { plainWord, saidBack, textBetween, type Words, wordsOf } from '../../domain/text.ts'
import type { Vocabulary } from '../../domain/vocabulary.ts'
import { heard } from '../sentence/heard.ts'
import { examplesOf, type Failure, formOf, matchForm, shownForm } from './grammar.ts'
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
  return misfit(verb, words, failures, command ? examplesOf(verb.name, command, vocabulary) : [], vocabulary)
}

/** Reads a line that is plainly a command, which needs no memory of the conversation. */
export function readCommandLine(line: string, commands: Commands, vocabulary: Vocabulary): Sure | undefined {
  const typed = readCommand(heard(unaddressed(line), vocabulary), commands, vocabulary)
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
  if (wantedSlots.has('request')) wantedSlots.delete('requests')
  if (wantedSlots.has('rating-word')) wantedSlots.delete('rating-words')
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
    ...literals.map((word) => `the word “${word.split('|')[0]}”`),
  ].filter((each) => each !== '')
  const line = (word: string) =>
    `${textBetween(words, 0, at)} ${word} ${textBetween(words, at + 1, words.list.length)}`.trim()
  const sentences = [
    placeText(came && textBetween(words, at, at + 1), words.raw, listed(expected.slice(0, 3), 'or')),
    meant.length > 0 ? `Did you mean ${listed(meant, 'or')}?` : '',
    examples[0] === undefined ? '' : `For example: ${examples[0]}`,
  ]
  return {
    certainty: 'none',
    command: verb.name,
    isSlip: true,
    reason: sentences.filter((sentence) => sentence !== '').join(' '),
    suggestions: meant.length > 0 ? meant.map(line) : examples.slice(0, 2),
  }
}

/** What was needed where the line did not fit, and what came instead. */
function placeText(came: string | undefined, raw: string, expected: string): string {
  if (came === undefined)
    return `“${saidBack(raw.trim())}” needs ${expected === '' ? 'more' : expected} after it.`
  return expected === ''
    ? `“${saidBack(came)}” is more than I can take there.`
    : `In place of “${saidBack(came)}” I need ${expected}.`
}

function never(): never {
  throw new Error('a slot that the reader relies on is gone')
}

/**
 * Asks about a line that fits a command which changes something, if it ends as a question, goes on with a condition, or
 * raises one of the command's own doubts. Whatever follows the word "note" is a note.
 */
function doubtOf(
  line: FittingLine,
  { changes, doubts = [] }: Pick<Command, 'changes' | 'doubts'>,
  vocabulary: Vocabulary,
): Ask | None | undefined {
  if (!changes) return undefined
  const note = noteOf(line)
  if (note !== undefined && isExplicit(line.words, note)) return undefined
  if (endsAsQuestion(line.words)) return askQuestion(line)
  for (const doubt of doubts) {
    const doubtful = doubt(line, vocabulary)
    if (doubtful) return doubtful
  }
  return note !== undefined && CONDITIONS.has(firstWord(note)) ? askNote(line, note) : undefined
}

export function noteOf({ bindings }: FittingLine): string | undefined {
  return typeof bindings.note === 'string' ? bindings.note : undefined
}

export const CONDITIONS = new Set(
  'if unless once when whenever provided assuming subject until till depending'.split(' '),
)

/** Whether the word "note" was typed before the note. */
export function isExplicit({ raw, list }: Words, note: string): boolean {
  const start = raw.trimEnd().length - note.length
  const index = list.findIndex((word) => word.start >= start)
  return list[index - 1]?.plain === 'note'
}

/** Asks whether the rest of a line is its note. `others` are further choices. */
export function askNote(
  { command, words, bindings }: FittingLine,
  note: string,
  others: readonly Choice[] = [],
): Ask {
  const start = words.raw.trimEnd().length - note.length
  return {
    certainty: 'ask',
    command,
    args: bindings,
    question: `Is “${saidBack(note)}” a note to it?`,
    options: [
      { label: 'Yes, it is a note', line: `${words.raw.slice(0, start).trimEnd()} note ${note}` },
      ...others,
    ],
    isYesNo: true,
    reason: 'what follows may be more than a note',
  }
}

function endsAsQuestion({ raw }: Words): boolean {
  return raw.trimEnd().endsWith('?') || /\?[!)\s]/.test(raw.replace(/https?:\S+/g, ''))
}

function askQuestion({ command, words, bindings }: FittingLine): Ask {
  const line = words.raw.trim().replace(/[?!.\s]+$/, '')
  const [ref] = Array.isArray(bindings.refs) ? bindings.refs : [bindings.ref]
  const show: readonly Choice[] =
    typeof ref === 'string' ? [{ label: `Only show how ${ref} stands`, line: `status ${ref}` }] : []
  return {
    certainty: 'ask',
    command,
    args: bindings,
    question: 'Is that a question, or shall it be done?',
    options: [{ label: `Do it: ${saidBack(line)}`, line }, ...show],
    reason: 'it ends like a question',
  }
}

export function firstWord(note: string): string {
  return plainWord(note.trim().split(/\s+/)[0] ?? '')
}
