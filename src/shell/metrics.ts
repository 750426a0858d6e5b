import { createHash, timingSafeEqual } from 'node:crypto'
import type { Express, Request } from 'express'
import type { Database } from '../../data/database.ts'
import { readWatched } from '../../data/watching.ts'
import { DELIVERY_STATES } from '../domain/delivery-events.ts'
import type { Reply } from '../platform.ts'
import { isFromLoopback } from '../platforms/connection/loopback.ts'
import type { Settings } from '../settings.ts'

/** What the program notes as it works. */
export interface Metrics {
  /** What a line came to, and how long it took. */
  readonly answered: (platform: string, reply: Reply, seconds: number) => void
  readonly ticked: (seconds: number, isDone: boolean) => void
  readonly serve: (http: Express) => void
}

interface Needs {
  readonly db: Database
  readonly settings: Pick<Settings, 'METRICS' | 'METRICS_TOKEN'>
  readonly machineNow: () => Date
  /** The time by which messages are due. */
  readonly now: () => Date
  /** When the last good backup was taken. */
  readonly lastBackup?: () => Promise<Date | undefined>
}

/** The platforms there are: whatever else says its name is "other", so that labels stay few. */
const PLATFORMS: readonly string[] = ['slack', 'teams', 'web', 'terminal']
const OUTCOMES = ['done', 'asked', 'refused', 'failed'] as const
const SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

const NOTHING: Metrics = { answered: () => {}, ticked: () => {}, serve: () => {} }

/** Counts and times for Prometheus at /metrics: numbers, and never a name, a reference or a word of the plan. */
export async function createMetrics({ db, settings, machineNow, now, lastBackup }: Needs): Promise<Metrics> {
  if (settings.METRICS === 'off') return NOTHING
  const { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } = await import('prom-client')
  const register = new Registry()
  const registers = [register]
  collectDefaultMetrics({ register })
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers })
  const deliveries = new Gauge({
    name: 'wsoa_deliveries',
    help: 'Messages of the plans, by state',
    labelNames: ['state'],
    registers,
  })
  const overdue = gauge(
    'wsoa_oldest_overdue_seconds',
    'How long ago the oldest message that is not out was due; 0 if none is late',
  )
  const tickAge = gauge('wsoa_tick_age_seconds', 'How long ago the minute clock last ran; -1 if it never did')
  const size = gauge('wsoa_database_bytes', 'Size of the database')
  const backup = gauge(
    'wsoa_last_backup_timestamp_seconds',
    'When the last good backup was taken; 0 if none is known',
  )
  const lines = new Histogram({
    name: 'wsoa_line_seconds',
    help: 'Lines that were answered, by platform and outcome, and how long each took',
    labelNames: ['platform', 'outcome'],
    buckets: SECONDS,
    registers,
  })
  const ticks = new Histogram({
    name: 'wsoa_tick_seconds',
    help: 'How long a tick took',
    buckets: SECONDS,
    registers,
  })
  const failures = new Counter({ name: 'wsoa_tick_failures_total', help: 'Ticks that failed', registers })
  for (const outcome of OUTCOMES) lines.zero({ platform: 'other', outcome })

  const measure = async () => {
    const { deliveries: counted, oldestDue, tickedAt, databaseBytes } = await readWatched(db, now())
    for (const state of DELIVERY_STATES) deliveries.set({ state }, counted.get(state) ?? 0)
    overdue.set(oldestDue ? secondsBetween(oldestDue, now()) : 0)
    tickAge.set(tickedAt ? secondsBetween(tickedAt, machineNow()) : -1)
    size.set(databaseBytes)
    backup.set(((await lastBackup?.())?.getTime() ?? 0) / 1_000)
  }
  return {
    answered: (platform, reply, seconds) => {
      const known = PLATFORMS.includes(platform) ? platform : 'other'
      lines.observe({ platform: known, outcome: outcomeOf(reply) }, seconds)
    },
    ticked: (seconds, isDone) => {
      ticks.observe(seconds)
      if (!isDone) failures.inc()
    },
    serve: (http) => {
      http.get('/metrics', async (request, response) => {
        if (!mayRead(request, settings.METRICS_TOKEN)) {
          response.status(404).type('text').send('There is nothing here.\n')
          return
        }
        await measure()
        response
          .set('cache-control', 'no-store')
          .type(register.contentType)
          .send(await register.metrics())
      })
    },
  }
}

function outcomeOf({ ok, waits, error }: Reply): (typeof OUTCOMES)[number] {
  if (error) return FAILURES.includes(error.code) ? 'failed' : 'refused'
  return ok || !waits ? 'done' : 'asked'
}

const FAILURES: readonly string[] = ['internal', 'storage', 'setup']

function secondsBetween(from: Date, to: Date): number {
  return (to.getTime() - from.getTime()) / 1_000
}

/** A tool on this machine, or whoever bears the token. */
function mayRead(request: Request, token: string | undefined): boolean {
  const given = request.headers.authorization
  if (token !== undefined && given !== undefined) return isSame(given, `Bearer ${token}`)
  return isFromLoopback(request)
}

function isSame(given: string, wanted: string): boolean {
  const [one, other] = [given, wanted].map((text) => createHash('sha256').update(text).digest())
  return one !== undefined && other !== undefined && timingSafeEqual(one, other)
}
