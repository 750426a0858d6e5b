import { CallFailed, type Channel, type Connector, type Member, type Outgoing, type Person } from './sdk.ts'

/** The calls of Teams' connector as they are on the wire, each made once; errors are those of `Connector`. */
interface Calls {
  readonly send: (conversation: string, activity: Outgoing, signal: AbortSignal) => Promise<unknown>
  readonly reply: (
    to: Place,
    activity: Outgoing & { replyToId: string },
    signal: AbortSignal,
  ) => Promise<unknown>
  readonly update: (
    which: Place,
    activity: Outgoing & { id: string },
    signal: AbortSignal,
  ) => Promise<unknown>
  readonly create: (conversation: object, signal: AbortSignal) => Promise<unknown>
  readonly member: (conversation: string, userId: string, signal: AbortSignal) => Promise<unknown>
}

interface Place {
  readonly conversation: string
  readonly activityId: string
}

/** A connector by an SDK's calls. What is sent and how answers are read is the same by each. */
export function connectorBy({ send, reply, update, create, member }: Calls): Connector {
  return {
    post: async (conversation, activity, signal) => idIn(await send(conversation, activity, signal)),
    answer: async (to, activity, signal) =>
      idIn(await reply(to, { ...activity, replyToId: to.activityId }, signal)),
    change: async (which, activity, signal) => {
      await update(which, { ...activity, id: which.activityId }, signal)
    },
    begin: async (channel, activity, signal) => headIn(await create(threadIn(channel, activity), signal)),
    openChat: async (person, signal) => chatIn(await create(chatWith(person), signal)),
    member: async (conversation, userId, signal) => memberIn(await member(conversation, userId, signal)),
  }
}

/** What Teams is sent to begin a thread with its first message. */
function threadIn({ id, tenant, bot }: Channel, activity: Outgoing) {
  return {
    isGroup: true,
    bot,
    tenantId: tenant,
    channelData: { channel: { id }, tenant: { id: tenant } },
    activity,
  }
}

/** What Teams is sent to open the chat with a person. */
function chatWith({ userId, tenant, bot }: Person) {
  return {
    isGroup: false,
    bot,
    members: [{ id: userId, name: '' }],
    tenantId: tenant,
    channelData: { tenant: { id: tenant } },
  }
}

/** The id of a message that was sent; null when the answer has none. */
function idIn(answer: unknown): string | null {
  return textIn(answer, 'id')
}

/** The id of the message at the head of a thread that was begun. */
function headIn(answer: unknown): string | null {
  return textIn(answer, 'activityId') ?? idIn(answer)?.match(/;messageid=([^;]+)/)?.[1] ?? null
}

/** @throws CallFailed when the answer names no chat: it may be a proxy's page. */
function chatIn(answer: unknown): string {
  const id = idIn(answer)
  if (id === null) throw new CallFailed({ status: null, retryAfter: null })
  return id
}

function memberIn(answer: unknown): Member {
  const role = textIn(answer, 'userRole')
  const addresses = [textIn(answer, 'email'), textIn(answer, 'userPrincipalName')]
  return {
    name: textIn(answer, 'name'),
    email: addresses.find((each) => each?.includes('@')) ?? null,
    role: role === 'guest' || role === 'anonymous' ? role : 'member',
    tenant: textIn(answer, 'tenantId')?.toLowerCase() ?? null,
  }
}

function textIn(answer: unknown, name: string): string | null {
  if (typeof answer !== 'object' || answer === null) return null
  const value = (answer as Readonly<Record<string, unknown>>)[name]
  return typeof value === 'string' && value !== '' ? value : null
}
