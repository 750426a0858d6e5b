import type { Database, Writing } from '../../data/database.ts'
import { forgetLast, hasGoneOn, keepLast, type LastSaid, lastSaidBy } from '../../data/last-said.ts'
import { context } from '../message.ts'
import type { Reply } from '../platform.ts'
import type { RequestContext } from './request-context.ts'

/** How long a platform takes that brings the same words again under another key, in milliseconds. */
const RETRY_MS = 30_000

/**
 * The reply to the same words, if this person changed something by them just now, and has since neither changed anything nor been
 * asked anything.
 */
export async function repliedJustNow(
  using: Database | Writing,
  request: RequestContext,
): Promise<Reply | undefined> {
  const words = wordsOf(request)
  if (words === undefined) return undefined
  const last = await lastSaidBy(using, speakerOf(request))
  const age = request.now.getTime() - Date.parse(last?.receivedAt ?? '')
  if (last?.words !== words || !(age >= 0 && age <= RETRY_MS) || !request.speaker) return undefined
  const { personId } = request.speaker
  if (await hasGoneOn(using, { personId, since: last.receivedAt })) return undefined
  const reply = JSON.parse(last.reply) as Reply
  return { ...reply, message: { ...reply.message, blocks: [context(TWICE), ...reply.message.blocks] } }
}

/**
 * Keeps the words by which somebody changed something, and what they were told. What was changed by a press, a form or a
 * slash command ends what was said before: to say that again is to mean it again.
 */
export async function keepJustSaid(trx: Writing, request: RequestContext, reply: Reply): Promise<void> {
  const words = reply.waits ? undefined : wordsOf(request)
  if (words === undefined) return forgetLast(trx, speakerOf(request))
  const { now, model } = request
  await keepLast(trx, speakerOf(request), { words, reply: JSON.stringify(reply), planId: model.plan.id, now })
}

/** What was typed, and where; undefined for a platform that knows each message again, and for a press or a form. */
function wordsOf({ incoming }: RequestContext): string | undefined {
  const { said, message, isEdited, nonce, conversation, files = [] } = incoming
  if (typeof said !== 'string' || message === undefined || isEdited || nonce !== undefined) return undefined
  return [conversation, said, ...files.map(({ link }) => link)].join(' ')
}

function speakerOf({ incoming: { platform, tenant, userId } }: RequestContext): LastSaid['speaker'] {
  return { platform, tenant, userId }
}

const TWICE =
  'The same words came twice within half a minute, and count once. If you mean them twice, say them again a little later.'
