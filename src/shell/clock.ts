import type { Logger } from 'pino'

/**
 * Calls `work` every minute until stopped. No time zone is set: with one, node-cron is silent for an hour each autumn.
 * Due times are in the database, so the clock need not know them.
 */
export async function everyMinute(
  work: () => Promise<void>,
  log: Logger,
): Promise<{ readonly stop: () => void }> {
  const { schedule } = await import('node-cron')
  const quiet = () => {}
  // node-cron's own messages could contain ours; a missed or failed wake-up is worth one plain line.
  const failed = () => log.warn({ code: 'not-woken' }, 'a wake-up was missed or failed')
  const task = schedule('* * * * *', work, {
    logger: { info: quiet, debug: quiet, warn: failed, error: failed },
  })
  return { stop: () => void task.destroy() }
}

/**
 * If wall clock and monotonic clock differ by more than this between two wake-ups, the wall clock was set or the
 * machine slept.
 */
const MOST_DRIFT_MS = 120_000

/**
 * Returns a function that tells whether the wall clock has jumped since the last call, compared with a monotonic clock.
 * Nothing is sent right after a jump; a clock that agrees again a minute later is believed.
 */
export function jumpWatch(wall: () => Date, steady: () => number): () => boolean {
  let last = { wall: wall().getTime(), steady: steady() }
  return () => {
    const now = { wall: wall().getTime(), steady: steady() }
    const drift = now.wall - last.wall - (now.steady - last.steady)
    last = now
    return Math.abs(drift) > MOST_DRIFT_MS
  }
}
