import { endQuestion } from '../../data/conversations.ts'
import { bestEffort } from '../../data/engine/best-effort.ts'
import { write } from '../../data/engine/engine.ts'
import { checkMayUse, type Outcome } from '../command.ts'
import type { Bindings, Reading } from '../domain/reading.ts'
import { saidBack } from '../domain/text.ts'
import { UserError } from '../errors.ts'
import { bearerOf } from '../lookup/references.ts'
import { buttons, context, sentence } from '../message.ts'
import type { Reply } from '../platform.ts'
import { sentAsFile } from './answer-as-file.ts'
import { change } from './change.ts'
import { partOf } from './long-lists.ts'
import { keepMemory } from './memory.ts'
import { replyOf } from './replies.ts'
import { isAside, type KnownContext, REFUSED_BY_DISK } from './request-context.ts'
import { commandContext, type HeardCommand, runCommand } from './run-command.ts'
import { commandBehind } from './understand.ts'

/** Platforms cut or refuse a button that carries more characters. */
const LONGEST_BUTTON = 1_000

/** Answers a question from the record and remembers what it was about. A line may turn out to stand for a change. */
export async function answer(
  heard: HeardCommand,
  request: KnownContext,
  {
    isShared = false,
    from = 1,
    asFile,
  }: { readonly isShared?: boolean; readonly from?: number; readonly asFile?: 'xlsx' | 'csv' } = {},
): Promise<Reply> {
  const { db, log, place, model, conversationKey } = request
  const { command, line, answers, leaves } = heard
  const whole = await runCommand(heard, commandContext(request, db, conversationKey))
  const { mostRows: most } = request.incoming
  if (asFile && whole.instead === undefined)
    return replyOf(await sentAsFile(whole, { line, format: asFile, request }), request)
  const isCut = most !== undefined && !command.hidden && line.length <= LONGEST_BUTTON
  const outcome = isCut ? partOf(whole, { from, most, line }) : whole
  if (outcome.instead !== undefined) {
    const behind = outcome.asFile
      ? behindFile(outcome.instead, request)
      : commandBehind(outcome.instead, request)
    const instead = { ...behind, answers, leaves }
    const willBeShared = isShared || outcome.shared === true
    if (!instead.command.changes)
      return answer(instead, request, {
        isShared: willBeShared,
        from: outcome.from ?? from,
        ...(outcome.asFile ? { asFile: outcome.asFile } : asFile ? { asFile } : {}),
      })
    if (outcome.asFile)
      throw new UserError(
        'invalid',
        'Only an answer can be put into a file, and nothing was changed. For example: export overdue',
      )
    if (willBeShared) throw new UserError('invalid', 'Only an answer can be shared.')
    return change(instead, request)
  }
  // Nobody typed a hidden command. Without the memory, only "share" and follow-ups are lost.
  if (!command.hidden) {
    await bestEffort(
      () =>
        write(db, model.plan.id, (trx) => keepMemory(trx, request, { ...outcome, line, answers, leaves }), {
          canBeLeftOut: true,
        }),
      () => log.warn({ code: 'not-remembered' }, REFUSED_BY_DISK),
    )
  }
  if (isShared) return { ...replyOf(outcome, request), shared: true }
  const open = command.hidden || outcome.question ? undefined : leaves
  const isShareable = isAside(place) && !command.hidden && !outcome.question && line.length <= LONGEST_BUTTON
  return replyOf(withOpenQuestion(isShareable ? withShare(outcome, line) : outcome, open), request)
}

/** @throws UserError that names the line, if it is not understood */
function behindFile(line: NonNullable<Outcome['instead']>, request: KnownContext): HeardCommand {
  try {
    return commandBehind(line, request)
  } catch (error) {
    if (!(error instanceof UserError) || typeof line !== 'string') throw error
    throw new UserError(
      'not-understood',
      `“${saidBack(line)}” is no question that I understand, so there is no file of its answer. For example: export overdue`,
      ['export overdue'],
    )
  }
}

/** Reminds of the question that is still open. */
function withOpenQuestion(outcome: Outcome, open: HeardCommand['leaves']): Outcome {
  if (!open) return outcome
  const { message } = outcome
  return {
    ...outcome,
    message: { ...message, blocks: [...message.blocks, context(`Still open: ${open.text}`)] },
  }
}

/**
 * Asks what was meant.
 * @throws UserError with suggestions if nothing was understood, or if the speaker may not use the command that was meant
 */
export async function askBack(reading: Reading, request: KnownContext): Promise<Reply> {
  const meant = request.commands.get(reading.command ?? '')
  if (meant) checkMayUse(meant, request.speaker)
  if (reading.certainty === 'none') throw new UserError('not-understood', reading.reason, reading.suggestions)
  if (reading.certainty === 'sure') throw new Error(`no command ${reading.command}`)
  const { db, model } = request
  const question = {
    text: reading.question,
    options: reading.options,
    answerLine: reading.answerLine ?? null,
    ...(reading.isYesNo ? { isYesNo: reading.isYesNo } : {}),
  }
  const itemId = onlyItem(reading.args, request)
  await write(db, model.plan.id, (trx) =>
    keepMemory(trx, request, { question, ...(itemId === undefined ? {} : { itemId }) }),
  )
  return replyOf({ message: sentence(reading.question), question, waits: true }, request)
}

export async function dismiss(request: KnownContext): Promise<Reply> {
  const { db, model, conversationKey } = request
  await write(db, model.plan.id, (trx) => endQuestion(trx, conversationKey))
  return replyOf({ message: sentence('Left as it is.') }, request)
}

/** The id of the single item that a reading is about. */
function onlyItem(args: Bindings | undefined, { model }: KnownContext): number | undefined {
  const { ref, refs = ref === undefined ? [] : [ref] } = (args ?? {}) as {
    ref?: string
    refs?: readonly string[]
  }
  const [only, ...others] = refs
  return only !== undefined && others.length === 0 ? bearerOf(model, only)?.id : undefined
}

function withShare(outcome: Outcome, line: string): Outcome {
  const { message } = outcome
  const share = buttons({ label: 'Share here', line: `share answer ${line}` })
  return { ...outcome, message: { ...message, blocks: [...message.blocks, share] } }
}
