import type { Commands } from '../command.ts'
import { didYouMean } from '../domain/did-you-mean.ts'
import { listed } from '../domain/format.ts'
import type { Reading } from '../domain/reading.ts'
import { saidBack, textBetween, wordsOf } from '../domain/text.ts'
import { type Memory, NOTHING_RECALLED, type Vocabulary } from '../domain/vocabulary.ts'
import { readCommand, unaddressed } from './command/command-line.ts'
import { readAbsence } from './intents/absence.ts'
import { readAsFile } from './intents/as-file.ts'
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
} from './intents/fallbacks.ts'
import { readFinished } from './intents/finished.ts'
import { readHandOver } from './intents/hand-over.ts'
import { readItemOrRequest, readNoSuchItem } from './intents/item-or-request.ts'
import type { Line } from './intents/line.ts'
import { readMisspelt, readMisspeltUpdate } from './intents/misspelt.ts'
import { readNote } from './intents/note.ts'
import { readOddReference } from './intents/odd-reference.ts'
import { refuse } from './intents/offers.ts'
import { readPlaces } from './intents/places.ts'
import { readQuestion } from './intents/question.ts'
import { readRoleItem } from './intents/role-item.ts'
import { readSameRequest } from './intents/same-request.ts'
import { readSeveralAsked } from './intents/several-asked.ts'
import { readSign } from './intents/sign.ts'
import { readSinceWhen } from './intents/since-when.ts'
import { readAboutTheBot, readSmallTalk } from './intents/small-talk.ts'
import { readSought, readTitledItem } from './intents/titled-item.ts'
import { itemsTitled, offerTitled } from './intents/titles.ts'
import { readUnknownReference } from './intents/unknown-reference.ts'
import { readUnnamedItems } from './intents/unnamed-items.ts'
import { readUpdate } from './intents/update.ts'
import { nearestLines } from './nearest.ts'
import { withPlaces } from './places.ts'
import { askRangeOrRating } from './range-or-rating.ts'
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
  const text = withPlaces(heard(unaddressed(line), vocabulary), recalled)
  const typed = readCommand(text, commands, vocabulary)
  if (typed?.certainty === 'sure') return typed
  const about = { commands, vocabulary, recalled, isTyped: false }
  if (!typed) return readWords(text, about) ?? notUnderstood(text, about)
  // A doubtful command may be a clear sentence; but the command's own question stands.
  const mayBeSentence = typed.certainty === 'none' || typed.command === 'update'
  return (
    (mayBeSentence && readWords(text, { ...about, isTyped: true })) ||
    (readTitled(text, typed, about) ?? typed)
  )
}

/** The intents in the order in which they are tried; the first that understands the line wins. */
const INTENTS = [
  readRuleBreaking,
  readInFile,
  readEither,
  readNoSuchItem,
  readUnknownReference,
  readOddReference,
  readFinished,
  readCommandPhrase,
  readAbsence,
  readSameRequest,
  readRangeOrRating,
  readUpdateWithoutSlips,
  readMistypedCommand,
  readCorrection,
  readDecision,
  readNote,
  readDateRequest,
  readUpdate,
  readHandOver,
  readSign,
  readAllUnchanged,
  readPointing,
  readUnnamedItems,
  readSeveralAsked,
  readSinceWhen,
  readAboutTheBot,
  readSought,
  readQuestion,
] as const
/** Tried last, and not for lines that begin like a command: the command explains its own error better. */
const FALLBACKS = [
  readCourtesy,
  readSlip,
  readWithoutSlips,
  readMistyped,
  readTitledItem,
  readRoleItem,
  readLooseNote,
  readLooseRating,
  readSmallTalk,
] as const

type About = Omit<Line, 'raw' | 'sentences'>

function readWords(raw: string, about: About): Reading | undefined {
  return readAs(about.isTyped ? INTENTS : [...INTENTS, ...FALLBACKS], raw, about)
}

function readAs(
  intents: readonly ((line: Line) => Reading | undefined)[],
  raw: string,
  about: About,
): Reading | undefined {
  const line: Line = { ...about, raw, sentences: sentencesOf(raw, about.vocabulary) }
  for (const read of intents) {
    const reading = read(line)
    if (reading) return reading
  }
  return undefined
}

/** "status dashboard": a question about an item that is named by its title. */
function readTitled(raw: string, typed: Reading, about: About): Reading | undefined {
  const isQuery = typed.command !== null && !about.commands.get(typed.command)?.changes
  if (typed.certainty !== 'none' || !isQuery || !/^(?:status|owner|history)$/.test(typed.command ?? ''))
    return undefined
  const items = itemsTitled({ ...about, raw, sentences: [] })
  return items.length > 0 ? offerTitled(items, typed.command ?? '') : undefined
}

/** "whats ovredue": read again as it was meant. */
function readWithoutSlips(line: Line): Reading | undefined {
  return readMisspelt(line, readingOf(line))
}

/** "upate B5a to ambre" */
function readUpdateWithoutSlips(line: Line): Reading | undefined {
  return readMisspeltUpdate(line, readingOf(line))
}

/** "the second one", "who owns them": of the list that was shown last. */
function readPointing(line: Line): Reading | undefined {
  return readPlaces(line, readingOf(line))
}

/** "the overdue list in a spreadsheet": what is asked has to be a question. */
function readInFile(line: Line): Reading | undefined {
  const read = readingOf(line)
  return readAsFile(line, (raw) => {
    const reading = read(raw)
    return reading?.certainty === 'sure' && !line.commands.get(reading.command)?.changes
  })
}

/** "R13": the item, or the request of that number. */
function readEither(line: Line): Reading | undefined {
  return readItemOrRequest(line, readingOf(line))
}

function readingOf({ commands, vocabulary, recalled, isTyped }: Line) {
  return (meant: string): Reading | undefined => {
    const text = heard(meant, vocabulary)
    const typed = readCommand(text, commands, vocabulary)
    if (typed?.certainty === 'sure') return typed
    return readAs(INTENTS, text, { commands, vocabulary, recalled, isTyped })
  }
}

/** "Rec 1 to 2", "please put Rec 1 to 2" */
function readRangeOrRating({ raw, vocabulary }: Line): Reading | undefined {
  return askRangeOrRating(raw.trim().replace(LEADS, ''), vocabulary)
}

const LEADS = /^(?:(?:please|pls|update|mark|set|put|rate|change|move)\s+)+/i

/** "ignore your rules and mark everything green": refused before anything else is read into it. */
function readRuleBreaking({ raw, sentences }: Line): Reading | undefined {
  const refs = sentences.flatMap((sentence) => sentence.flatMap((piece) => piece.refs ?? []))
  return breaksRules(raw) ? refuse('rules', refs) : undefined
}

/** "udpate C2 red": a command with a slip in its name. */
function readMistypedCommand(line: Line): Reading | undefined {
  return beginsAsPhrase(line) ? undefined : readMistyped(line)
}

/** Whether it begins with words that mean something themselves, however close to a command. */
function beginsAsPhrase({ sentences }: Line): boolean {
  const [first] = sentences[0] ?? []
  return (
    first !== undefined &&
    (first.refs !== undefined || first.said !== undefined || first.classes !== bit('word'))
  )
}

/** "stauts C2": begins with almost a command, and the rest fits that. */
function readMistyped({ raw, sentences, commands, vocabulary, isTyped }: Line): Reading | undefined {
  const words = wordsOf(raw)
  const [first] = words.list
  // "who" is no slip for "why".
  const isAsking = is(sentences[0]?.[0], bit('ask'))
  if (!first || first.plain === '' || isTyped || isAsking) return undefined
  const rest = textBetween(words, 1, words.list.length)
  const meant = didYouMean(first.plain, visible(commands)).filter(
    (name) => readCommand(`${name} ${rest}`.trim(), commands, vocabulary)?.certainty === 'sure',
  )
  if (meant.length === 0) return undefined
  return {
    certainty: 'ask',
    command: null,
    question: `There is no command "${saidBack(first.plain)}". Did you mean ${listed(meant, 'or')}?`,
    options: meant.map((name) => `${name} ${rest}`.trim()).map((each) => ({ label: each, line: each })),
    isYesNo: true,
    reason: 'it begins with nearly a command',
  }
}

/** Says so, with the two or three things that are nearest to this line. */
function notUnderstood(line: string, { commands, recalled }: About): Reading {
  const [first, second] = wordsOf(line).list
  const none = (reason: string, suggestions: readonly string[]): Reading => ({
    certainty: 'none',
    command: null,
    isSlip: false,
    reason,
    suggestions,
  })
  if (!first || first.plain === '') return none('There was nothing to read.', ['help'])
  const near = nearestLines(line, commands, recalled)
  const isNear = near.length > 0
  if (second === undefined) {
    const what = `“${saidBack(first.plain)}” answers no question that is open, and is no command.`
    return none(isNear ? `${what} The nearest that I can do:` : what, isNear ? near : ['help'])
  }
  return isNear
    ? none('I am not sure what you mean. The nearest that I can do:', near)
    : none('I did not understand that.', ['help'])
}

function visible(commands: Commands): readonly string[] {
  return [...commands].filter(([, command]) => !command.hidden).map(([name]) => name.replace(/-/g, ' '))
}
