import type { Commands } from '../command.ts'
import { listed } from '../domain/format.ts'
import { readAsking } from './asking.ts'
import { readCommand } from './command-line.ts'
import { readCorrecting } from './correcting.ts'
import { nearest } from './nearest.ts'
import { readLooseNote, readNoting, readPassingOn, readSeveral, readSlip } from './noting.ts'
import type { Reading, Sure } from './reading.ts'
import { readRequesting } from './requesting.ts'
import { readResolving } from './resolving.ts'
import { sentencesOf } from './sentence.ts'
import { readTelling } from './telling.ts'
import { NOTHING_RECALLED, type Recalled, type Vocabulary } from './vocabulary.ts'
import { textBetween, wordsOf } from './words.ts'

/**
 * Reads a line: deterministic, offline, and never a guess. First as a command; then, in somebody's own words, as
 * an update or a question, with what the conversation was about before.
 */
export function readLine(
  line: string,
  commands: Commands,
  vocabulary: Vocabulary,
  recalled: Recalled = NOTHING_RECALLED,
): Reading {
  const text = unaddressed(line)
  const typed = readCommand(text, commands, vocabulary)
  if (typed?.certainty === 'sure') return typed
  if (!typed)
    return readWords(text, { commands, vocabulary, recalled, isTyped: false }) ?? notUnderstood(text)
  // What is doubtful as a command may be plain as a sentence; a question of the command's own stands.
  const mayBeSentence = typed.certainty === 'none' || typed.command === 'update'
  return (mayBeSentence && readWords(text, { commands, vocabulary, recalled, isTyped: true })) || typed
}

/** A line that is plainly a command needs nothing of the conversation to be read. */
export function readTyped(line: string, commands: Commands, vocabulary: Vocabulary): Sure | undefined {
  const typed = readCommand(unaddressed(line), commands, vocabulary)
  return typed?.certainty === 'sure' ? typed : undefined
}

/** The ways to read a sentence, in the order in which they are tried; the first that understands it counts. */
const WAYS = [
  readCorrecting,
  readResolving,
  readNoting,
  readRequesting,
  readTelling,
  readPassingOn,
  readSeveral,
  readAsking,
] as const
/** What is left for a line that understood nothing and that does not begin as a command, which explains itself better. */
const GUESSES = [readMistyped, readSlip, readLooseNote] as const

interface Surroundings {
  readonly commands: Commands
  readonly vocabulary: Vocabulary
  readonly recalled: Recalled
  /** The line begins with a command's name. */
  readonly isTyped: boolean
}

function readWords(raw: string, surroundings: Surroundings): Reading | undefined {
  const sentences = sentencesOf(raw, surroundings.vocabulary)
  const line = { raw, sentences, ...surroundings }
  for (const read of surroundings.isTyped ? WAYS : [...WAYS, ...GUESSES]) {
    const reading = read(line)
    if (reading) return reading
  }
  return undefined
}

/** "/wsoa update …", "@WSoA update …" and "wsoa, update …" are what follows. */
function unaddressed(line: string): string {
  return line.replace(ADDRESSED, '')
}

const ADDRESSED = /^\s*(?:(?:\/wsoa\b|@wsoa\b|<at>[^<]*<\/at>|<@\w+(?:\|[^>]*)?>|wsoa(?=[,: ]))[\s:,]*)+/i

/** "stauts C2": nearly a command at the beginning. */
function readMistyped({ raw, commands }: { raw: string; commands: Commands }): Reading | undefined {
  const words = wordsOf(raw)
  const [first] = words.list
  if (!first || first.plain === '') return undefined
  const meant = nearest(first.plain, visible(commands))
  if (meant.length === 0) return undefined
  const rest = textBetween(words, 1, words.list.length)
  return {
    certainty: 'ask',
    command: null,
    question: `There is no command "${short(first.plain)}". Did you mean ${listed(meant, 'or')}?`,
    options: meant.map((name) => `${name} ${rest}`.trim()).map((each) => ({ label: each, line: each })),
    isYesNo: true,
    reason: 'it begins with nearly a command',
  }
}

function notUnderstood(line: string): Reading {
  const [first, second] = wordsOf(line).list
  const none = (reason: string, suggestions: readonly string[]): Reading => ({
    certainty: 'none',
    command: null,
    isSlip: false,
    reason,
    suggestions,
  })
  if (!first || first.plain === '') return none('There was nothing to read.', ['help'])
  const what =
    second === undefined
      ? `"${short(first.plain)}" is not a command, and no question is open that it could answer: one ends after ten minutes or with another command.`
      : 'I did not understand that.'
  return none(what, ['help', 'status', 'overdue'])
}

function visible(commands: Commands): readonly string[] {
  return [...commands].filter(([, command]) => !command.hidden).map(([name]) => name.replace(/-/g, ' '))
}

/** What came is said back, but not at length. */
function short(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}
