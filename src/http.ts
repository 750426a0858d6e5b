import { createServer, type Server } from 'node:http'
import express, { type Express } from 'express'
import type { Database } from '../data/database.ts'
import { listTroubled } from '../data/deliveries.ts'
import { listPlans } from '../data/plans.ts'
import { lastTick } from '../data/ticks.ts'

/** The clock wakes each minute; after this it counts as stopped. */
const MOST_SILENCE_MS = 180_000

/** For whoever follows the link that Teams shows beside the app's name. */
const ABOUT =
  'WSoA keeps an improvement plan and writes the digests of its boards. Talk to it in Slack or Microsoft Teams: nothing of the plan is shown here.\n'

/**
 * The one HTTP server's app: `/` says what this is, `/healthz` that the process runs, `/readyz` that it does what it
 * is for.
 */
export function createHttp({ db, machineNow }: { db: Database; machineNow: () => Date }): Express {
  const app = express()
  app.disable('x-powered-by')
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
  return app
}

/** Answers when the server takes requests; a port that is taken is an error. */
export async function listening(
  app: Express,
  { port, host }: { port: number; host: string },
): Promise<Server> {
  const server = createServer(app)
  await new Promise<void>((done, failed) => {
    server.once('error', failed)
    server.listen(port, host, done)
  })
  return server
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
