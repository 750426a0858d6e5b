import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { METHODS } from './methods.ts'
import { newWorkspace, type Workspace, type WorkspaceOptions } from './workspace.ts'

interface Call {
  readonly method: string
  readonly arguments: Readonly<Record<string, unknown>>
  /** `ok`, or the name of Slack's error. */
  readonly outcome: string
  /** The misbehaviour, if there was one. */
  readonly misbehaviour: Misbehaviour | undefined
}

/** How one call goes wrong. With `isDone` Slack carries the call out, and only the answer is lost. */
export type Misbehaviour =
  | { readonly kind: 'limited'; readonly retryAfter: number | null }
  | { readonly kind: 'cut'; readonly isDone: boolean }
  /** The answer breaks off in the middle. */
  | { readonly kind: 'cut-body'; readonly isDone: boolean }
  /** There is no answer until the stub is closed. */
  | { readonly kind: 'late'; readonly isDone: boolean }
  | { readonly kind: 'error'; readonly error: string; readonly isDone: boolean }
  | { readonly kind: 'status'; readonly status: number; readonly isDone: boolean }
  /** A body with status 200, such as HTML, nothing or half of some JSON. */
  | { readonly kind: 'body'; readonly body: string; readonly isDone: boolean }

export interface SlackStub {
  /** For `slackApiUrl`. */
  readonly url: string
  readonly workspace: Workspace
  /** Files that people sent, by the path that the bot may read them at with its token. */
  readonly sentFiles: Map<string, SentFile>
  /** The paths of files that were asked for. */
  readonly fetched: readonly string[]
  /** Every call, in order. */
  readonly calls: readonly Call[]
  readonly callsOf: (method: string) => readonly Call[]
  /** Makes the next calls of a method go wrong, one after another; a call with `none` succeeds. */
  readonly misbehave: (method: string, ...how: readonly (Misbehaviour | 'none')[]) => void
  /** Forgets all that was to go wrong. */
  readonly forget: () => void
  /** Resolves when a method has been called this often in all. */
  readonly called: (method: string, times?: number) => Promise<void>
  readonly close: () => Promise<void>
}

/** The bytes of a file, or how a file goes wrong. */
type SentFile = Buffer | ((response: ServerResponse) => void)

/** The Web API of one workspace on loopback, as strict as Slack and as unreliable as it is told to be. */
export async function startSlackStub(options: WorkspaceOptions = {}): Promise<SlackStub> {
  const workspace = newWorkspace(options)
  const fetched: string[] = []
  const sentFiles = new Map<string, SentFile>()
  const calls: Call[] = []
  const planned = new Map<string, (Misbehaviour | 'none')[]>()
  const waiting: { method: string; times: number; resolve: () => void }[] = []
  const callsOf = (method: string) => calls.filter((call) => call.method === method)

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      // A fault of the stub must not look like one of Slack's.
      response.writeHead(599).end(String(error))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request)
    const { pathname } = new URL(request.url ?? '', origin)
    const sentFile = sentFiles.get(pathname)
    if (sentFile) {
      const isAllowed: boolean = request.headers.authorization === `Bearer ${workspace.botToken}`
      const type = pathname.endsWith('.html') ? 'text/html' : 'application/octet-stream'
      fetched.push(pathname)
      if (isAllowed && typeof sentFile === 'function') return sentFile(response)
      response.writeHead(isAllowed ? 200 : 403, { 'content-type': type }).end(isAllowed ? sentFile : 'no')
      return
    }
    const isUpload = pathname.startsWith('/upload/')
    const method = isUpload ? 'upload' : pathname.replace('/api/', '')
    const given: Readonly<Record<string, unknown>> = isUpload
      ? { file: pathname.replace('/upload/', ''), length: body.length }
      : argumentsOf(body.toString('utf8'))
    const next = planned.get(method)?.shift()
    const misbehaviour = next === 'none' ? undefined : next
    const isDone = !misbehaviour || (misbehaviour.kind !== 'limited' && misbehaviour.isDone)
    const token = request.headers.authorization?.replace('Bearer ', '') ?? given.token
    const result = isDone
      ? isUpload
        ? workspace.receive(String(given.file), body)
        : carriedOut(method, { ...given, token }, origin)
      : { ok: false, error: 'not_done' }
    calls.push({
      method,
      arguments: given,
      outcome: result.ok ? 'ok' : String(result.error),
      misbehaviour,
    })
    for (const each of waiting) if (callsOf(each.method).length >= each.times) each.resolve()
    respond(response, result, misbehaviour)
  }

  function carriedOut(
    method: string,
    { token, ...given }: Readonly<Record<string, unknown>>,
    at: string,
  ): Result {
    const known = METHODS[method]
    if (!known) return { ok: false, error: 'unknown_method' }
    const wanted = known.token === 'app' ? workspace.appToken : workspace.botToken
    if (token !== wanted) return { ok: false, error: token === undefined ? 'not_authed' : 'invalid_auth' }
    return known.run(workspace, given, at)
  }

  function respond(response: ServerResponse, result: Result, misbehaviour: Misbehaviour | undefined): void {
    const scopes = { 'x-oauth-scopes': workspace.scopes.join(',') }
    const json = { 'content-type': 'application/json; charset=utf-8', ...scopes }
    switch (misbehaviour?.kind) {
      case undefined: {
        response.writeHead(result.status ?? 200, json).end(JSON.stringify(result))
        return
      }
      case 'limited': {
        const { retryAfter } = misbehaviour
        const header = retryAfter === null ? {} : { 'retry-after': String(retryAfter) }
        response.writeHead(429, { ...json, ...header }).end('{"ok":false,"error":"ratelimited"}')
        return
      }
      case 'cut':
        response.socket?.destroy()
        return
      case 'cut-body':
        response.writeHead(200, { ...json, 'content-length': '1000' })
        response.write('{"ok":true,"ts":', () => response.socket?.destroy())
        return
      case 'late':
        return
      case 'error':
        response.writeHead(200, json).end(JSON.stringify({ ok: false, error: misbehaviour.error }))
        return
      case 'status':
        response.writeHead(misbehaviour.status, { 'content-type': 'text/html' }).end('<h1>Sorry</h1>')
        return
      case 'body':
        response.writeHead(200, { 'content-type': 'text/html' }).end(misbehaviour.body)
        return
    }
  }

  return {
    url: `${origin}/api/`,
    workspace,
    sentFiles,
    fetched,
    calls,
    callsOf,
    misbehave: (method, ...how) => {
      planned.set(method, [...(planned.get(method) ?? []), ...how])
    },
    forget: () => planned.clear(),
    called: (method, times = 1) =>
      new Promise((resolve) => {
        if (callsOf(method).length >= times) resolve()
        else waiting.push({ method, times, resolve })
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Slack's answer, with its status if that is not 200. */
export interface Result {
  readonly ok: boolean
  readonly status?: number
  readonly [name: string]: unknown
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

/** The SDK sends a form whose values are JSON unless they are text. */
function argumentsOf(body: string): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    [...new URLSearchParams(body)].map(([name, value]) => [name, parsedArgument(name, value)]),
  )
}

const FLAGS = ['include_all_metadata', 'unfurl_links', 'unfurl_media', 'mrkdwn', 'link_names', 'inclusive']
const STRUCTURES = ['blocks', 'metadata', 'view', 'files', 'attachments']

function parsedArgument(name: string, value: string): unknown {
  if (FLAGS.includes(name)) return value === 'true'
  if (!STRUCTURES.includes(name)) return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}
