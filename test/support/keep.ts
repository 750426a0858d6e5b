import type { Express, RequestHandler } from 'express'
import type { Logger } from 'pino'
import { planLoaders } from '../../data/plans.ts'
import { createKeep } from '../../src/deliveries/answers.ts'
import type { Keep, Sender } from '../../src/platform.ts'
import type { TestApp } from './app.ts'

/** Keeps answers as the service does. */
export function keepFor(
  { db, commands, now }: TestApp,
  { log, platform }: { log: Logger; platform: Sender },
): Keep {
  const loadPlans = planLoaders(db, undefined)
  return createKeep({ db, log, commands, senders: [platform], leaseNow: now, loadPlans, now })
}

/** The app, and a promise that resolves when nothing is done any more that follows a response. */
export function watched(http: Express): { readonly http: Express; readonly settled: () => Promise<void> } {
  const open = new Set<Promise<unknown>>()
  const watching =
    (handler: RequestHandler): RequestHandler =>
    (request, response, next) => {
      const work = Promise.resolve(handler(request, response, next))
      open.add(work)
      work.finally(() => open.delete(work)).catch(() => {})
      return work
    }
  const post = http.post.bind(http) as (path: string, ...handlers: RequestHandler[]) => Express
  http.post = ((path: string, ...handlers: RequestHandler[]) =>
    post(path, ...handlers.map(watching))) as Express['post']
  return {
    http,
    settled: async () => {
      while (open.size > 0) await Promise.allSettled(open)
    },
  }
}
