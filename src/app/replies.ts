import { randomBytes, randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import { failureOf, sentenceOf } from '../../data/engine/failure.ts'
import type { Commands, Outcome } from '../command.ts'
import type { Question } from '../domain/question.ts'
import { SetupError, UserError } from '../errors.ts'
import { faultOf } from '../log.ts'
import { type Block, type Button, context, type Message, paragraph, sentence, typed } from '../message.ts'
import type { Incoming, Reply } from '../platform.ts'

/** What a command came to, as the platform hands it on. */
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

/** The same message with a nonce on each button and form that changes something. */
export function pressable(
  message: Message,
  commands: Commands,
  nonceFor: (line: string) => string = () => randomUUID(),
): Message {
  return { ...message, blocks: message.blocks.map((block) => withNonces(block, commands, nonceFor)) }
}

export function refusal(
  code: string,
  text: string,
  { message = sentence(text), field }: { message?: Message; field?: string | undefined } = {},
): Reply {
  const error = { code, text, ...(field === undefined ? {} : { field }) }
  return { ok: false, message, changes: [], items: [], error, waits: false, shared: false }
}

/** The one place where what went wrong in a conversation is logged and answered. */
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
  if (error instanceof SetupError) return refusal('setup', error.message)
  const reference = randomBytes(3).toString('hex')
  log.error({ reference, platform, ...faultOf(error) }, 'internal error')
  return refusal(
    'internal',
    `Something went wrong on our side; nothing was changed. Tell the coordinator this reference: ${reference}`,
  )
}

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

function withNonces(block: Block, commands: Commands, nonceFor: (line: string) => string): Block {
  const stamped = (button: Button): Button => {
    // It may be pressed again when its form was closed.
    if (button.opens) return button
    const [first = '', second = ''] = button.line.split(' ')
    const command = commands.get(`${first}-${second}`) ?? commands.get(first)
    return command?.changes ? { ...button, nonce: nonceFor(button.line) } : button
  }
  switch (block.kind) {
    case 'buttons':
      return { ...block, buttons: block.buttons.map(stamped) }
    case 'choices':
      return { ...block, choices: block.choices.map(stamped) }
    case 'form':
      return commands.get(block.command)?.changes ? { ...block, nonce: nonceFor(block.line) } : block
    default:
      return block
  }
}

function suggestionsOf(lines: readonly string[]): Block {
  return { kind: 'list', items: lines.map((line) => ['Try: ', typed(line)]) }
}
