import { endQuestion } from '../../data/conversations.ts'
import { write } from '../../data/engine/engine.ts'
import type { Outcome } from '../command.ts'
import type { Bindings } from '../conversation/command/grammar.ts'
import type { Reading } from '../conversation/reading.ts'
import { UserError } from '../errors.ts'
import { buttons, sentence } from '../message.ts'
import type { Reply } from '../platform.ts'
import { bestEffort } from './best-effort.ts'
import { parsed } from './checks.ts'
import { replyOf } from './replies.ts'
import { isAside, type Situation } from './request-context.ts'
import { contextOf, keepTurn, type Turn } from './turn.ts'
import { commandBehind, type Heard } from './understand.ts'

/** Platforms cut or refuse a button that carries more. */
const LONGEST_BUTTON = 1_000

/** It is to be answered for everyone there to read. */
interface Sharing {
  readonly isShared?: true
}

/**
 * Looks a question up and answers it; what it was about is remembered, unless the disk refuses. A line that turns
 * out to stand for a change is answered with that.
 */
export async function query(
  { command, name, args, line, answers }: Heard,
  turn: Turn & Sharing,
): Promise<Reply | Heard> {
  const { db, log, situation, place, isShared } = turn
  const outcome = await command.run(contextOf(situation, db, place), parsed(name, command, args))
  if (outcome.instead !== undefined) {
    const instead = { ...commandBehind(outcome.instead, situation), answers }
    const sharing = outcome.shared ? { ...turn, isShared: true as const } : turn
    if (!instead.command.changes) return query(instead, sharing)
    if (sharing.isShared) throw new UserError('invalid', 'Only an answer can be shared.')
    return instead
  }
  // Without it only "share" and follow-ups are lost.
  const keep = () => write(db, place.planId, (trx) => keepTurn(trx, turn, { ...outcome, line }))
  // What comes without being asked for is no turn of the conversation.
  if (!command.hidden) await bestEffort({ log, code: 'not-remembered' }, keep)
  if (isShared) return { ...replyOf(outcome, situation.commands), shared: true }
  const isShareable =
    isAside(situation.whereabouts) && !command.hidden && !outcome.question && line.length <= LONGEST_BUTTON
  return replyOf(isShareable ? withShare(outcome, line) : outcome, situation.commands)
}

/** The bot asks, or says what it could do instead. */
export async function askBack(reading: Reading, turn: Turn): Promise<Reply> {
  if (reading.certainty === 'none') throw new UserError('not-understood', reading.reason, reading.suggestions)
  if (reading.certainty === 'sure') throw new Error(`no command ${reading.command}`)
  const { db, situation } = turn
  const question = {
    text: reading.question,
    options: reading.options,
    answerLine: reading.answerLine ?? null,
    ...(reading.isYesNo ? { isYesNo: reading.isYesNo } : {}),
  }
  const itemId = onlyItem(reading.args, situation)
  await write(db, turn.place.planId, (trx) =>
    keepTurn(trx, turn, { question, ...(itemId === undefined ? {} : { itemId }) }),
  )
  return replyOf({ message: sentence(reading.question), question, waits: true }, situation.commands)
}

/** A question is left as it is. */
export async function dismiss({ db, situation, place }: Turn): Promise<Reply> {
  await write(db, place.planId, (trx) => endQuestion(trx, place))
  return replyOf({ message: sentence('Left as it is.') }, situation.commands)
}

/** The single item that a reading is about. */
function onlyItem(args: Bindings | undefined, { model }: Situation): number | undefined {
  const { ref, refs = ref === undefined ? [] : [ref] } = (args ?? {}) as {
    ref?: string
    refs?: readonly string[]
  }
  return refs.length === 1 ? model.items.find((item) => item.ref === refs[0])?.id : undefined
}

/** In a channel the asker alone sees an answer, and may show it to the others. */
function withShare(outcome: Outcome, line: string): Outcome {
  const { message } = outcome
  const share = buttons({ label: 'Share here', line: `share answer ${line}` })
  return { ...outcome, message: { ...message, blocks: [...message.blocks, share] } }
}
