import { findQuestion, freeNonce, useNonce } from '../../data/conversations.ts'
import type { Writing } from '../../data/database.ts'
import { write } from '../../data/engine/engine.ts'
import type { Context, Outcome } from '../command.ts'
import { UserError } from '../errors.ts'
import type { Reply } from '../platform.ts'
import { bestEffort } from './best-effort.ts'
import { parsed } from './checks.ts'
import { isPressedAgain, once } from './idempotent.ts'
import type { Situation } from './request-context.ts'
import { contextOf, keepTurn, type Turn } from './turn.ts'
import { commandBehind, type Heard } from './understand.ts'

/** A change that is to be made. */
interface Changing extends Turn {
  readonly asked: Heard
}

/** A button's line may stand for another; no further than that. */
const MOST_STEPS = 3

/** Makes a change; that it was refused is kept in the trail. */
export async function change(asked: Heard, turn: Turn): Promise<Reply> {
  try {
    return await once({ ...turn, asked }, changeIn)
  } catch (error) {
    if (error instanceof UserError && error.code === 'refused') {
      await bestEffort({ log: turn.log, code: 'not-in-trail' }, () => keepRefusal(asked, turn))
    }
    throw error
  }
}

async function changeIn(
  trx: Writing,
  situation: Situation,
  { asked, incoming, place }: Changing,
): Promise<Outcome> {
  const { nonce } = incoming
  const { now } = situation
  if (nonce !== undefined && !(await useNonce(trx, { ...place, nonce, now }))) {
    throw new UserError('conflict', 'That was pressed or sent already; nothing was changed twice.')
  }
  if (asked.answers !== undefined && (await findQuestion(trx, place, now))?.id !== asked.answers) {
    throw new UserError('conflict', 'That question was answered already; nothing was changed twice.')
  }
  const outcome = await carryOut(asked, contextOf(situation, trx, place))
  if (nonce !== undefined && isPressedAgain(outcome, incoming)) await freeNonce(trx, { ...place, nonce })
  await keepTurn(trx, { place, situation }, outcome)
  return outcome
}

/** Runs a command, and the line it stands for if it stands for one. */
async function carryOut(first: Heard, context: Context): Promise<Outcome> {
  let current = first
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const outcome = await current.command.run(context, parsed(current.name, current.command, current.args))
    if (outcome.instead === undefined) return outcome
    current = commandBehind(outcome.instead, context)
  }
  throw new UserError('invalid', 'That button leads nowhere.')
}

/** A refusal changes nothing but the trail. */
async function keepRefusal({ name, args }: Heard, { db, situation, place }: Turn): Promise<void> {
  const {
    item,
    ref = item,
    refs,
    request,
  } = args as Partial<Record<'item' | 'ref', string>> & {
    refs?: readonly string[]
    request?: number
  }
  const named = refs ?? (ref === undefined ? [] : [ref])
  await write(db, place.planId, (trx) =>
    contextOf(situation, trx, place).trail({
      action: 'refused',
      ref: named[0] ?? null,
      before: null,
      after: {
        command: name,
        ...(named.length > 1 ? { refs: named } : {}),
        ...(request === undefined ? {} : { request }),
      },
    }),
  )
}
