import { createServer, type Server } from 'node:http'
import express, { type Express } from 'express'
import type { Database } from '../../data/database.ts'
import { listTroubled } from '../../data/deliveries.ts'
import { listPlans } from '../../data/plans.ts'
import { countUnsent } from '../deliveries/tell-coordinators.ts'
import { readClockState } from './clock-state.ts'

/**
 * Longer than proxies keep an idle connection. If we closed it first, a proxy could send a command into a closing
 * connection and report it lost.
 */
const LONGEST_IDLE_MS = 150_000
/** Slack waits three seconds for an answer, and container runtimes kill a process ten seconds after asking it to stop. */
const PATIENCE_MS = 5_000

/** Shown to anyone who follows the link that Teams puts beside the app's name. */
const ABOUT =
  'WSoA keeps an improvement plan and writes the digests of its boards. Talk to it in Slack or Microsoft Teams: nothing of the plan is shown here.\n'

/** An Express app without any routes. */
export function openHttp(): Express {
  // No answer is cached, so none needs a hash.
  return express().disable('x-powered-by').disable('etag')
}

/** `/` says what this is, `/healthz` that the process runs, `/readyz` whether it does its work. */
export function createHttp({
  db,
  machineNow,
  now = machineNow,
}: {
  db: Database
  machineNow: () => Date
  /** The time by which messages are due: the demo has its own. */
  now?: () => Date
}): Express {
  const app = openHttp()
  app.get('/', (_request, response) => {
    response.type('text/plain').send(ABOUT)
  })
  app.get('/healthz', (_request, response) => {
    response.json({ ok: true })
  })
  app.get('/readyz', async (_request, response) => {
    const problems = await problemsOf(db, { machineNow: machineNow(), now: now() })
    response.status(problems.length === 0 ? 200 : 503).json({ ready: problems.length === 0, problems })
  })
  return app
}

/** Resolves when the server takes requests; rejects when the port is taken. */
export async function listening(
  app: Express,
  { port, host }: { port: number; host: string },
): Promise<Server> {
  const server = createServer({ keepAliveTimeout: LONGEST_IDLE_MS }, app)
  await new Promise<void>((done, failed) => {
    server.once('error', failed)
    server.listen(port, host, done)
  })
  return server
}

/** Lets requests under way finish, cuts off those that take too long, and resolves when nobody is connected any more. */
export async function closed(server: Server, { patience = PATIENCE_MS } = {}): Promise<void> {
  const cut = setTimeout(() => server.closeAllConnections(), patience)
  await new Promise((done) => server.close(done))
  clearTimeout(cut)
}

/** States and counts only, nothing that people said. */
async function problemsOf(
  db: Database,
  { machineNow, now }: { machineNow: Date; now: Date },
): Promise<readonly string[]> {
  try {
    const clock = await readClockState(db, machineNow)
    const plans = await listPlans(db)
    const troubled = (await Promise.all(plans.map(({ id }) => listTroubled(db, id)))).flat()
    // By a clock that is not believed anything may seem to be overdue.
    const believed = clock.step ? [] : plans
    const unsent = await Promise.all(believed.map(({ id }) => countUnsent(db, id, now)))
    const overdue = unsent.reduce((sum, each) => sum + each.overdue, 0)
    const untold = unsent.reduce((sum, each) => sum + each.untold, 0)
    return [
      ...(clock.isStale ? ['the clock has not run for three minutes, or was set'] : []),
      ...(clock.step ? ['the clock was set: messages wait'] : []),
      ...(['held', 'failed'] as const).flatMap((state) => {
        const number = troubled.filter((delivery) => delivery.state === state).length
        return number === 0 ? [] : [`deliveries ${state}: ${number}`]
      }),
      ...(overdue > 0 ? [`deliveries overdue: ${overdue}`] : []),
      ...(untold > 0 ? [`alerts that reached nobody: ${untold}`] : []),
    ]
  } catch {
    return ['the database cannot be read']
  }
}
