import https from 'node:https'
import type { ConfigurationBotFrameworkAuthentication, Activity as SdkActivity } from 'botbuilder'
import { type Connector, type Member, NeverRequested, NotAMember } from './sdk.ts'

type Factory = ReturnType<ConfigurationBotFrameworkAuthentication['createConnectorFactory']>
export type Client = Awaited<ReturnType<Factory['create']>>
type Conversation = Parameters<Client['conversations']['createConversation']>[0]

export function createConnector({ conversations }: Client): Connector {
  return {
    post: async (conversation, activity, signal) => {
      const sent = await once(signal, (options) =>
        conversations.sendToConversation(conversation, activity, options),
      )
      return sent.id ?? null
    },
    answer: async ({ conversation, activityId }, activity, signal) => {
      const answer = { ...activity, replyToId: activityId }
      const sent = await once(signal, (options) =>
        conversations.replyToActivity(conversation, activityId, answer, options),
      )
      return sent.id ?? null
    },
    change: async ({ conversation, activityId }, activity, signal) => {
      const changed = { ...activity, id: activityId }
      await once(signal, (options) =>
        conversations.updateActivity(conversation, activityId, changed, options),
      )
    },
    begin: async ({ id, tenant, bot }, activity, signal) => {
      const thread = {
        isGroup: true,
        bot,
        tenantId: tenant,
        channelData: { channel: { id }, tenant: { id: tenant } },
        activity: activity as SdkActivity,
      }
      const begun = await once(signal, (options) =>
        conversations.createConversation(thread as Conversation, options),
      )
      return begun.activityId ?? begun.id?.match(/;messageid=([^;]+)/)?.[1] ?? null
    },
    openChat: async ({ userId, tenant, bot }, signal) => {
      const chat = {
        isGroup: false,
        bot,
        members: [{ id: userId, name: '' }],
        tenantId: tenant,
        channelData: { tenant: { id: tenant } },
      }
      const opened = await once(signal, (options) =>
        conversations.createConversation(chat as Conversation, options),
      )
      return opened.id
    },
    member: async (conversation, userId, signal) => {
      try {
        return memberFrom(
          await once(signal, (options) => conversations.getConversationMember(conversation, userId, options)),
        )
      } catch (error) {
        const { statusCode, code } = error as { statusCode?: number; code?: string }
        if (statusCode === 404 && code === 'MemberNotFoundInConversation') throw new NotAMember()
        throw error
      }
    },
  }
}

/** The signals of calls whose request has left, or is about to. */
const started = new WeakSet<object>()

/** Makes a call once. @throws NeverRequested when it failed before its request left. */
async function once<Answer>(
  deadline: AbortSignal,
  call: (options: { abortSignal: AbortSignal }) => Promise<Answer>,
): Promise<Answer> {
  const abortSignal = AbortSignal.any([deadline])
  try {
    return await call({ abortSignal })
  } catch (error) {
    throw started.has(abortSignal) ? error : new NeverRequested('not sent', { cause: error })
  }
}

/**
 * Removes the SDK's retries, which repeat a request that may have arrived, and its own choice of a proxy; notes when a request
 * leaves.
 */
export function withoutRetries(client: Client): Client {
  const { pipeline } = (client as unknown as { client: { pipeline: Pipeline } }).client
  pipeline.removePolicy({ name: 'defaultRetryPolicy' })
  pipeline.removePolicy({ name: 'proxyPolicy' })
  // This policy comes last, after the one that signs in.
  pipeline.addPolicy({
    name: 'wsoa-started',
    sendRequest: (request, next) => {
      if (request.abortSignal) started.add(request.abortSignal)
      return next(
        request.url.startsWith('https:') ? Object.assign(request, { agent: https.globalAgent }) : request,
      )
    },
  })
  return client
}

interface Pipeline {
  readonly removePolicy: (options: { name: string }) => void
  readonly addPolicy: (policy: {
    name: string
    sendRequest: (
      request: { readonly url: string; readonly abortSignal?: object },
      next: (request: unknown) => Promise<unknown>,
    ) => Promise<unknown>
  }) => void
}

function memberFrom(account: object): Member {
  const { name, email, userPrincipalName, userRole, tenantId } = account as Record<string, unknown>
  const address = [email, userPrincipalName].find((each) => typeof each === 'string' && each.includes('@'))
  return {
    name: typeof name === 'string' && name !== '' ? name : null,
    email: typeof address === 'string' ? address : null,
    role: userRole === 'guest' || userRole === 'anonymous' ? userRole : 'member',
    tenant: typeof tenantId === 'string' && tenantId !== '' ? tenantId.toLowerCase() : null,
  }
}
