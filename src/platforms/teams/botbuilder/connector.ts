import https from 'node:https'
import type { ConfigurationBotFrameworkAuthentication, Activity as SdkActivity } from 'botbuilder'
import { neverConnected } from '../../connection/never-connected.ts'
import { connectorBy } from '../calls.ts'
import { before } from '../deadline.ts'
import { CallFailed, type Connector, NeverRequested, NotAMember, type Outgoing } from '../sdk.ts'

type Factory = ReturnType<ConfigurationBotFrameworkAuthentication['createConnectorFactory']>
export type Client = Awaited<ReturnType<Factory['create']>>
type Conversation = Parameters<Client['conversations']['createConversation']>[0]

export function createConnector({ conversations }: Client): Connector {
  return connectorBy({
    send: (conversation, activity, signal) =>
      once(signal, (options) => conversations.sendToConversation(conversation, asSdk(activity), options)),
    reply: ({ conversation, activityId }, activity, signal) =>
      once(signal, (options) =>
        conversations.replyToActivity(conversation, activityId, asSdk(activity), options),
      ),
    update: ({ conversation, activityId }, activity, signal) =>
      once(signal, (options) =>
        conversations.updateActivity(conversation, activityId, asSdk(activity), options),
      ),
    create: (conversation, signal) =>
      once(signal, (options) => conversations.createConversation(conversation as Conversation, options)),
    member: (conversation, userId, signal) =>
      once(signal, (options) => conversations.getConversationMember(conversation, userId, options)),
  })
}

/** Of the SDK's own type we fill in what a message has. */
function asSdk(activity: Outgoing): SdkActivity {
  return activity as unknown as SdkActivity
}

/** The signals of calls whose request has left, or is about to. */
const started = new WeakSet<object>()

/** Makes a call once. */
async function once<Answer>(
  deadline: AbortSignal,
  call: (options: { abortSignal: AbortSignal }) => Promise<Answer>,
): Promise<Answer> {
  const abortSignal = AbortSignal.any([deadline])
  try {
    return await before(abortSignal, () => call({ abortSignal }))
  } catch (error) {
    throw failureOf(error, started.has(abortSignal))
  }
}

/** What an error of the SDK says, as one of ours. */
function failureOf(error: unknown, hasLeft: boolean): Error {
  const { statusCode, code, response } = error as RestError
  if (statusCode === undefined && (!hasLeft || neverConnected(error))) {
    return new NeverRequested('not sent', { cause: error })
  }
  if (statusCode === 404 && code === 'MemberNotFoundInConversation') return new NotAMember()
  const retryAfter = response?.headers?.get?.('retry-after') ?? null
  return new CallFailed({ status: statusCode ?? null, retryAfter }, { cause: error })
}

interface RestError {
  readonly statusCode?: number
  readonly code?: string
  readonly response?: { readonly headers?: { readonly get?: (name: string) => string | undefined } }
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
      const { abortSignal } = request
      // After its deadline the SDK sends none.
      if (abortSignal && !abortSignal.aborted) started.add(abortSignal)
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
      request: { readonly url: string; readonly abortSignal?: AbortSignal },
      next: (request: unknown) => Promise<unknown>,
    ) => Promise<unknown>
  }) => void
}
