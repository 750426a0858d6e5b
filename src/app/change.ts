import { findQuestion, freeNonce, useNonce } from '../../data/conversations.ts'
import type { Writing } from '../../data/database.ts'
import { bestEffort } from '../../data/engine/best-effort.ts'
import { write } from '../../data/engine/engine.ts'
import { seenNow } from '../../data/trail-since.ts'
import type { Context, Outcome } from '../command.ts'
import { UserError } from '../errors.ts'
import type { Reply } from '../platform.ts'
import { askIfChanged } from './changed-since.ts'
import { askIfFew } from './few-children.ts'
import { idempotently, isPressedAgain } from './idempotent.ts'
import { checkIdentified } from './incoming.ts'
import { keepMemory } from './memory.ts'
import { type KnownContext, REFUSED_BY_DISK, type RequestContext } from './request-context.ts'
import { commandContext, type HeardCommand, preparedCommand, runCommand } from './run-command.ts'
import { commandBehind } from './understand.ts'

/** How many lines may stand for one another: a button's, the line it stands for, and that line's. */
const MOST_STEPS = 3

/** Makes a change. The trail keeps a refusal. */
export async function change(heard: HeardCommand, request: KnownContext): Promise<Reply> {
  try {
    const prepared = await preparedCommand(heard, request)
    return await idempotently(
      request,
      (trx, rechecked) => makeChange(prepared, trx, { request, rechecked }),
      heard.line,
    )
  } catch (error) {
    if (error instanceof UserError && error.code === 'refused' && !request.incoming.isUnchecked) {
      await bestEffort(
        () => keepRefusal(heard, request),
        () => request.log.warn({ code: 'not-in-trail' }, REFUSED_BY_DISK),
      )
    }
    throw error
  }
}

async function makeChange(
  heard: HeardCommand,
  trx: Writing,
  { request, rechecked }: { request: KnownContext; rechecked: RequestContext },
): Promise<Outcome> {
  const { conversationKey, incoming, now } = request
  const { nonce } = incoming
  if (nonce !== undefined && !(await useNonce(trx, { ...conversationKey, nonce, now }))) {
    throw new UserError(
      'conflict',
      'That was pressed or sent already; nothing was changed twice. To say something else, open it again.',
    )
  }
  if (heard.answers !== undefined && (await findQuestion(trx, conversationKey, now))?.id !== heard.answers) {
    throw new UserError('conflict', 'That question was answered already; nothing was changed twice.')
  }
  const outcome = await withMark(
    trx,
    await run(heard, commandContext(rechecked, trx, conversationKey), rechecked),
  )
  // A form that opens, or a question, changes nothing yet.
  if (!outcome.waits) checkIdentified(incoming)
  if (nonce !== undefined && isPressedAgain(outcome, incoming)) {
    await freeNonce(trx, { ...conversationKey, nonce })
  }
  await keepMemory(trx, { ...rechecked, conversationKey }, { ...outcome, answers: heard.answers })
  return outcome
}

/** Marks each form with what its reader is shown with it. */
async function withMark(trx: Writing, outcome: Outcome): Promise<Outcome> {
  const { message } = outcome
  if (!message.blocks.some(({ kind }) => kind === 'form')) return outcome
  const seen = await seenNow(trx)
  const blocks = message.blocks.map((block) =>
    block.kind === 'form' ? { ...block, adds: { ...block.adds, seen } } : block,
  )
  return { ...outcome, message: { ...message, blocks } }
}

/** Runs a command, or the command that its line stands for. */
async function run(first: HeardCommand, context: Context, request: RequestContext): Promise<Outcome> {
  let current = first
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const outcome =
      (await askIfChanged(current, context)) ?? askIfFew(current) ?? (await runCommand(current, context))
    if (outcome.instead === undefined) return outcome
    const { mayTellOfFew } = current
    current = {
      ...commandBehind(outcome.instead, request),
      seen: outcome.seen,
      ...(mayTellOfFew ? { mayTellOfFew } : {}),
    }
  }
  throw new UserError('invalid', 'That button leads nowhere.')
}

/** Adds a refusal to the trail; nothing else changes. The arguments are not checked yet: only items of the plan are named. */
async function keepRefusal({ name, args }: HeardCommand, request: KnownContext): Promise<void> {
  const { item, ref, refs, request: number } = args as Readonly<Record<string, unknown>>
  const given: readonly unknown[] = Array.isArray(refs) ? refs : [ref ?? item]
  const named = request.model.items.filter((each) => given.includes(each.ref)).map((each) => each.ref)
  await write(request.db, request.model.plan.id, (trx) =>
    commandContext(request, trx, request.conversationKey).trail({
      action: 'refused',
      ref: named[0] ?? null,
      before: null,
      after: {
        command: name,
        ...(named.length > 1 ? { refs: named } : {}),
        ...(typeof number === 'number' ? { request: number } : {}),
      },
    }),
  )
}
