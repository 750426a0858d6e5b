import { inTwo } from '../../message.ts'
import {
  type Address,
  done,
  ended,
  type Mended,
  type NotSent,
  type Refused,
  type Sender,
  type Sending,
  type Sent,
  type Step,
} from '../../platform.ts'
import type { TeamsPage } from '../../render/teams/plainer.ts'
import { showing } from '../plainness/plainness.ts'
import { ADDRESS } from './activity.ts'
import { activityOf, type Cards } from './cards.ts'
import { conversationOf, type MessagePlace, messageIdOf, placeOf } from './message-id.ts'
import { OF_PLACE, outcomeOf } from './outcome.ts'
import type { Pace } from './pacing.ts'
import type { Known, Memory } from './reference.ts'
import { type Connector, NotAMember, type Outgoing, type Sdk } from './sdk.ts'
import type { MayCall } from './service-address.ts'

interface Needs {
  readonly sdk: Pick<Sdk, 'connect'>
  readonly memory: Memory
  readonly cards: Cards
  readonly pace: Pace
  readonly machineNow: () => Date
  readonly mayCall: MayCall
}

/** How long Teams may take for one post, in milliseconds. */
const POST_MS = 15_000
const ASKING_MS = 5_000

/** Where a message goes. */
interface Target {
  readonly connector: Connector
  readonly known: Known
  readonly place: string
  /** The head of the thread. In a channel, null begins a thread. */
  readonly root: string | null
}

type Asked = Pick<Sending, 'deadline' | 'mayPost' | 'progress' | 'plainness'>

export function createSender(needs: Needs): Sender {
  return {
    name: 'teams',
    address: { inChannel: ADDRESS, inThread: ADDRESS },
    send: (sending) => send(needs, sending),
    edit: (editing) => edit(needs, editing),
    // Reading a channel needs consent to read all of its messages, which we do not ask for.
    find: async () => ({ state: 'cannot-look' }),
    isMended: (refused) => isMended(needs, refused),
  }
}

async function send(
  needs: Needs,
  { to, message, thread = [], under, isAnswer, ...asked }: Sending,
): Promise<Sent> {
  const reached = await reach(needs, to)
  if (reached.kind === 'ended') return reached.outcome
  const known = reached.value
  const isForMany = to.channel !== null && !isAnswer
  const pages: TeamsPage[] = []
  for (const each of inTwo([message, ...thread])) pages.push(...(await needs.cards.sent(each, isForMany)))
  const connector = await needs.sdk.connect(known.serviceUrl)
  const chat = await chatOf(needs, { to, known, connector }, asked.deadline)
  if (chat.kind === 'ended') return chat.outcome
  const place = chat.value
  return sendPages(needs, { connector, known, place, root: rootOf(under, { known, place }) }, pages, asked)
}

/** Sends the pages that are not there yet, each further one to the thread of the first. */
async function sendPages(
  needs: Needs,
  target: Target,
  pages: readonly TeamsPage[],
  asked: Asked,
): Promise<Sent> {
  if (pages.length === 0) return { state: 'refused', reason: 'the message is empty' }
  const { arrived = 0, messageId: known = null, keep } = asked.progress ?? {}
  const { send: show } = showing(asked)
  let messageId = known
  for (const [index, page] of pages.entries()) {
    if (index < arrived) continue
    const place = index === 0 ? target : below(target, messageId)
    const sent = await show(
      (plainness) => activityOf(page, plainness),
      (activity) =>
        attempt(needs, target.place, { ...asked, posts: pages.length }, () =>
          sendPage(place, activity, soon(asked.deadline)),
        ),
    )
    if (sent.kind === 'ended') return sent.outcome
    if (index === 0) messageId = sent.value
    if (pages.length > 1) await keep?.({ arrived: index + 1, messageId })
  }
  return { state: 'sent', messageId }
}

/** The SDK waits for ever, and the deadline of a message is for all of its posts. */
function soon(deadline: AbortSignal): AbortSignal {
  return AbortSignal.any([deadline, AbortSignal.timeout(POST_MS)])
}

/** Where what follows a message goes: in a channel, into its thread. */
function below(target: Target, messageId: string | null): Target {
  const head = messageId === null ? undefined : placeOf(messageId)
  return { ...target, root: target.known.kind === 'channel' ? rootUnder(target, head) : null }
}

async function sendPage(
  { connector, known, place, root }: Target,
  page: Outgoing,
  deadline: AbortSignal,
): Promise<string | null> {
  const { tenant, bot } = known
  const activityId =
    known.kind === 'channel' && root === null
      ? await connector.begin({ id: place, tenant, bot }, page, deadline)
      : await connector.post(conversationOf({ place, root }), page, deadline)
  return activityId === null ? null : messageIdOf({ place, root, activityId })
}

async function edit(
  needs: Needs,
  { to, message, messageId, ...asked }: Parameters<Sender['edit']>[0],
): Promise<Sent> {
  const reached = await reach(needs, to)
  if (reached.kind === 'ended') return reached.outcome
  const known = reached.value
  const which = placeOf(messageId)
  const [first] = await needs.cards.sent(message, to.channel !== null)
  if (!which || !first) return { state: 'refused', reason: 'that message is not one of Teams' }
  const connector = await needs.sdk.connect(known.serviceUrl)
  const { place, activityId } = which
  const root = which.root ?? (known.kind === 'channel' ? activityId : null)
  const conversation = conversationOf({ place, root })
  const changed = await showing(asked).send(
    (plainness) => activityOf(first, plainness),
    (activity) =>
      attempt(needs, place, asked, () =>
        connector.change({ conversation, activityId }, activity, soon(asked.deadline)),
      ),
  )
  return changed.kind === 'ended' ? changed.outcome : { state: 'sent', messageId }
}

/** The conversation to write in. A chat with a person may have to be opened; without an answer it may be opened again, since an empty chat is invisible. */
async function chatOf(
  { memory, machineNow }: Needs,
  { to, known, connector }: { to: Address; known: Known; connector: Connector },
  deadline: AbortSignal,
): Promise<Step<string>> {
  const { conversation: open, userId, tenant, bot } = known
  if (open !== null) return done(open)
  if (userId === null) return NEVER_MET
  try {
    const conversation = await connector.openChat({ userId, tenant, bot }, deadline)
    const renewed = (before: Known | undefined) => ({ ...(before ?? known), conversation })
    await memory.renew(to.tenant, keyOf(to), renewed)
    return done(conversation)
  } catch (error) {
    const failed = outcomeOf(error, machineNow())
    return ended(failed.state === 'unknown' ? { state: 'later', seconds: null } : failed)
  }
}

async function reach({ memory, mayCall }: Needs, to: Address): Promise<Step<Known>> {
  const known = await memory.find(to.tenant, keyOf(to))
  if (!known) return to.channel === null ? NEVER_MET : NEVER_SEEN
  return mayCall(known.serviceUrl) ? done(known) : NOT_MICROSOFTS
}

/**
 * Whether the app was brought back, by whatever was heard from there since, or by Teams' word on who is in the conversation. A
 * person who blocked the bot counts as a member still.
 */
async function isMended(needs: Needs, { to, reason, triedAt }: Refused): Promise<Mended> {
  const reached = await reach(needs, to)
  if (reached.kind === 'ended') return 'not yet'
  if (OF_ADDRESS.includes(reason) || needs.memory.hasHeardSince(to.tenant, keyOf(to), triedAt))
    return 'mended'
  if (!OF_PLACE.includes(reason)) return 'perhaps'
  const isIn = await isStillIn(needs, reached.value)
  if (!isIn) return 'not yet'
  return to.channel === null ? 'perhaps' : 'mended'
}

/** Teams answers questions about members only to an app that is in the conversation. */
async function isStillIn({ sdk }: Needs, { serviceUrl, conversation, userId, bot }: Known): Promise<boolean> {
  if (conversation === null) return false
  try {
    const connector = await sdk.connect(serviceUrl)
    await connector.member(conversation, userId ?? bot.id, AbortSignal.timeout(ASKING_MS))
    return true
  } catch (error) {
    return error instanceof NotAMember
  }
}

async function attempt<Answer>(
  { pace, machineNow }: Needs,
  place: string,
  { deadline, mayPost, posts = 1 }: Asked & { readonly posts?: number },
  call: () => Promise<Answer>,
): Promise<Step<Answer>> {
  if (!(await pace(place, deadline)) || !(await mayPost(posts))) return NOT_NOW
  try {
    return done(await call())
  } catch (error) {
    const failed = outcomeOf(error, machineNow())
    return ended(failed)
  }
}

const NOT_NOW = ended({ state: 'later', seconds: null } satisfies NotSent)

const REASONS = {
  neverSeen: 'the app was never seen in that channel: add it to the team, and mention it there once',
  neverMet: 'Teams has not told the bot how to reach them: they need to write to it once',
  notMicrosofts:
    'the address of that conversation is none of Microsoft’s, or, while TEAMS_ALLOW_UNAUTHENTICATED is set, none of this machine: write to the bot there once',
} as const
const OF_ADDRESS: readonly string[] = Object.values(REASONS)

const NEVER_SEEN = ended({ state: 'refused', reason: REASONS.neverSeen })
const NEVER_MET = ended({ state: 'refused', reason: REASONS.neverMet })
const NOT_MICROSOFTS = ended({ state: 'refused', reason: REASONS.notMicrosofts })

function keyOf({ channel, userId }: Address): string {
  return channel ?? userId?.toLowerCase() ?? ''
}

/** The thread that `under` belongs to. Only channels have threads; elsewhere the message simply follows. */
function rootOf(under: string | null, { known, place }: { known: Known; place: string }): string | null {
  const head = under === null || known.kind !== 'channel' ? undefined : placeOf(under)
  return head?.place === place ? (head.root ?? head.activityId) : null
}

function rootUnder({ root }: Target, head: MessagePlace | undefined): string | null {
  return root ?? head?.activityId ?? null
}
