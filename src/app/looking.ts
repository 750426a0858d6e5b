import { seenNow } from '../../data/trail-since.ts'
import type { Outcome } from '../command.ts'
import type { Ask } from '../domain/reading.ts'
import { UserError } from '../errors.ts'
import { type Block, type Form, type Message, sentence } from '../message.ts'
import type { Reply } from '../platform.ts'
import { replyOf } from './replies.ts'
import type { KnownContext } from './request-context.ts'
import { commandContext, type HeardCommand, runCommand } from './run-command.ts'
import { commandBehind, understand } from './understand.ts'

/**
 * Answers a page that is looked at, which changes and remembers nothing. What would change something is shown as the form to
 * fill in, where there is one.
 * @throws UserError for anything else that is not plainly a question
 */
export async function look(request: KnownContext): Promise<Reply> {
  const heard = await understand(request.incoming.said, undefined, request)
  switch (heard.kind) {
    case 'command':
      return heard.command.changes ? formAlone(heard, request) : answered(heard, request)
    case 'unclear': {
      const { reading } = heard
      if (reading.certainty === 'none')
        throw new UserError('not-understood', reading.reason, reading.suggestions)
      if (reading.certainty === 'sure') throw new Error(`no command ${reading.command}`)
      if (request.incoming.via === 'assistant') throw unsure(reading, request)
      const question = { text: reading.question, options: reading.options, answerLine: null }
      return replyOf({ message: sentence(reading.question), question, waits: true }, request)
    }
    case 'dismissed':
      throw onlyQuestions()
  }
}

async function answered(heard: HeardCommand, request: KnownContext): Promise<Reply> {
  const context = commandContext(request, request.db, request.conversationKey)
  const outcome = await runCommand(heard, context)
  if (outcome.instead !== undefined) {
    const instead = commandBehind(outcome.instead, request)
    return instead.command.changes ? formAlone(instead, request) : answered(instead, request)
  }
  return withForms(outcome, request)
}

async function formAlone(heard: HeardCommand, request: KnownContext): Promise<Reply> {
  if (request.incoming.via === 'assistant') throw saidByThemselves(heard)
  const form = await formOf(heard, request)
  if (!form) throw onlyQuestions()
  const marked = withMark(form, await seenNow(request.db))
  return replyOf({ message: { summary: form.title, blocks: [marked] }, waits: true }, request)
}

function onlyQuestions(): UserError {
  return new UserError(
    'invalid',
    'An address only asks. To change something, say it in the box above; nothing was changed.',
  )
}

/** An assistant has no part in the record: whoever means a change says it. */
function saidByThemselves({ line }: HeardCommand): UserError {
  return new UserError(
    'refused',
    `An assistant only asks, so nothing was changed. Say it to me yourself: ${line}`,
  )
}

/** Nobody waits for an assistant's answer, so it is told which lines ask what it may have meant. */
function unsure({ question, options }: Ask, request: KnownContext): UserError {
  const meant = options.map(({ submission, line }) => commandBehind(submission ?? line, request))
  const asking = meant.filter(({ command }) => !command.changes)
  const [first] = meant
  if (first && asking.length === 0) return saidByThemselves(first)
  return new UserError(
    'not-understood',
    question,
    asking.map(({ line }) => line),
  )
}

/** More forms make a page longer than anybody reads; the others are on the pages of their items. */
const MOST_FORMS = 25

/** The answer with the forms that its buttons open, each with a mark of what its reader is shown with it. */
export async function withForms(outcome: Outcome, request: KnownContext): Promise<Reply> {
  const reply = replyOf(outcome, request)
  const lines = [reply.message, ...(reply.thread ?? [])].flatMap(openingLines)
  const seen = await seenNow(request.db)
  const forms: Record<string, Form> = {}
  for (const line of [...new Set(lines)].slice(0, MOST_FORMS)) {
    const form = await formOf(commandBehind(line, request), request)
    if (form) forms[line] = withMark(form, seen)
  }
  return { ...reply, forms }
}

function withMark(form: Form, seen: string): Form {
  return { ...form, adds: { ...form.adds, seen } }
}

function openingLines({ blocks }: Message): readonly string[] {
  return blocks.flatMap(buttonsOf).flatMap(({ opens, line }) => (opens ? [line] : []))
}

function buttonsOf(block: Block) {
  if (block.kind === 'buttons') return block.buttons
  return block.kind === 'table' ? (block.steps ?? []).filter((step) => step !== null) : []
}

async function formOf({ command, args }: HeardCommand, request: KnownContext): Promise<Form | undefined> {
  const { ref, refs = ref === undefined ? [] : [ref] } = (args ?? {}) as {
    readonly ref?: string
    readonly refs?: readonly string[]
  }
  if (refs.length === 0) return undefined
  return command.form?.(commandContext(request, request.db, request.conversationKey), refs)
}
