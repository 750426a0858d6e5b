import { failureOf } from '../../../data/engine/failure.ts'
import type { Subject } from '../../domain/delivery.ts'
import { holdsChild } from '../../domain/held-back.ts'
import { callsBeside } from '../asked-together.ts'
import type { Composed, Composing } from '../composition.ts'
import { type Call, callMessage, callSubject, callsMessage } from './call-message.ts'
import { withWhomToTell } from './reminder-by-mail.ts'

type Nothing = Extract<Composed, { kind: 'nothing' }>

/** Finds what one person is asked for in one plan. */
type CallOf = (composing: Composing) => Promise<Call | Nothing>

/** The call for updates to one person: one message of all that their plans ask for on that day. */
export async function told(composing: Composing, callOf: CallOf): Promise<Composed> {
  const own = await callOf(composing)
  if (own.kind === 'nothing') return own
  const others = await othersToTell(composing, callOf)
  if (others.length === 0) {
    const message = await withWhomToTell(composing, callMessage(own), [own])
    return { kind: 'message', message, subject: callSubject(own) }
  }
  const all = [own, ...others]
  const plans = [...new Set(all.map(({ composing: { model } }) => model.plan.code))]
  const subject = (call: Call): Subject => ({ ...callSubject(call), plans })
  return {
    kind: 'message',
    message: await withWhomToTell(composing, callsMessage(all), all),
    subject: subject(own),
    within: others.map((call) => ({
      composing: call.composing,
      message: callMessage(call),
      subject: subject(call),
    })),
  }
}

/** What the person is asked for besides; without another plan each call goes alone. */
async function othersToTell(composing: Composing, callOf: CallOf): Promise<readonly Call[]> {
  const others: Call[] = []
  for (const each of await callsBeside(composing)) {
    const call = await tellable(each, callOf)
    if (call) others.push(call)
  }
  const isOther = ({ composing: { model } }: Call) => model.plan.id !== composing.model.plan.id
  return others.some(isOther) ? others : []
}

/** What cannot be told stays by itself, so that only its own plan has to settle it. */
async function tellable(composing: Composing, callOf: CallOf): Promise<Call | undefined> {
  try {
    const call = await callOf(composing)
    return call.kind === 'call' && !holdsChild(callMessage(call)) ? call : undefined
  } catch (error) {
    if (failureOf(error)) throw error
    // It fails again in its own turn, which says so.
    return undefined
  }
}
