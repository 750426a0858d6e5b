import { createServer, type RequestListener, type Server } from 'node:http'
import express from 'express'
import type { Database } from '../../data/database.ts'
import { listTroubled } from '../../data/deliveries.ts'
import { listPlans } from '../../data/plans.ts'
import { lastTick } from '../../data/ticks.ts'
import type { Http } from '../platform.ts'

/** The clock wakes each minute; after this it counts as stopped. */
const MOST_SILENCE_MS = 180_000

/** Longer than proxies keep a connection: none sends a command into one that is just being closed, and reports it lost. */
const LONGEST_IDLE_MS = 150_000
/** Slack waits three seconds for an answer; what runs containers kills after ten. */
const PATIENCE_MS = 5_000

/** For whoever follows the link that Teams shows beside the app's name. */
const ABOUT =
  'WSoA keeps an improvement plan and writes the digests of its boards. Talk to it in Slack or Microsoft Teams: nothing of the plan is shown here.\n'

/** The ways into the one HTTP server, and what it listens with. */
export interface HttpServing extends Http {
  readonly listener: RequestListener
}

/** Without a way yet. */
export function openHttp(): HttpServing {
  const app = express()
  app.disable('x-powered-by')
  const posts = new Map<string, RequestListener>()
  return {
    app,
    post: (path, listener) => {
      posts.set(path, listener)
      // However else the same path may be written.
      app.post(path, listener)
    },
    listener: (request, response) => {
      const direct = request.method === 'POST' ? posts.get(request.url ?? '') : undefined
      if (direct) direct(request, response)
      else app(request, response)
    },
  }
}

/** `/` says what this is, `/healthz` that the process runs, `/readyz` that it does what it is for. */
export function createHttp({ db, machineNow }: { db: Database; machineNow: () => Date }): HttpServing {
  const http = openHttp()
  const { app } = http
  app.get('/', (_request, response) => {
    response.type('text/plain').send(ABOUT)
  })
  app.get('/healthz', (_request, response) => {
    response.json({ ok: true })
  })
  app.get('/readyz', async (_request, response) => {
    const problems = await problemsOf(db, machineNow())
    response.status(problems.length === 0 ? 200 : 503).json({ ready: problems.length === 0, problems })
  })
  return http
}

/** Answers when the server takes requests; a port that is taken is an error. */
export async function listening(
  { listener }: Pick<HttpServing, 'listener'>,
  { port, host }: { port: number; host: string },
): Promise<Server> {
  const server = createServer({ keepAliveTimeout: LONGEST_IDLE_MS }, listener)
  await new Promise<void>((done, failed) => {
    server.once('error', failed)
    server.listen(port, host, done)
  })
  return server
}

/** Answers when nobody is connected any more: what is under way is finished, and what takes too long is cut off. */
export async function closed(server: Server, { patience = PATIENCE_MS } = {}): Promise<void> {
  const cut = setTimeout(() => server.closeAllConnections(), patience)
  await new Promise((done) => server.close(done))
  clearTimeout(cut)
}

/** States and counts alone: nothing of what people say. */
async function problemsOf(db: Database, now: Date): Promise<readonly string[]> {
  try {
    const ticked = await lastTick(db)
    const silent = ticked === undefined || now.getTime() - ticked.getTime() > MOST_SILENCE_MS
    const plans = await listPlans(db)
    const troubled = (await Promise.all(plans.map(({ id }) => listTroubled(db, id)))).flat()
    return [
      ...(silent ? ['the clock has not run for three minutes'] : []),
      ...(['held', 'failed'] as const).flatMap((state) => {
        const number = troubled.filter((delivery) => delivery.state === state).length
        return number === 0 ? [] : [`deliveries ${state}: ${number}`]
      }),
    ]
  } catch {
    return ['the database cannot be read']
  }
}
