import type { Logger } from 'pino'
import type { Message } from '../../message.ts'
import type { Answering, Host, Reply } from '../../platform.ts'
import type { TeamsPage } from '../../render/teams/plainer.ts'
import { type Activity, isPersonal, placeIn } from './activity.ts'
import { activityOf, type Cards } from './cards.ts'
import { messageIdOf, splitConversation } from './message-id.ts'
import { outcomeOf } from './outcome.ts'
import type { Pace } from './pacing.ts'
import type { Speaker } from './people.ts'
import type { Connector } from './sdk.ts'

/** The response to a request of Teams. An invoke wants a body. */
export interface Answer {
  readonly status: number
  readonly body?: unknown
  /**
   * What remains to be done once the response is given. Teams sends an activity again that is not responded to within
   * fifteen seconds, so nothing is said before.
   */
  readonly after?: () => Promise<unknown>
}

export const DONE: Answer = { status: 200 }

interface Spoken {
  readonly activity: Activity
  readonly speaker: Speaker
}

/** Where an answer goes: to the conversation where it was asked for, in a channel in the thread, read by all. */
export function answeringTo(
  { activity, speaker: { tenant, userId } }: Spoken,
  {
    key = keyOf(activity),
    ...first
  }: { readonly key?: string | undefined; readonly isToldFirst?: true } = {},
): Answering {
  const isOwn = isPersonal(activity)
  const { place, root } = splitConversation(activity.conversation.id)
  const isInChannel = activity.conversation.conversationType === 'channel'
  return {
    key,
    to: { platform: 'teams', tenant, channel: isOwn ? null : place, userId: isOwn ? userId : null, name: '' },
    under: isInChannel ? messageIdOf({ place, root: null, activityId: root ?? activity.id }) : null,
    asker: userId,
    ...first,
  }
}

/** Keeps a reply, to be said in the conversation where it was asked for. */
export type KeepReply = (
  spoken: Spoken,
  reply: Pick<Reply, 'message' | 'thread' | 'isUnkept' | 'kept'>,
  how?: { readonly key?: string | undefined; readonly isToldFirst?: true },
) => ReturnType<Host['keep']>

export function createKeepReply(keep: Host['keep']): KeepReply {
  return (spoken, { message, thread, isUnkept, kept }, how) =>
    keep({
      ...answeringTo(spoken, how),
      message,
      ...(thread ? { thread } : {}),
      ...(isUnkept ? { isUnkept } : {}),
      ...(kept ? { kept } : {}),
    })
}

/** The key by which an activity is known when Teams sends it again. */
export function keyOf({ channelId, conversation, id }: Activity): string {
  return `${channelId}:${conversation.id}:${id}`
}

/** The response to an activity, after which its reply is said. The reply is on disk before Teams is responded to. */
export async function sayAfter(
  spoken: Spoken,
  { keepReply }: { readonly keepReply: KeepReply },
  {
    reply,
    response = DONE,
    key,
  }: {
    readonly reply: Pick<Reply, 'message' | 'thread' | 'isUnkept' | 'kept'>
    readonly response?: Answer
    readonly key?: string
  },
): Promise<Answer> {
  const { deliver } = await keepReply(spoken, reply, { key })
  return { ...response, after: deliver }
}

/** Teams stops waiting for a response after ten to fifteen seconds. */
const PATIENCE_MS = 8_000

interface Answered {
  readonly activity: Activity
  readonly connector: Connector
}

/** What is said at once in the conversation of an activity, and is nothing that anybody would miss. */
export interface Answers {
  readonly say: (answered: Answered, message: Message) => Promise<void>
  readonly post: (answered: Answered, pages: readonly TeamsPage[]) => Promise<void>
  /** Shows a page in the place of an earlier message. False when Teams did not accept that. */
  readonly replace: (answered: Answered, activityId: string, page: TeamsPage) => Promise<boolean>
}

interface Needs {
  readonly cards: Cards
  readonly pace: Pace
  readonly machineNow: () => Date
  readonly log: Logger
}

export function createAnswers(needs: Needs): Answers {
  const post: Answers['post'] = async ({ activity, connector }, pages) => {
    const to = { conversation: activity.conversation.id, activityId: activity.id }
    for (const page of pages) {
      const isThere = await attempt(needs, activity, (deadline) =>
        connector.answer(to, activityOf(page), deadline),
      )
      if (!isThere) return
    }
  }
  return {
    post,
    say: async (answered, message) => post(answered, await needs.cards.pages(message)),
    replace: async ({ activity, connector }, activityId, page) => {
      const which = { conversation: activity.conversation.id, activityId }
      return attempt(needs, activity, (deadline) => connector.change(which, activityOf(page), deadline))
    },
  }
}

/** Whether a call succeeded. A failure is only logged, since what was said is on disk already. */
async function attempt(
  { pace, machineNow, log }: Needs,
  activity: Activity,
  call: (deadline: AbortSignal) => Promise<unknown>,
): Promise<boolean> {
  const deadline = AbortSignal.timeout(PATIENCE_MS)
  if (!(await pace(placeIn(activity), deadline))) return false
  try {
    await call(deadline)
    return true
  } catch (error) {
    const { state } = outcomeOf(error, machineNow())
    log.warn({ code: 'teams-answer', state, type: activity.type }, 'an answer did not arrive')
    return false
  }
}
