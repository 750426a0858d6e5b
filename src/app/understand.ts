import type { Command, Commands } from '../command.ts'
import { answerTo, freeAnswer, ratingAnswer } from '../conversation/answer.ts'
import { readCommandLine, readLine } from '../conversation/reader.ts'
import type { Reading } from '../conversation/reading.ts'
import type { Question, Submission } from '../domain/question.ts'
import { UserError } from '../errors.ts'
import { recollect } from './memory.ts'
import type { Situation } from './request-context.ts'
import { askInThread, lineInThread, onlyRef, threadOf } from './threads.ts'
import { contextOf, type Turn } from './turn.ts'

/** A command with its arguments, as it was heard. */
export interface Heard {
  readonly command: Command
  readonly name: string
  readonly args: unknown
  readonly line: string
  /** The question that was open, and that it answers. */
  readonly answers?: number | undefined
}

/** By what a line of ours is read. */
type Known = Pick<Situation, 'commands' | 'vocabulary'>

/** A change that is typed as a command; in a thread even a command may be about what stands above it. */
export function typedChange(
  said: string,
  { commands, vocabulary, whereabouts }: Situation,
): Heard | undefined {
  const reading = whereabouts.under === null ? readCommandLine(said, commands, vocabulary) : undefined
  const heard = reading && known(reading, commands)
  return heard && !('certainty' in heard) && heard.command.changes ? heard : undefined
}

/** A form or a line, which may be the answer to a question that is open. */
export async function understand(
  said: string | Submission,
  question: (Question & { readonly id: number }) | undefined,
  turn: Turn,
): Promise<Heard | Reading | 'dismissed'> {
  const { situation } = turn
  if (typeof said !== 'string') return submitted(said, situation.commands)
  const chosen = question && answerTo(question, said)
  if (chosen === 'dismiss') return 'dismissed'
  if (chosen) return { ...commandBehind(chosen.submission ?? chosen.line, situation), answers: question.id }
  const reading = await readIn(said, turn)
  const rating = question && ratingAnswer(question, reading)
  if (rating) return { ...commandBehind(rating.line, situation), answers: question.id }
  const answered = question && freeAnswer(question, said, reading)
  if (answered === undefined) return known(reading, situation.commands)
  const completed = await understand(answered, undefined, turn)
  return completed === 'dismissed' || 'certainty' in completed
    ? completed
    : { ...completed, answers: question?.id }
}

/** Reads a line with what the conversation was about; a plain command needs none of it. */
export async function readIn(line: string, { db, situation, place }: Turn): Promise<Reading> {
  const { commands, vocabulary } = situation
  const thread = await threadOf(db, situation)
  const reading =
    readCommandLine(line, commands, vocabulary) ??
    readLine(line, commands, vocabulary, await recollect(contextOf(situation, db, place), place, thread))
  if (thread === undefined) return reading
  const about = lineInThread(reading, thread)
  const ref = reading.certainty === 'none' ? onlyRef(thread) : null
  const named = ref === null ? undefined : readLine(`${ref} ${line}`, commands, vocabulary)
  if (ref !== null && named?.certainty === 'sure') return askInThread(named, ref)
  return (about === undefined ? undefined : readCommandLine(about, commands, vocabulary)) ?? reading
}

/** What a choice or a button stands for; a line of ours must be sure. */
export function commandBehind(instead: string | Submission, { commands, vocabulary }: Known): Heard {
  if (typeof instead !== 'string') return submitted(instead, commands)
  const reading = known(readLine(instead, commands, vocabulary), commands)
  if ('certainty' in reading) throw new UserError('not-understood', 'That choice no longer fits the plan.')
  return reading
}

function submitted({ command: name, arguments: args }: Submission, commands: Commands): Heard {
  const command = commands.get(name)
  if (!command) throw new UserError('not-understood', `There is no command "${name}".`)
  return { command, name, args, line: name }
}

function known(reading: Reading, commands: Commands): Heard | Reading {
  const command = reading.certainty === 'sure' ? commands.get(reading.command) : undefined
  if (reading.certainty !== 'sure' || !command) return reading
  return { command, name: reading.command, args: reading.args, line: reading.line }
}
