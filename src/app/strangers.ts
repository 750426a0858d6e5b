import { firstOf } from '../domain/first-of.ts'
import { planNamed } from '../domain/plan-name.ts'
import { cleanText } from '../domain/text.ts'
import { paragraph, sentence } from '../message.ts'
import { nameGiven, requestLink } from '../people/linking.ts'
import { proposalFor } from '../people/proposal.ts'
import type { Reply } from '../platform.ts'
import { idempotently } from './idempotent.ts'
import { checkChildren, checkIdentified } from './incoming.ts'
import { refusal, replyOf } from './replies.ts'
import { type RequestContext, STRANGER } from './request-context.ts'
import { isRunning, nameOf } from './which-plan.ts'

/** A longer line asks for no link. */
const MOST_READ = 1_000

/**
 * Tells a stranger how to be linked, or records their request. They are shown nothing of the plan, and of what they send
 * only a short line is read.
 */
export async function answerStranger(all: readonly RequestContext[]): Promise<Reply> {
  const first = firstOf(all)
  const { said } = first.incoming
  if (typeof said !== 'string' || said.length > MOST_READ) return refusal('refused', STRANGER)
  const line = cleanText(said)
  const wanted = nameGiven(line)
  if (wanted !== undefined) {
    checkIdentified(first.incoming)
    checkChildren([wanted])
    const { request, who } = planOf(wanted, all)
    return idempotently(request, (trx, rechecked) => requestLink(trx, rechecked, who))
  }
  return HELP.test(line)
    ? replyOf({ message: sentence(STRANGER, paragraph(ABOUT)) }, first)
    : refusal('refused', STRANGER)
}

/** The plan whose coordinator is asked: the one that they name, or else the first that has such a post or person. */
function planOf(
  wanted: string,
  all: readonly RequestContext[],
): { readonly request: RequestContext; readonly who: string } {
  const named = planNamed(
    wanted,
    all.map(({ model }) => nameOf(model)),
  )
  const called = named?.kind === 'one' && named.isAtEnd && all.find(({ model }) => model.plan.id === named.id)
  if (called) return { request: called, who: named.rest }
  const running = all.filter(isRunning)
  const candidates = running.length > 0 ? running : all
  const { profile, userId } = firstOf(all).incoming
  const asked = { wanted, userId, name: profile?.name ?? userId, email: profile?.email ?? null }
  const fitting = candidates.find((request) => proposalFor(request, asked).kind !== 'nobody')
  return { request: fitting ?? firstOf(candidates), who: wanted }
}

const HELP = /^\W*(?:wsoa\W+)?(?:help|hi|hello|hey|start|what can (?:you|i))\b/i
const ABOUT =
  'This bot keeps an improvement plan: action owners post how things stand, officers ask what is overdue, boards see what changed.'
