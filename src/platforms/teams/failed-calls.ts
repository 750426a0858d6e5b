import type { Logger } from 'pino'
import { splitConversation } from './message-id.ts'
import { CallFailed, type Connector, type Sdk } from './sdk.ts'

/** The paths of Teams' methods, with dots in the place of ids. */
const METHODS = {
  post: 'POST v3/conversations/…/activities',
  answer: 'POST v3/conversations/…/activities/…',
  change: 'PUT v3/conversations/…/activities/…',
  begin: 'POST v3/conversations',
  openChat: 'POST v3/conversations',
  member: 'GET v3/conversations/…/members/…',
} as const satisfies Record<keyof Connector, string>

/** An SDK whose calls are logged when they fail: the method, the kind of place and the status. No ids, and no words. */
export function withFailuresLogged(sdk: Sdk, log: Logger): Sdk {
  return {
    ...sdk,
    receive: (authorization, activity, turn) =>
      sdk.receive(authorization, activity, (connector) => turn(logging(connector, log))),
    connect: async (serviceUrl) => logging(await sdk.connect(serviceUrl), log),
  }
}

function logging(connector: Connector, log: Logger): Connector {
  const watched = async <Answer>(
    call: Promise<Answer>,
    { method, place }: { method: keyof Connector; place: string },
  ): Promise<Answer> => {
    try {
      return await call
    } catch (error) {
      log.warn({ code: 'teams', method: METHODS[method], place, ...whyIn(error) }, 'a call to Teams failed')
      throw error
    }
  }
  return {
    post: (conversation, ...more) =>
      watched(connector.post(conversation, ...more), { method: 'post', place: kindOfPlace(conversation) }),
    answer: (to, ...more) =>
      watched(connector.answer(to, ...more), { method: 'answer', place: kindOfPlace(to.conversation) }),
    change: (which, ...more) =>
      watched(connector.change(which, ...more), { method: 'change', place: kindOfPlace(which.conversation) }),
    begin: (...given) => watched(connector.begin(...given), { method: 'begin', place: 'channel' }),
    openChat: (...given) =>
      watched(connector.openChat(...given), { method: 'openChat', place: 'direct message' }),
    member: (conversation, ...more) =>
      watched(connector.member(conversation, ...more), {
        method: 'member',
        place: kindOfPlace(conversation),
      }),
  }
}

/** A thread has the id of its head behind the channel's; the ids of chats with many end in `thread.v2`. */
function kindOfPlace(conversation: string): string {
  const { place, root } = splitConversation(conversation)
  if (root !== null) return 'thread in a channel'
  if (/^19:.*@thread\.(tacv2|skype)$/.test(place)) return 'channel'
  return /^19:.*@thread\.v2$/.test(place) ? 'group chat' : 'direct message'
}

function whyIn(error: unknown): { readonly status?: number; readonly error: string } {
  return {
    ...(error instanceof CallFailed && error.status !== null ? { status: error.status } : {}),
    error: error instanceof Error ? error.name : typeof error,
  }
}
