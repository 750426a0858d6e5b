import { cleanText } from '../domain/text.ts'
import { paragraph, sentence } from '../message.ts'
import { nameGiven, requestLink } from '../people/linking.ts'
import type { Reply } from '../platform.ts'
import { idempotently } from './idempotent.ts'
import { checkChildren, checkIdentified } from './incoming.ts'
import { refusal, replyOf } from './replies.ts'
import { type RequestContext, STRANGER } from './request-context.ts'

/** A longer line asks for no link. */
const MOST_READ = 1_000

/**
 * Tells a stranger how to be linked, or records their request. They are shown nothing of the plan, and of what they send
 * only a short line is read.
 */
export async function answerStranger(request: RequestContext): Promise<Reply> {
  const { said } = request.incoming
  if (typeof said !== 'string' || said.length > MOST_READ) return refusal('refused', STRANGER)
  const line = cleanText(said)
  const wanted = nameGiven(line)
  if (wanted !== undefined) {
    checkIdentified(request.incoming)
    checkChildren([wanted])
    return idempotently(request, (trx, rechecked) => requestLink(trx, rechecked, wanted))
  }
  return HELP.test(line)
    ? replyOf({ message: sentence(STRANGER, paragraph(ABOUT)) }, request)
    : refusal('refused', STRANGER)
}

const HELP = /^\W*(?:wsoa\W+)?(?:help|hi|hello|hey|start|what can (?:you|i))\b/i
const ABOUT =
  'This bot keeps an improvement plan: action owners post how things stand, officers ask what is overdue, boards see what changed.'
