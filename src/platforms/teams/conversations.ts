import { CallFailed, type Channel, type Member, type Outgoing, type Person } from './sdk.ts'

/** What Teams is sent to begin a thread with its first message. */
export function threadIn({ id, tenant, bot }: Channel, activity: Outgoing) {
  return {
    isGroup: true,
    bot,
    tenantId: tenant,
    channelData: { channel: { id }, tenant: { id: tenant } },
    activity,
  }
}

/** What Teams is sent to open the chat with a person. */
export function chatWith({ userId, tenant, bot }: Person) {
  return {
    isGroup: false,
    bot,
    members: [{ id: userId, name: '' }],
    tenantId: tenant,
    channelData: { tenant: { id: tenant } },
  }
}

/** The id of a message that was sent; null when the answer has none. */
export function idIn(answer: unknown): string | null {
  return textIn(answer, 'id')
}

/** The id of the message at the head of a thread that was begun. */
export function headIn(answer: unknown): string | null {
  return textIn(answer, 'activityId') ?? idIn(answer)?.match(/;messageid=([^;]+)/)?.[1] ?? null
}

/** @throws CallFailed when the answer names no chat: it may be a proxy's page. */
export function chatIn(answer: unknown): string {
  const id = idIn(answer)
  if (id === null) throw new CallFailed({ status: null, retryAfter: null })
  return id
}

export function memberIn(answer: unknown): Member {
  const role = textIn(answer, 'userRole')
  const addresses = [textIn(answer, 'email'), textIn(answer, 'userPrincipalName')]
  return {
    name: textIn(answer, 'name'),
    email: addresses.find((each) => each?.includes('@')) ?? null,
    isGuest: role === 'guest' || role === 'anonymous',
    tenant: textIn(answer, 'tenantId')?.toLowerCase() ?? null,
  }
}

function textIn(answer: unknown, name: string): string | null {
  if (typeof answer !== 'object' || answer === null) return null
  const value = (answer as Readonly<Record<string, unknown>>)[name]
  return typeof value === 'string' && value !== '' ? value : null
}
