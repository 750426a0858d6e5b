import { randomBytes } from 'node:crypto'
import type { Logger } from 'pino'
import { failureOf, sentenceOf } from '../../data/engine/failure.ts'
import type { Commands, Outcome } from '../command.ts'
import { pressable } from '../deliveries/pressable.ts'
import type { Question } from '../domain/question.ts'
import { SetupError, UserError } from '../errors.ts'
import { faultOf } from '../log.ts'
import { type Block, context, type Message, paragraph, sentence, typed } from '../message.ts'
import type { Incoming, Reply } from '../platform.ts'

export function replyOf(outcome: Outcome, commands: Commands): Reply {
  const choices = outcome.question ? questionBlocks(outcome.question, outcome.message) : []
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
  if (failureOf(error)) {
    log.error({ code: 'storage', platform }, sentenceOf(error))
    return refusal('storage', `Not saved. ${sentenceOf(error)}`)
  }
  if (error instanceof SetupError) {
    log.error({ code: 'setup', platform }, error.message)
    return refusal('setup', platform === 'terminal' ? error.message : NOT_SET_UP)
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

function questionBlocks(question: Question, message: Message): readonly Block[] {
  const asked: readonly Block[] = message.summary === question.text ? [] : [paragraph(question.text)]
  const choices: readonly Block[] =
    question.options.length > 0 ? [{ kind: 'choices', choices: question.options }] : []
  const free =
    question.answerLine === null
      ? [context('“neither” leaves it as it is.')]
      : [context('Answer in your own words, or go on with another command.')]
  return [...asked, ...choices, ...free]
}

function suggestionsOf(lines: readonly string[]): Block {
  return { kind: 'list', items: lines.map((line) => ['Try: ', typed(line)]) }
}
