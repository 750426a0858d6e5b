import type { Logger } from 'pino'
import type { Address, Sender, Sending, Sent } from '../../platform.ts'
import type { Cards } from './cards.ts'
import { isLoopbackUrl } from './loopback.ts'
import { conversationOf, messageIdOf, placeOf } from './message-id.ts'
import { outcomeOf } from './outcome.ts'
import type { Pace } from './pacing.ts'
import type { Known, Memory } from './reference.ts'
import type { Connector, Outgoing, Sdk } from './sdk.ts'

interface Needs {
  readonly sdk: Pick<Sdk, 'connect'>
  readonly memory: Memory
  readonly cards: Cards
  readonly pace: Pace
  readonly now: () => Date
  readonly log: Logger
  /** Without authentication nothing is sent to another machine. */
  readonly loopbackOnly: boolean
}

/** Where one message goes, once it is known. */
interface Target {
  readonly connector: Connector
  readonly known: Known
  readonly place: string
  /** The head of the thread; in a channel, null begins one. */
  readonly root: string | null
}

/** Until when, and whether it is still ours. */
type Asked = Pick<Sending, 'deadline' | 'mayPost'>

type Failed = Exclude<Sent, { state: 'sent' }>

export function createSender(needs: Needs): Sender {
  const { sdk, memory, cards, pace, now, log, loopbackOnly } = needs

  async function send({ to, message, under, ...asked }: Sending): Promise<Sent> {
    const known = await reach(to)
    if ('state' in known) return known
    const pages = await cards.activities(message, to.channel !== null)
    const connector = await sdk.connect(known.serviceUrl)
    const place = known.conversation ?? (await open({ to, known, connector }, asked.deadline))
    if (typeof place !== 'string') return place
    const target = { connector, known, place, root: rootOf(under, { known, place }) }
    return sendPages(target, pages, asked)
  }

  /** Further pages follow in the thread of the first; when one of them fails, the whole may not be sent again. */
  async function sendPages(
    target: Target,
    [first, ...more]: readonly Outgoing[],
    asked: Asked,
  ): Promise<Sent> {
    if (!first) return { state: 'refused', reason: 'the message is empty' }
    const sent = await attempt(target.place, asked, () => sendPage(target, first, asked.deadline))
    if (sent.state !== 'sent' || more.length === 0) return sent
    const head = sent.messageId === null ? undefined : placeOf(sent.messageId)
    const below = { ...target, root: target.known.kind === 'channel' ? rootUnder(target, head) : null }
    for (const page of more) {
      const next = await attempt(target.place, asked, () => sendPage(below, page, asked.deadline))
      if (next.state !== 'sent') return { state: 'unknown' }
    }
    return sent
  }

  async function sendPage(
    { connector, known, place, root }: Target,
    page: Outgoing,
    deadline: AbortSignal,
  ): Promise<Sent> {
    const { tenant, bot } = known
    const activityId =
      known.kind === 'channel' && root === null
        ? await connector.begin({ id: place, tenant, bot }, page, deadline)
        : await connector.post(conversationOf({ place, root }), page, deadline)
    return { state: 'sent', messageId: activityId === null ? null : messageIdOf({ place, root, activityId }) }
  }

  /** A chat that was asked for and not answered shows nothing to anybody: it can be asked for again. */
  async function open(
    { to, known, connector }: { to: Address; known: Known; connector: Connector },
    deadline: AbortSignal,
  ): Promise<string | Failed> {
    const { userId, tenant, bot } = known
    if (userId === null) return NEVER_MET
    try {
      const conversation = await connector.openChat({ userId, tenant, bot }, deadline)
      const renewed = (before: Known | undefined) => ({ ...(before ?? known), conversation })
      await memory.renew(to.tenant, keyOf(to), renewed)
      return conversation
    } catch (error) {
      const failed = outcomeOf(error, now())
      return failed.state === 'unknown' ? { state: 'later', seconds: null } : failed
    }
  }

  async function reach(to: Address): Promise<Known | Failed> {
    const known = await memory.find(to.tenant, keyOf(to))
    if (!known) return to.channel === null ? NEVER_MET : NEVER_SEEN
    return loopbackOnly && !isLoopbackUrl(known.serviceUrl) ? NOT_HERE : known
  }

  async function attempt(
    place: string,
    { deadline, mayPost }: Asked,
    call: () => Promise<Sent>,
  ): Promise<Sent> {
    if (!(await pace(place, deadline)) || !(await mayPost())) return { state: 'later', seconds: null }
    try {
      return await call()
    } catch (error) {
      const failed = outcomeOf(error, now())
      log.warn({ code: 'teams-send', state: failed.state }, 'a message was not sent, or may not have been')
      return failed
    }
  }

  return {
    name: 'teams',
    send,
    edit: async ({ to, message, messageId, ...asked }) => {
      const known = await reach(to)
      if ('state' in known) return known
      const which = placeOf(messageId)
      const [first] = await cards.activities(message, to.channel !== null)
      if (!which || !first) return { state: 'refused', reason: 'that message is not one of Teams' }
      const connector = await sdk.connect(known.serviceUrl)
      const { place, activityId } = which
      const root = which.root ?? (known.kind === 'channel' ? activityId : null)
      return attempt(place, asked, async () => {
        const conversation = conversationOf({ place, root })
        await connector.change({ conversation, activityId }, first, asked.deadline)
        return { state: 'sent', messageId }
      })
    },
    // Reading a channel back needs a consent over all of its messages, which we do not ask for.
    find: async () => ({ state: 'cannot-look' }),
  }
}

const NEVER_SEEN: Failed = {
  state: 'refused',
  reason: 'the app was never seen in that channel: add it to the team, and mention it there once',
}
const NEVER_MET: Failed = {
  state: 'refused',
  reason: 'Teams has not told the bot how to reach them: they need to write to it once',
}
const NOT_HERE: Failed = {
  state: 'refused',
  reason: 'TEAMS_ALLOW_UNAUTHENTICATED is set, and that conversation is on no tool of this machine',
}

function keyOf({ channel, userId }: Address): string {
  return channel ?? userId?.toLowerCase() ?? ''
}

/** Only a channel has threads; elsewhere what belongs under a message follows it. */
function rootOf(under: string | null, { known, place }: { known: Known; place: string }): string | null {
  const head = under === null || known.kind !== 'channel' ? undefined : placeOf(under)
  return head?.place === place ? (head.root ?? head.activityId) : null
}

function rootUnder({ root }: Target, head: ReturnType<typeof placeOf>): string | null {
  return root ?? head?.activityId ?? null
}
