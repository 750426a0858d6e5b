import type { IncomingHttpHeaders } from 'node:http'
import express, { type Express, type NextFunction, type Request, type Response } from 'express'
import type { Logger } from 'pino'
import { isLoopbackAddress } from '../../../domain/address.ts'
import { faultOf } from '../../../log.ts'
import type { Host } from '../../../platform.ts'
import type { Settings } from '../../../settings.ts'
import type { Limit } from '../limits.ts'
import { keyOf } from '../session.ts'
import type { Answerer } from './answerer.ts'

type Needs = Pick<Host, 'handle' | 'pages'> & {
  readonly settings: Pick<Settings, 'MCP' | 'PUBLIC_URL'>
  readonly log: Logger
  readonly limits: {
    /** How often a person's assistant may ask. */
    readonly asks: Limit
    /** How often an address may come with a token that is nobody's. */
    readonly wrong: Limit
  }
}

const PATH = '/mcp'
const MOST_BYTES = 64 * 1024
const BEARER = /^Bearer (wsoa_[\w-]{43})$/i

/**
 * Where assistants ask, by the Model Context Protocol. It has no sessions: each request says by its token whose it is, and
 * is answered at once.
 */
export function mountAssistants(app: Express, needs: Needs): void {
  const { settings, pages, limits, log } = needs
  if (settings.MCP === 'off') {
    app.all(PATH, (_request, response) => void response.status(404).end())
    return
  }
  let opened: Promise<Answerer> | undefined
  // Its SDK is loaded when somebody first asks.
  const answerer = () => {
    opened ??= import('./answerer.ts').then(({ createAnswerer }) => createAnswerer(needs))
    return opened
  }

  app.all(PATH, (request, response, next) => {
    if (!isOurs(request, settings))
      return refuse(response, 403, 'Ask under the address of the service, and from no page elsewhere.')
    next()
  })

  app.all(PATH, async (request, response, next) => {
    const [, token] = request.headers.authorization?.match(BEARER) ?? []
    const found = token === undefined ? undefined : await pages.assistants.find(token)
    if (!found) {
      if (isLimited(response, limits.wrong(request.ip ?? ''))) return
      response.set(
        'WWW-Authenticate',
        `Bearer realm="wsoa"${token === undefined ? '' : ', error="invalid_token"'}`,
      )
      return refuse(response, 401, 'This takes a token that is good. Write to the bot: token new')
    }
    if (isLimited(response, limits.asks(keyOf(found.account)))) return
    response.locals.assistant = found
    next()
  })

  app.post(PATH, express.json({ limit: MOST_BYTES }), async (request, response) => {
    const { fetch } = await answerer()
    const answered = await fetch(webRequest(request, settings), {
      assistant: response.locals.assistant,
      body: request.body as unknown,
    })
    response.status(answered.status).set('Cache-Control', 'private, no-store')
    answered.headers.forEach((value, name) => void response.set(name, value))
    response.end(await answered.text())
  })

  app.all(PATH, (_request, response) => {
    response.set('Allow', 'POST')
    refuse(response, 405, 'Here one only asks, by POST.')
  })

  app.use(PATH, (error: unknown, _request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) return next(error)
    const { status } = (error ?? {}) as { readonly status?: unknown }
    if (status === 413) return refuse(response, 413, 'A question holds 64 kB at most.')
    if (typeof status === 'number' && status >= 400 && status < 500)
      return refuse(response, status, 'That cannot be read: it is no JSON.')
    log.error({ code: 'assistant', ...faultOf(error) }, 'an assistant got no answer')
    refuse(response, 500, 'Something went wrong on our side.')
  })
}

function isLimited(response: Response, seconds: number): boolean {
  if (seconds === 0) return false
  response.set('Retry-After', String(seconds))
  refuse(response, 429, `That is more than anybody needs in a minute. Try again in ${seconds} seconds.`)
  return true
}

/** In the protocol's own shape, for a request whose number is not known. */
function refuse(response: Response, status: number, message: string): void {
  response
    .status(status)
    .set('Cache-Control', 'private, no-store')
    .json({ jsonrpc: '2.0', error: { code: -32_000, message }, id: null })
}

/**
 * Whether a request names the host of this service, and comes from no page elsewhere: a page may give its own name the
 * address of this machine. Programs name no origin.
 */
function isOurs({ headers, host }: Request, { PUBLIC_URL }: Needs['settings']): boolean {
  const ours = PUBLIC_URL === undefined ? undefined : new URL(PUBLIC_URL)
  const isOurHost = host === ours?.host || isLoopbackAddress(`http://${host ?? ''}`)
  return isOurHost && isOurOrigin(headers, ours)
}

function isOurOrigin({ origin }: IncomingHttpHeaders, ours: URL | undefined): boolean {
  return origin === undefined || origin === ours?.origin
}

/** The headers that the protocol has, and no others: a token is read here alone. */
function webRequest({ headers }: Request, { PUBLIC_URL = 'http://127.0.0.1' }: Needs['settings']) {
  const kept = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' && PROTOCOL.test(name) ? [[name, value]] : [],
  )
  return new globalThis.Request(new URL(PATH, PUBLIC_URL), { method: 'POST', headers: kept })
}

const PROTOCOL = /^(?:accept|content-type|mcp-[\w-]+)$/
