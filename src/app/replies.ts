import { randomBytes } from 'node:crypto'
import type { Logger } from 'pino'
import { failureOf, sentenceOf } from '../../data/engine/failure.ts'
import type { Commands, Outcome } from '../command.ts'
import { addressed, addressedText } from '../deliveries/addressed.ts'
import { pressable } from '../deliveries/pressable.ts'
import type { Question } from '../domain/question.ts'
import { SetupError, UserError } from '../errors.ts'
import { faultOf } from '../log.ts'
import { type Block, buttons, context, type Message, paragraph, sentence, typed } from '../message.ts'
import type { Incoming, Reply } from '../platform.ts'

export function replyOf(
  outcome: Outcome,
  { commands, incoming: { address } }: { commands: Commands; incoming: Pick<Incoming, 'address'> },
): Reply {
  const choices = outcome.question ? questionBlocks(outcome.question, outcome.message, address) : []
  const blocks = [...outcome.message.blocks, ...choices]
  return {
    ok: !outcome.waits,
    message: pressable({ ...outcome.message, blocks }, commands),
    ...(outcome.thread ? { thread: outcome.thread.map((page) => pressable(page, commands)) } : {}),
    changes: outcome.changes ?? [],
    items: outcome.items ?? [],
    error: null,
    waits: outcome.waits ?? false,
    shared: outcome.shared ?? false,
  }
}

export function refusal(
  code: string,
  text: string,
  { message = sentence(text), field }: { message?: Message; field?: string | undefined } = {},
): Reply {
  const error = { code, text, ...(field === undefined ? {} : { field }) }
  return { ok: false, message, changes: [], items: [], error, waits: false, shared: false }
}

/** Logs and answers whatever goes wrong in a conversation; no other place does. */
export function failureReply(error: unknown, { platform }: Incoming, log: Logger): Reply {
  if (error instanceof UserError) {
    const offers = error.suggestions.length > 0 ? [suggestionsOf(error.suggestions)] : []
    const message = sentence(error.message, ...offers)
    return refusal(error.code, error.message, { message, field: error.field })
  }
  const failure = failureOf(error)
  if (failure) {
    log.error({ code: 'storage', platform }, sentenceOf(error))
    // The disk that refused this would make its answer wait as well.
    const text = failure === 'unclear' ? sentenceOf(error) : `Not saved. ${sentenceOf(error)}`
    return { ...refusal('storage', text), isUnkept: true }
  }
  if (error instanceof SetupError) {
    log.error({ code: 'setup', platform }, error.message)
    return { ...refusal('setup', platform === 'terminal' ? error.message : NOT_SET_UP), isUnkept: true }
  }
  const reference = randomBytes(3).toString('hex')
  log.error({ reference, platform, ...faultOf(error) }, 'internal error')
  return refusal(
    'internal',
    `Something went wrong on our side; nothing was changed. Tell the coordinator this reference: ${reference}`,
  )
}

/** Whoever reads it may be a stranger; the operator finds the setting in the log. */
const NOT_SET_UP =
  'I am not set up yet, so nothing was recorded. Please tell whoever runs me: the log says what is missing.'

function questionBlocks(question: Question, message: Message, address: string | undefined): readonly Block[] {
  const asked: readonly Block[] = message.summary === question.text ? [] : [paragraph(question.text)]
  const choices: readonly Block[] =
    question.options.length > 0 ? [{ kind: 'choices', choices: question.options }] : []
  return [
    ...asked,
    ...choices,
    ...(question.answerLine === null ? leaving(address) : answering(message, address)),
  ]
}

function leaving(address: string | undefined): readonly Block[] {
  return [context(`“${address === undefined ? '' : `${address} `}neither” leaves it as it is.`)]
}

/** Where the bot does not hear what is merely said, a button opens a window for the answer. */
function answering({ blocks }: Message, address: string | undefined): readonly Block[] {
  if (address === undefined) return [context('Answer in your own words, or go on with another command.')]
  const how = `begin your answer with ${address}: I do not hear other messages here.`
  if (blocks.some(({ kind }) => kind === 'form')) return [context(`Or ${how}`)]
  return [buttons({ label: 'Answer', line: 'answer', opens: 'form' }), context(`Press Answer, or ${how}`)]
}

/** The reply with its hints as they have to be typed where it is read. */
export function addressedReply(
  reply: Reply,
  { address }: Pick<Incoming, 'address'>,
  commands: Commands,
): Reply {
  if (address === undefined) return reply
  const { message, thread, error } = reply
  const page = (each: Message) => addressed(each, address, commands)
  return {
    ...reply,
    message: page(message),
    ...(thread ? { thread: thread.map(page) } : {}),
    error: error && { ...error, text: addressedText(error.text, { address, commands }) },
  }
}

function suggestionsOf(lines: readonly string[]): Block {
  return { kind: 'list', items: lines.map((line) => ['Try: ', typed(line)]) }
}
