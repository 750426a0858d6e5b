import type { Submission } from '../domain/question.ts'
import { paragraph, sentence } from '../message.ts'
import { nameGiven, requestLink } from '../people/linking.ts'
import type { Reply } from '../platform.ts'
import { once } from './idempotent.ts'
import { refusal, replyOf } from './replies.ts'
import { type Arrived, STRANGER } from './turn.ts'

/** A stranger hears how to be linked, or asks to be: nothing else of the plan is looked at for them. */
export async function toStranger(said: string | Submission, arrived: Arrived): Promise<Reply> {
  const wanted = typeof said === 'string' ? nameGiven(said) : undefined
  if (wanted !== undefined) {
    const { incoming } = arrived
    return once(arrived, (trx, situation) => requestLink(trx, { situation, incoming, wanted }))
  }
  const isHelp = typeof said === 'string' && HELP.test(said)
  return isHelp
    ? replyOf({ message: sentence(STRANGER, paragraph(ABOUT)) }, arrived.situation.commands)
    : refusal('refused', STRANGER)
}

const HELP = /^\W*(?:wsoa\W+)?(?:help|hi|hello|hey|start|what can (?:you|i))\b/i
const ABOUT =
  'This bot keeps an improvement plan: action owners post how things stand, officers ask what is overdue, boards see what changed.'
