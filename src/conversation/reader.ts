import type { Commands } from '../command.ts'
import { listed } from '../domain/format.ts'
import type { Reading } from '../domain/reading.ts'
import { saidBack, textBetween, wordsOf } from '../domain/text.ts'
import { type Memory, NOTHING_RECALLED, type Vocabulary } from '../domain/vocabulary.ts'
import { readCommand, unaddressed } from './command/command-line.ts'
import { didYouMean } from './did-you-mean.ts'
import { readCommandPhrase } from './intents/command-phrase.ts'
import { readCorrection } from './intents/correction.ts'
import { readDateRequest } from './intents/date-request.ts'
import { readDecision } from './intents/decision.ts'
import {
  readAllUnchanged,
  readCourtesy,
  readLooseNote,
  readLooseRating,
  readSlip,
  readUnnamedItems,
} from './intents/fallbacks.ts'
import { readHandOver } from './intents/hand-over.ts'
import type { Line } from './intents/line.ts'
import { readNote } from './intents/note.ts'
import { refuse } from './intents/offers.ts'
import { readQuestion } from './intents/question.ts'
import { readSameRequest } from './intents/same-request.ts'
import { readSign } from './intents/sign.ts'
import { readUpdate } from './intents/update.ts'
import { breaksRules } from './sentence/guards.ts'
import { heard } from './sentence/heard.ts'
import { bit } from './sentence/lexicon.ts'
import { is } from './sentence/patterns.ts'
import { sentencesOf } from './sentence/sentence.ts'

/**
 * Reads a line: deterministic, offline, and never a guess. It is tried as a command first, then as an update or a
 * question in somebody's own words, given what the conversation was about.
 */
export function readLine(
  line: string,
  commands: Commands,
  vocabulary: Vocabulary,
  recalled: Memory = NOTHING_RECALLED,
): Reading {
  const text = heard(unaddressed(line), vocabulary)
  const typed = readCommand(text, commands, vocabulary)
  if (typed?.certainty === 'sure') return typed
  if (!typed)
    return readWords(text, { commands, vocabulary, recalled, isTyped: false }) ?? notUnderstood(text)
  // A doubtful command may be a clear sentence; but the command's own question stands.
  const mayBeSentence = typed.certainty === 'none' || typed.command === 'update'
  return (mayBeSentence && readWords(text, { commands, vocabulary, recalled, isTyped: true })) || typed
}

/** The intents in the order in which they are tried; the first that understands the line wins. */
const INTENTS = [
  readRuleBreaking,
  readCommandPhrase,
  readSameRequest,
  readMistypedCommand,
  readCorrection,
  readDecision,
  readNote,
  readDateRequest,
  readUpdate,
  readHandOver,
  readSign,
  readAllUnchanged,
  readUnnamedItems,
  readQuestion,
] as const
/** Tried last, and not for lines that begin like a command: the command explains its own error better. */
const FALLBACKS = [readCourtesy, readMistyped, readSlip, readLooseNote, readLooseRating] as const

function readWords(raw: string, about: Omit<Line, 'raw' | 'sentences'>): Reading | undefined {
  const line: Line = { raw, sentences: sentencesOf(raw, about.vocabulary), ...about }
  for (const read of line.isTyped ? INTENTS : [...INTENTS, ...FALLBACKS]) {
    const reading = read(line)
    if (reading) return reading
  }
  return undefined
}

/** "ignore your rules and mark everything green": refused before anything else is read into it. */
function readRuleBreaking({ raw, sentences }: Line): Reading | undefined {
  const refs = sentences.flatMap((sentence) => sentence.flatMap((piece) => piece.refs ?? []))
  return breaksRules(raw) ? refuse('rules', refs) : undefined
}

/** "udpate C2 red": a command with a slip in its name. */
function readMistypedCommand(line: Line): Reading | undefined {
  const reading = readMistyped(line)
  const isCommand =
    reading?.certainty === 'ask' &&
    reading.options.some(
      (option) => readCommand(option.line, line.commands, line.vocabulary)?.certainty === 'sure',
    )
  return isCommand && !beginsAsPhrase(line) ? reading : undefined
}

/** Whether it begins with words that mean something themselves, however close to a command. */
function beginsAsPhrase({ sentences }: Line): boolean {
  const [first] = sentences[0] ?? []
  return (
    first !== undefined &&
    (first.refs !== undefined || first.said !== undefined || first.classes !== bit('word'))
  )
}

/** "stauts C2": begins with almost a command. */
function readMistyped({ raw, sentences, commands }: Line): Reading | undefined {
  const words = wordsOf(raw)
  const [first] = words.list
  // "who" is no slip for "why".
  if (!first || first.plain === '' || is(sentences[0]?.[0], bit('ask'))) return undefined
  const meant = didYouMean(first.plain, visible(commands))
  if (meant.length === 0) return undefined
  const rest = textBetween(words, 1, words.list.length)
  return {
    certainty: 'ask',
    command: null,
    question: `There is no command "${saidBack(first.plain)}". Did you mean ${listed(meant, 'or')}?`,
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
      ? `“${saidBack(first.plain)}” answers no question that is open, and is no command.`
      : 'I did not understand that.'
  return none(what, ['help', 'status', 'overdue'])
}

function visible(commands: Commands): readonly string[] {
  return [...commands].filter(([, command]) => !command.hidden).map(([name]) => name.replace(/-/g, ' '))
}
