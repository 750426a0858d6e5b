import { createServer, type Server, type ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import express, { type Express } from 'express'
import type { Logger } from 'pino'
import type { Database } from '../../data/database.ts'
import type { ChatPlatform } from '../platform.ts'
import { isFromLoopback } from '../platforms/connection/loopback.ts'
import { serveAbout } from './about.ts'
import { withEnds } from './ends.ts'
import { backupNotes } from './last-backup.ts'
import { createReadiness } from './readiness.ts'

/**
 * Longer than proxies keep an idle connection. If we closed it first, a proxy could send a command into a closing
 * connection and report it lost.
 */
const LONGEST_IDLE_MS = 150_000
/** How long a request may take to arrive, its headers and its body. */
const ARRIVING_MS = 15_000
/** How long an answer may take to be fetched, once it is written. */
const LEAVING_MS = 60_000
/** How often connections are looked at. */
const LOOKING_MS = 5_000
/** More than Slack, Teams and a proxy ever open. */
const MOST_CONNECTIONS = 1_000

const LIMITS = {
  arriving: ARRIVING_MS,
  leaving: LEAVING_MS,
  looking: LOOKING_MS,
  connections: MOST_CONNECTIONS,
}

/** Slack waits three seconds for an answer, and container runtimes kill a process ten seconds after asking it to stop. */
const PATIENCE_MS = 5_000
/** Whoever knocked before the end is still let in: a closed door would cut them off without a word. */
const LAST_CALL_MS = 200
/** Under load whoever knocked then is let in, and read, only some turns of the event loop later. */
const QUIET_TURNS = 3
const FREEING_MS = 50
/** Two seconds of turns. */
const MOST_TURNS = (2_000 / FREEING_MS) * QUIET_TURNS

/** An Express app without any routes. */
export function openHttp(): Express {
  // No answer is cached, so none needs a hash.
  return express().disable('x-powered-by').disable('etag')
}

interface Needs {
  readonly db: Database
  readonly machineNow: () => Date
  /** The time by which messages are due: the demo has its own. */
  readonly now?: () => Date
  readonly platforms?: readonly Pick<ChatPlatform, 'hearing'>[]
  /** Fires when the service begins to stop. */
  readonly ending?: AbortSignal
  /** The web pages have the first page. */
  readonly hasPages?: boolean
}

/** `/healthz` says that the process runs, `/readyz` whether it does its work. */
export function createHttp({
  db,
  machineNow,
  now = machineNow,
  platforms = [],
  ending,
  hasPages = false,
}: Needs): Express {
  const app = openHttp()
  const findProblems = createReadiness({ db, machineNow, now, platforms, ending })
  const findNotes = () => backupNotes(db).catch(() => [])
  serveAbout(app, { hasPages })
  app.get('/healthz', (_request, response) => {
    response.json({ ok: true })
  })
  app.get('/readyz', async (request, response) => {
    const problems = await findProblems()
    const ready = problems.length === 0
    // What is wrong, and how much of it, is told on this machine alone.
    const told = isFromLoopback(request) ? { problems, notes: await findNotes() } : {}
    response.status(ready ? 200 : 503).json({ ready, ...told })
  })
  return app
}

interface Listening {
  readonly port: number
  readonly host: string
  readonly log: Logger
  /** Milliseconds and a number; a test makes them small. */
  readonly limits?: typeof LIMITS
}

/** Servers that are about to end. */
const closing = new WeakSet<Server>()

/** Resolves when the server takes requests; rejects when the port is taken. */
export async function listening(
  app: Express,
  { port, host, log, limits = LIMITS }: Listening,
): Promise<Server> {
  const server = createServer(
    {
      keepAliveTimeout: LONGEST_IDLE_MS,
      headersTimeout: limits.arriving,
      requestTimeout: limits.arriving,
      connectionsCheckingInterval: limits.looking,
    },
    withEnds(app, log),
  )
  server.maxConnections = limits.connections
  server.prependListener('request', (_request, response) => {
    // Once it is closing, nobody is to send another request over a connection that ends.
    if (closing.has(server)) response.shouldKeepAlive = false
    cutWhenUnread(response, limits.leaving)
  })
  await new Promise<void>((done, failed) => {
    server.once('error', failed)
    server.listen(port, host, done)
  })
  return server
}

/** Whoever does not read holds a connection for ever: Node's own limits are about requests. */
function cutWhenUnread(response: ServerResponse, leaving: number): void {
  response.once('prefinish', () => {
    const cut = setTimeout(() => response.socket?.destroy(), leaving).unref()
    response.once('close', () => clearTimeout(cut))
  })
}

/** Lets requests under way finish, cuts off those that take too long, and resolves when nobody is connected any more. */
export async function closed(server: Server, { patience = PATIENCE_MS } = {}): Promise<void> {
  closing.add(server)
  await pause(LAST_CALL_MS)
  await quiet(server)
  const cut = setTimeout(() => server.closeAllConnections(), patience)
  // A connection is kept after its answer if that began before.
  const free = setInterval(() => server.closeIdleConnections(), FREEING_MS)
  await new Promise((done) => server.close(done))
  clearInterval(free)
  clearTimeout(cut)
}

/** Resolves when nobody has knocked or asked for some turns of the event loop. */
async function quiet(server: Server): Promise<void> {
  let [turns, all] = [0, 0]
  const again = () => {
    turns = 0
  }
  server.on('connection', again).on('request', again)
  while (turns < QUIET_TURNS && all < MOST_TURNS) {
    turns += 1
    all += 1
    await pause(FREEING_MS / QUIET_TURNS)
  }
  server.off('connection', again).off('request', again)
}
