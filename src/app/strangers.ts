import type { Submission } from '../domain/question.ts'
import { paragraph, sentence } from '../message.ts'
import { nameGiven, requestLink } from '../people/linking.ts'
import type { Reply } from '../platform.ts'
import { idempotently } from './idempotent.ts'
import { refusal, replyOf } from './replies.ts'
import { type RequestContext, STRANGER } from './request-context.ts'

/** Tells a stranger how to be linked, or records their request. They are shown nothing of the plan. */
export async function answerStranger(said: string | Submission, request: RequestContext): Promise<Reply> {
  const wanted = typeof said === 'string' ? nameGiven(said) : undefined
  if (wanted !== undefined) {
    return idempotently(request, (trx, rechecked) => requestLink(trx, rechecked, wanted))
  }
  const isHelp = typeof said === 'string' && HELP.test(said)
  return isHelp
    ? replyOf({ message: sentence(STRANGER, paragraph(ABOUT)) }, request.commands)
    : refusal('refused', STRANGER)
}

const HELP = /^\W*(?:wsoa\W+)?(?:help|hi|hello|hey|start|what can (?:you|i))\b/i
const ABOUT =
  'This bot keeps an improvement plan: action owners post how things stand, officers ask what is overdue, boards see what changed.'
