import type { RespondFn } from '@slack/bolt'
import type { KnownBlock } from '@slack/web-api'
import type { Answering, Host, Kept, Reply } from '../../platform.ts'
import type { SlackPage } from '../../render/slack/plainer.ts'
import { renderSlack } from '../../render/slack.ts'
import { headOf, isOwn, type Where } from './places.ts'

/** For whom an answer is, and where. */
interface For {
  readonly userId: string
  /** Undefined for the Home tab, which is no place for messages: the answer goes to the person. */
  readonly where: Where | undefined
  /** All who are there, or whoever asked alone. */
  readonly to: 'asker' | 'everyone'
  /** Slack's key of what is answered. */
  readonly key: string | null
  /** It is told in another way first. */
  readonly isToldFirst?: true
}

/** Where an answer goes that is sent as messages. */
export function answeringTo({ userId: asker, where, to, key, isToldFirst }: For, teamId: string): Answering {
  const isThere = where !== undefined && (where.kind !== 'others' || to === 'everyone')
  const channel = isThere ? where.channel : null
  const isAside = to === 'asker' && !(isThere && isOwn(where))
  return {
    key,
    to: { platform: 'slack', tenant: teamId, channel, userId: isAside ? asker : null, name: '' },
    under: isThere ? headOf(where) : null,
    asker,
    ...(isToldFirst ? { isToldFirst } : {}),
  }
}

/** Keeps a reply, to be sent as messages where it was asked for. */
export type KeepReply = (
  reply: Pick<Reply, 'message' | 'thread' | 'isUnkept' | 'kept'>,
  asked: For,
) => Promise<Kept>

export function createKeepReply(keep: Host['keep'], teamId: string): KeepReply {
  return ({ message, thread, isUnkept, kept }, asked) =>
    keep({
      ...answeringTo(asked, teamId),
      message,
      ...(thread ? { thread } : {}),
      ...(isUnkept ? { isUnkept } : {}),
      ...(kept ? { kept } : {}),
    })
}

export function pagesOf({ message, thread = [] }: Pick<Reply, 'message' | 'thread'>): readonly SlackPage[] {
  return [message, ...thread].flatMap((each) => renderSlack(each))
}

/** A page as arguments of a Slack call. */
export function shown({ text, blocks }: SlackPage): { text: string; blocks: KnownBlock[] } {
  return { text, blocks: blocks as unknown as KnownBlock[] }
}

/** Slack accepts five responses to one request. One is kept for replacing or deleting the original message. */
const MOST_RESPONSES = 4

/**
 * Tells the pages that are left by the response address of a request. Those beyond its limit, and those it does not take,
 * are delivered as messages.
 */
export async function respondWith(
  pages: readonly SlackPage[],
  {
    respond,
    to,
    kept,
    told = 0,
    failed,
  }: {
    respond: RespondFn
    to: 'ephemeral' | 'in_channel'
    kept: Kept
    /** How many pages Slack has shown already. */
    told?: number
    failed: (error: unknown) => void
  },
): Promise<void> {
  let taken = told
  try {
    for (const page of pages.slice(told, told + MOST_RESPONSES)) {
      if (taken > 0) await kept.arrived(taken)
      await responded(respond, { response_type: to, replace_original: false, ...shown(page) })
      taken += 1
    }
  } catch (error) {
    failed(error)
  }
  if (taken >= pages.length) return kept.arrived()
  if (taken > 0) await kept.arrived(taken)
  await kept.deliver()
}

/** Responds once. @throws also when Slack says in the body of a good answer that it was not taken */
export async function responded(
  respond: RespondFn,
  answer: Exclude<Parameters<RespondFn>[0], string>,
): Promise<void> {
  const text = await (await respond(answer)).text()
  if (/^\s*\{.*"ok"\s*:\s*false/s.test(text)) throw new NotTaken('Slack did not take a response')
}

class NotTaken extends Error {
  override name = 'NotTaken'
}
