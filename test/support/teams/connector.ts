import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Teams' side on loopback. It records what the bot says, and misbehaves when it is told to. */
export interface ConnectorStub {
  readonly serviceUrl: string
  /** Every call, in order, including those that were answered badly. */
  readonly calls: Call[]
  /** The messages of each conversation as people see them, after edits. */
  readonly seen: (conversation: string) => readonly Said[]
  /** How the next call that is not about members is answered, once. */
  readonly misbehave: (...manners: readonly Manner[]) => void
  /** People of whom Teams says more than their id. */
  readonly members: Map<string, object>
  /** People whom Teams does not know any more. */
  readonly gone: Set<string>
  /** Channels and chats that the app was removed from, with what Teams answers there. */
  readonly removedFrom: Map<string, { readonly status: number; readonly code: string }>
  /** Files that people sent, by their path. */
  readonly sentFiles: Map<string, Buffer | ((response: ServerResponse) => void)>
  /** The paths of files that were asked for. */
  readonly fetched: readonly string[]
  /** Whether questions about members are answered at all. */
  tellsOfMembers: boolean
  readonly close: () => Promise<void>
}

interface Call {
  readonly method: string
  readonly path: string
  readonly authorization: string | undefined
  readonly body: Body
}

interface Said {
  readonly id: string
  activity: Activity
}

export interface Activity {
  readonly type?: string
  readonly text?: string
  readonly summary?: string
  readonly attachments?: readonly { readonly contentType: string; readonly content: unknown }[]
  readonly replyToId?: string
}

type Body = Activity & {
  readonly activity?: Activity
  readonly members?: readonly { id: string }[]
} & Readonly<Record<string, unknown>>

export type Manner =
  | 'well'
  /** Answers with a status and perhaps headers, and records nothing. */
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly code?: string }
  /** Cuts the connection, before or after the call is carried out. */
  | 'cut'
  | 'cut after taking it'
  /** Never answers. */
  | 'silent'
  /** Answers with a proxy's page and status 200. */
  | 'html'
  | 'no id'

export async function startConnector(): Promise<ConnectorStub> {
  const calls: Call[] = []
  const manners: Manner[] = []
  const conversations = new Map<string, Said[]>()
  const members = new Map<string, object>()
  const gone = new Set<string>()
  const sentFiles: ConnectorStub['sentFiles'] = new Map()
  const fetched: string[] = []
  const removedFrom: ConnectorStub['removedFrom'] = new Map()
  let last = 1_700_000_000_000
  const nextId = () => {
    last += 1
    return String(last)
  }

  function take({ method, path, body }: Call): { status: number; answer: object } {
    const channel = (body.channelData as { channel?: { id?: string } } | undefined)?.channel?.id
    const place = channel ?? decodeURIComponent(path.split('/')[3] ?? '').replace(/;.*/, '')
    const removed = removedFrom.get(place)
    if (removed) return { status: removed.status, answer: { error: { code: removed.code, message: 'no' } } }
    const [, conversation, activityId] =
      path.match(/^\/v3\/conversations\/([^/]+)\/activities(?:\/([^/]+))?$/)?.map(decodeURIComponent) ?? []
    if (path === '/v3/conversations') return { status: 201, answer: begin(body) }
    if (conversation === undefined) return { status: 404, answer: {} }
    const said = conversations.get(conversation) ?? []
    conversations.set(conversation, said)
    if (method === 'PUT') {
      const there = [...conversations.values()].flat().find((message) => message.id === activityId)
      if (!there) return { status: 404, answer: {} }
      there.activity = body
      return { status: 200, answer: { id: activityId } }
    }
    const id = nextId()
    said.push({ id, activity: body })
    return { status: 201, answer: { id } }
  }

  function begin(body: Body): object {
    const channel = (body.channelData as { channel?: { id?: string } } | undefined)?.channel?.id
    if (channel === undefined) return { id: `a:chat-${body.members?.[0]?.id.replace('29:', '')}` }
    const id = nextId()
    const thread = `${channel};messageid=${id}`
    conversations.set(thread, [{ id, activity: body.activity ?? {} }])
    return { id: thread, activityId: id }
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '').replace(/\?.*/, '')
    const sentFile = sentFiles.get(path)
    if (sentFile) {
      fetched.push(path)
      return typeof sentFile === 'function' ? sentFile(response) : void response.end(sentFile)
    }
    const member = path.match(/^\/v3\/conversations\/[^/]+\/members\/([^/]+)$/)?.[1]
    if (member !== undefined) {
      const id = decodeURIComponent(member)
      if (!stub.tellsOfMembers) return
      const removed = removedFrom.get(decodeURIComponent(path.split('/')[3] ?? ''))
      if (removed) return send(response, removed.status, { error: { code: removed.code, message: 'no' } })
      if (gone.has(id))
        send(response, 404, { error: { code: 'MemberNotFoundInConversation', message: 'gone' } })
      else send(response, 200, members.get(id) ?? { id })
      return
    }
    const call: Call = {
      method: request.method ?? '',
      path,
      authorization: request.headers.authorization,
      body: JSON.parse((await textOf(request)) || '{}') as Body,
    }
    calls.push(call)
    const next = manners.shift()
    const manner = next === 'well' ? undefined : next
    if (manner === 'cut') request.socket.destroy()
    else if (manner === 'cut after taking it') {
      take(call)
      request.socket.destroy()
    } else if (manner === 'silent') take(call)
    else if (manner === 'html')
      response.setHeader('Content-Type', 'text/html').end('<html>please log in</html>')
    else if (manner === 'no id') {
      take(call)
      send(response, 201, {})
    } else if (manner) {
      for (const [name, value] of Object.entries(manner.headers ?? {})) response.setHeader(name, value)
      send(response, manner.status, {
        error: { code: manner.code ?? 'Error', message: 'as Teams would say' },
      })
    } else {
      const { status, answer: body } = take(call)
      send(response, status, body)
    }
  }

  const server = createServer((request, response) => void answer(request, response))
  // On a busy machine an idle connection could be closed just as it is used again.
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const stub: ConnectorStub = {
    serviceUrl: `http://127.0.0.1:${port}/`,
    calls,
    seen: (conversation) => conversations.get(conversation) ?? [],
    misbehave: (...next) => {
      manners.push(...next)
    },
    members,
    gone,
    removedFrom,
    sentFiles,
    fetched,
    tellsOfMembers: true,
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
  return stub
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}

/** Everything that a person reads in a card or a text, one line each, with buttons in brackets. */
export function textOfActivity({ text, attachments = [] }: Activity): string {
  return [text ?? '', ...attachments.map(({ content }) => wordsIn(content))].join('\n').trim()
}

function wordsIn(part: unknown): string {
  if (Array.isArray(part)) return part.map(wordsIn).filter(Boolean).join('\n')
  if (typeof part !== 'object' || part === null) return ''
  const { type, text, title, inlines, label, altText, ...rest } = part as Record<string, unknown>
  if (typeof type === 'string' && type.startsWith('Action.')) return `[${title}]`
  if (type === 'RichTextBlock') return (inlines as { text: string }[]).map((run) => run.text).join('')
  const own = [text, label, altText].filter((each) => typeof each === 'string')
  const inner = ['body', 'items', 'columns', 'rows', 'cells', 'choices', 'actions'].map((name) =>
    wordsIn(rest[name]),
  )
  const choice = type === undefined && typeof title === 'string' ? [`( ) ${title}`] : []
  return [...own, ...choice, ...inner].filter(Boolean).join('\n')
}

export interface CardAction {
  readonly type: string
  readonly title: string
  readonly data: Readonly<Record<string, unknown>>
  readonly url?: string
}

/** All buttons in a message's cards. */
export function actionsOf({ attachments = [] }: Activity): readonly CardAction[] {
  return attachments.flatMap(({ content }) => actionsIn(content))
}

function actionsIn(part: unknown): readonly CardAction[] {
  if (Array.isArray(part)) return part.flatMap(actionsIn)
  if (typeof part !== 'object' || part === null) return []
  const { type } = part as { type?: unknown }
  if (typeof type === 'string' && type.startsWith('Action.')) return [part as CardAction]
  return Object.values(part).flatMap(actionsIn)
}
