import type { Commands } from '../command.ts'
import { answerTo, freeAnswer, ratingAnswer } from '../conversation/answer.ts'
import type { Subject } from '../domain/delivery.ts'
import type { Question, Submission } from '../domain/question.ts'
import type { Ask, Reading, Sure } from '../domain/reading.ts'
import { UserError } from '../errors.ts'
import { readMemory } from './memory.ts'
import { type KnownContext, onlyRef, threadOf } from './request-context.ts'
import { commandContext, type HeardCommand } from './run-command.ts'
import { type Reader, read, readCommand } from './watched-reading.ts'

export type Understood =
  | HeardCommand
  /** The bot has to ask first, or understood nothing. */
  | { readonly kind: 'unclear'; readonly reading: Reading }
  /** The speaker does not want to answer the open question. */
  | { readonly kind: 'dismissed' }

type OpenQuestion = Question & { readonly id: number }

/** Understands a form or a line, which may answer an open question. */
export async function understand(
  said: string | Submission,
  question: OpenQuestion | undefined,
  request: KnownContext,
): Promise<Understood> {
  if (typeof said !== 'string') return filledIn(said, request.commands)
  const chosen = question && answerTo(question, said)
  if (chosen === 'dismiss') return { kind: 'dismissed' }
  const { id: answers, seen } = question ?? {}
  if (chosen) return { ...commandBehind(chosen.submission ?? chosen.line, request), answers, seen }
  const reading = await readIn(said, request)
  const rating = question && ratingAnswer(question, reading)
  if (rating) return { ...commandBehind(rating.line, request), answers, seen }
  const completed = question && freeAnswer(question, said, reading)
  if (completed === undefined) return asUnderstood(reading, request.commands)
  const understood = await understand(completed, undefined, request)
  return understood.kind === 'command' ? { ...understood, answers, seen } : understood
}

/** Reads a line. The conversation's memory is read only if the line is not a plain command. */
export async function readIn(line: string, request: KnownContext): Promise<Reading> {
  const { db, conversationKey } = request
  const thread = await threadOf(request)
  const reading =
    readCommand(line, request) ??
    read(
      line,
      request,
      await readMemory(commandContext(request, db, conversationKey), conversationKey, thread),
    )
  if (thread === undefined) return reading
  const about = lineInThread(reading, thread)
  const ref = reading.certainty === 'none' ? onlyRef(thread) : null
  const named = ref === null ? undefined : read(`${ref} ${line}`, request)
  if (ref !== null && named?.certainty === 'sure') return askInThread(named, ref)
  return (about === undefined ? undefined : readCommand(about, request)) ?? reading
}

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

function asUnderstood(
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
