import type { Commands } from '../command.ts'
import { amendmentOf } from '../conversation/amend.ts'
import {
  answerTo,
  asksMeanwhile,
  dayAnswer,
  freeAnswer,
  isSignAlone,
  itemAnswer,
  ratingAnswer,
  reasonBeforeDay,
  shortOf,
} from '../conversation/answer.ts'
import type { Subject } from '../domain/delivery.ts'
import type { Option, Question, Submission } from '../domain/question.ts'
import { NO_LONGER_OPEN } from '../domain/question.ts'
import type { Ask, None, Reading, Sure } from '../domain/reading.ts'
import type { Memory } from '../domain/vocabulary.ts'
import { UserError } from '../errors.ts'
import { readMemory } from './memory.ts'
import { type KnownContext, onlyRef, threadOf } from './request-context.ts'
import { commandContext, type HeardCommand, type OpenQuestion, runCommand } from './run-command.ts'
import { type Reader, read, readCommand } from './watched-reading.ts'

export type Understood =
  | HeardCommand
  /** The bot has to ask first, or understood nothing. */
  | { readonly kind: 'unclear'; readonly reading: Reading }
  /** The speaker does not want to answer the open question. */
  | { readonly kind: 'dismissed' }

/** Understands a form or a line, which may answer an open question. */
export async function understand(
  said: string | Submission,
  question: OpenQuestion | undefined,
  request: KnownContext,
): Promise<Understood> {
  if (typeof said !== 'string') {
    const words = answerIn(said, question)
    return words === undefined ? filledIn(said, request.commands) : understand(words, question, request)
  }
  const answered = question && (await answeredBy(question, said, request))
  if (answered) return answered
  const reading = await readIn(said, request)
  const understood = asUnderstood(reading, request.commands)
  if (!question) return understood
  if (understood.kind === 'unclear') return answeredInWords(question, { said, reading }, request)
  return understood.command.changes ? understood : { ...understood, leaves: question }
}

/**
 * The words of an answer that was typed into a window.
 * @throws UserError if the question that it answers is no longer open
 */
function answerIn({ command, arguments: given }: Submission, question: OpenQuestion | undefined) {
  const { words, asked } = given
  if (command !== 'answer' || typeof words !== 'string') return undefined
  if (question === undefined || question.text !== asked) throw new UserError('conflict', NO_LONGER_OPEN)
  return words
}

/** What an answer chooses of an open question, or changes in it. */
async function answeredBy(
  question: OpenQuestion,
  said: string,
  request: KnownContext,
): Promise<Understood | undefined> {
  const { id: answers, seen } = question
  const amendment = amendmentOf(question, said, request.vocabulary)
  if (amendment?.kind === 'ask') return { kind: 'unclear', reading: amendment.reading }
  if (amendment) return completed(amendment.option, { answers, seen }, request)
  const chosen = answerTo(question, said)
  switch (chosen?.kind) {
    case undefined:
      break
    case 'dismiss':
      return { kind: 'dismissed' }
    case 'guess':
      return { kind: 'unclear', reading: askAgain(question, [chosen.option]) }
    case 'option':
      if (question.interrupted && isBare(said))
        return { kind: 'unclear', reading: askAgain(question, [chosen.option]) }
      return {
        ...commandBehind(chosen.option.submission ?? chosen.option.line, request),
        answers,
        seen,
        ...(question.asksOfFew ? { mayTellOfFew: true } : {}),
      }
  }
  const line = itemAnswer(question, said, request.vocabulary) ?? dayAnswer(question, said, request.vocabulary)
  if (line !== undefined) return completed({ line }, { answers, seen }, request)
  const early = reasonBeforeDay(question, said)
  return early && { kind: 'unclear', reading: early }
}

/** A number or "yes", which may be about what was shown since. */
function isBare(said: string): boolean {
  return said.length < 20
}

/** Says back what an uncertain answer would choose. */
function askAgain(question: Question, options: readonly Option[]): Ask {
  const [first] = options
  return {
    certainty: 'ask',
    command: null,
    question: `${question.text} Is it this: ${first?.label}?`,
    options,
    isYesNo: true,
    ...(question.answerLine === null ? {} : { answerLine: question.answerLine }),
    reason: 'the answer was not certain',
  }
}

/** A line that an answer completed; what it lacks is asked for. */
async function completed(
  { line, submission }: Omit<Option, 'label'>,
  { answers, seen }: Pick<HeardCommand, 'answers' | 'seen'>,
  request: KnownContext,
): Promise<Understood> {
  const understood = submission
    ? submitted(submission, request.commands)
    : await understand(line, undefined, request)
  return understood.kind === 'command' ? { ...understood, answers, seen } : understood
}

/** An answer in free words, or another rating; otherwise how it falls short of the question. */
async function answeredInWords(
  question: OpenQuestion,
  { said, reading }: { readonly said: string; readonly reading: Reading },
  request: KnownContext,
): Promise<Understood> {
  const { id: answers, seen } = question
  const rating = ratingAnswer(question, reading)
  if (rating) return { ...commandBehind(rating.line, request), answers, seen }
  if (reading.certainty === 'none' && asksMeanwhile(said))
    return {
      kind: 'unclear',
      reading: { ...reading, command: null, reason: stillOpen(reading.reason, question) },
    }
  const line = freeAnswer(question, said, reading)
  if (line !== undefined) return completed({ line }, { answers, seen }, request)
  if (isAboutQuery(reading, request.commands))
    return { kind: 'unclear', reading: meanwhile(reading, question) }
  if (!isNotUnderstood(reading) && !isSignAlone(said)) return { kind: 'unclear', reading }
  if (isNotUnderstood(reading) && reading.isAnswer)
    return {
      kind: 'unclear',
      reading: { ...reading, reason: `${reading.reason} Still open: ${question.text}` },
    }
  const greeting = /^(?:You are welcome|Hello)\./.exec(reading.reason)?.[0]
  const reason = shortOf(question, said, greeting)
  return {
    kind: 'unclear',
    reading: { certainty: 'none', command: null, isSlip: false, reason, suggestions: [] },
  }
}

/** Whether the bot would ask back about a mere question of the speaker's. */
function isAboutQuery(reading: Reading, commands: Commands): reading is Ask {
  if (reading.certainty !== 'ask' || reading.isNote) return false
  const verbs = [
    ...reading.options.map(({ line }) => line),
    ...(reading.answerLine ? [reading.answerLine] : []),
  ]
  return (
    verbs.length > 0 &&
    verbs.every((line) => {
      const [first = '', second = ''] = line.split(' ')
      const command = commands.get(`${first}-${second}`) ?? commands.get(first)
      return command !== undefined && !command.changes
    })
  )
}

/** What leads to a list stays before it. */
function stillOpen(reason: string, { text }: Question): string {
  if (reason.endsWith(':')) return `Still open: ${text} ${reason}`
  return `${/[.?!]$/.test(reason) ? reason : `${reason}.`} Still open: ${text}`
}

/** The same as a remark, so that the open question keeps its place. */
function meanwhile({ question: asked, options, answerLine }: Ask, { text }: Question): None {
  const said =
    answerLine === undefined ? asked : `${asked} Say it in full: ${answerLine.replace('{answer}', '…')}`
  return {
    certainty: 'none',
    command: null,
    isSlip: false,
    reason: `${said} Still open: ${text}`,
    suggestions: options.map(({ line }) => line).slice(0, MOST_SUGGESTED),
  }
}

const MOST_SUGGESTED = 3

function isNotUnderstood(reading: Reading): reading is None {
  return reading.certainty === 'none' && reading.command === null && !reading.isSlip
}

/** What a line would have answered while its question was open, as the line to say now. */
export function lapsedAnswer(question: OpenQuestion, said: string, reading: Reading): string | undefined {
  if (reading.certainty === 'ask') return freeAnswer(question, said, reading)
  if (!isNotUnderstood(reading)) return undefined
  const chosen = answerTo(question, said)
  if (chosen) return chosen.kind === 'dismiss' ? undefined : chosen.option.line
  return freeAnswer(question, said, reading)
}

/** Reads a line. The conversation's memory is read only if the line is not a plain command. */
export async function readIn(line: string, request: KnownContext): Promise<Reading> {
  const thread = await threadOf(request)
  const reading = readCommand(line, request) ?? read(line, request, await memoryFor(line, request, thread))
  if (thread === undefined) return aboutItsPage(line, reading, request)
  const about = lineInThread(reading, thread)
  const ref = reading.certainty === 'none' ? onlyRef(thread) : null
  const named = ref === null ? undefined : read(`${ref} ${line}`, request)
  if (ref !== null && named?.certainty === 'sure') return askInThread(named, ref)
  return (about === undefined ? undefined : readCommand(about, request)) ?? reading
}

/** What is not sure by itself may be said of the item that its page is about. */
function aboutItsPage(line: string, reading: Reading, request: KnownContext): Reading {
  const { about } = request.incoming
  if (about === undefined || reading.certainty === 'sure') return reading
  const named = read(`${about} ${line}`, request)
  return named.certainty === 'sure' ? named : reading
}

/** What a line may refer to. What the last answer listed is found by asking again, if the line may point at it. */
async function memoryFor(line: string, request: KnownContext, thread: Subject | undefined): Promise<Memory> {
  const { db, conversationKey, commands } = request
  const context = commandContext(request, db, conversationKey)
  const memory = await readMemory(context, conversationKey, { thread, about: request.incoming.about })
  const last =
    memory.lastLine === null || !MAY_POINT.test(line) ? undefined : readCommand(memory.lastLine, request)
  const command = last && commands.get(last.command)
  if (!last || !command || command.changes) return memory
  const { items = [] } = await runCommand({ ...last, kind: 'command', command, name: last.command }, context)
  return { ...memory, listed: items.map(({ ref }) => ref) }
}

/** A quick check: most lines point at nothing. */
const MAY_POINT =
  /\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|top|bottom|\d{1,2}(?:st|nd|rd|th)|number|no\.|item|them|those|these|they)\b/i

/**
 * Finds the command that a choice or a button stands for.
 * @throws UserError if its line no longer fits the plan
 */
export function commandBehind(instead: string | Submission, reader: Reader): HeardCommand {
  const { commands } = reader
  if (typeof instead !== 'string') return submitted(instead, commands)
  const understood = asUnderstood(read(instead, reader), commands)
  if (understood.kind === 'command') return understood
  throw new UserError('not-understood', 'That choice no longer fits the plan.')
}

/** A form carries what its reader had been shown beside what they filled in. */
function filledIn({ command, arguments: { seen, ...args } }: Submission, commands: Commands): HeardCommand {
  const heard = submitted({ command, arguments: args }, commands)
  return { ...heard, isForm: true, ...(typeof seen === 'string' ? { seen } : {}) }
}

function submitted({ command: name, arguments: args }: Submission, commands: Commands): HeardCommand {
  const command = commands.get(name)
  if (!command) throw new UserError('not-understood', `There is no command "${name}".`)
  return { kind: 'command', command, name, args, line: name }
}

/** The command that a reading is sure of; otherwise what is unclear. */
export function asUnderstood(
  reading: Reading,
  commands: Commands,
): HeardCommand | { kind: 'unclear'; reading: Reading } {
  const command = reading.certainty === 'sure' ? commands.get(reading.command) : undefined
  if (reading.certainty !== 'sure' || !command) return { kind: 'unclear', reading }
  return { kind: 'command', command, name: reading.command, args: reading.args, line: reading.line }
}

/** A question that names no body is about the thread's: returns the line that names it. */
function lineInThread(reading: Reading, { body, meetingDay }: Subject): string | undefined {
  if (body === undefined) return undefined
  const digest = `digest ${body}${meetingDay === undefined ? '' : ` on ${meetingDay}`}`
  switch (reading.certainty) {
    case 'sure':
      if (reading.command === 'meeting' && reading.args.body === undefined) return `meeting ${body}`
      if (reading.command === 'changes' && reading.args.since === undefined)
        return `${reading.line} since last ${body}`
      return undefined
    case 'ask':
      return asksForBody(reading.options, 'digest') ? digest : undefined
    case 'none':
      return reading.command === 'digest' ? digest : undefined
  }
}

/** Asks about "no change" under a reminder about one item, which would be sure if it named the item. */
function askInThread({ command, args, line, reason }: Sure, ref: string): Ask {
  return {
    certainty: 'ask',
    command,
    args,
    question: `Is that about ${ref}?`,
    options: [{ label: `Yes: ${line}`, line }],
    isYesNo: true,
    reason,
  }
}

function asksForBody(options: readonly { line: string }[], verb: string): boolean {
  return options.length > 0 && options.every(({ line }) => line.startsWith(`${verb} `))
}
