import {
  ConnectorClient,
  getProductInfo,
  HttpClient,
  HttpError,
  type HttpRequestConfig,
  type HttpResponse,
} from '@microsoft/agents-hosting'
import { neverConnected } from '../../connection/never-connected.ts'
import { connectorBy } from '../calls.ts'
import { before } from '../deadline.ts'
import { CallFailed, type Connector, NeverRequested, NotAMember, type Outgoing } from '../sdk.ts'

/** The bot's own token, by which Teams knows it; empty while authentication is off. */
export type GetToken = () => Promise<string>

type Activity = Parameters<ConnectorClient['sendToConversation']>[1]
type Conversation = Parameters<ConnectorClient['createConversation']>[0]

export function createConnector(serviceUrl: string, getToken: GetToken): Connector {
  const once = callsTo(serviceUrl, getToken)
  return connectorBy({
    send: (conversation, activity, signal) =>
      once(signal, (client) => client.sendToConversation(inPath(conversation), asSdk(activity))),
    reply: ({ conversation, activityId }, activity, signal) =>
      // The SDK encodes the message's id by itself, and no other id anywhere.
      once(signal, (client) => client.replyToActivity(inPath(conversation), activityId, asSdk(activity))),
    update: ({ conversation, activityId }, activity, signal) =>
      once(signal, (client) =>
        client.updateActivity(inPath(conversation), inPath(activityId), asSdk(activity)),
      ),
    create: (conversation, signal) =>
      once(signal, (client) => client.createConversation(conversation as Conversation)),
    member: (conversation, userId, signal) =>
      once(signal, (client) => client.getConversationMember(inPath(userId), inPath(conversation))),
  })
}

const inPath = encodeURIComponent

/** Of the SDK's own type we fill in what a message has. */
function asSdk(activity: Outgoing): Activity {
  return activity as unknown as Activity
}

type Once = <Answer>(
  deadline: AbortSignal,
  call: (client: ConnectorClient) => Promise<Answer>,
) => Promise<Answer>

/** Makes a call once, with a client of its own: the SDK's takes no deadline. The connections behind it are Node's, and kept. */
function callsTo(serviceUrl: string, getToken: GetToken): Once {
  return async (deadline, call) => {
    const http = new DeadlineClient(serviceUrl, deadline)
    try {
      const token = await before(deadline, getToken)
      if (token !== '') http.setHeader('Authorization', `Bearer ${token}`)
      return await call(new Client(http))
    } catch (error) {
      throw failureOf(error, http.hasLeft)
    }
  }
}

/** The SDK lets only its heirs bring an HTTP client of their own. */
class Client extends ConnectorClient {
  constructor(http: HttpClient) {
    super(http)
  }
}

/** Requests until a deadline, with a note of whether one has left. */
class DeadlineClient extends HttpClient {
  hasLeft = false
  readonly #deadline: AbortSignal

  constructor(serviceUrl: string, deadline: AbortSignal) {
    const headers = {
      Accept: 'application/json',
      'Content-Type': 'application/json',
      'User-Agent': getProductInfo(),
    }
    super({ baseURL: serviceUrl, headers })
    this.#deadline = deadline
  }

  override request<Answer>(config: HttpRequestConfig): Promise<HttpResponse<Answer>> {
    this.#deadline.throwIfAborted()
    this.hasLeft = true
    return super.request({ ...config, signal: this.#deadline })
  }
}

/** What an error of the SDK, of signing in or of the network says, as one of ours. */
function failureOf(error: unknown, hasLeft: boolean): Error {
  if (!hasLeft || neverConnected(error)) return new NeverRequested('not sent', { cause: error })
  if (!(error instanceof HttpError)) {
    return new CallFailed({ status: null, retryAfter: null }, { cause: error })
  }
  const { status, response } = error
  if (status === 404 && codeIn(response.data) === 'MemberNotFoundInConversation') return new NotAMember()
  return new CallFailed({ status, retryAfter: response.headers.get('retry-after') }, { cause: error })
}

function codeIn(answer: unknown): unknown {
  return (answer as { readonly error?: { readonly code?: unknown } } | null)?.error?.code
}
