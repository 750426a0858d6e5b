import type { Logger } from 'pino'

/**
 * Calls `work` each minute until it is stopped. Without a time zone: with one, node-cron is silent for an hour
 * each autumn. What is due is no business of the clock's: due times live in the database.
 */
export async function everyMinute(
  work: () => Promise<void>,
  log: Logger,
): Promise<{ readonly stop: () => void }> {
  const { schedule } = await import('node-cron')
  const quiet = () => {}
  // Its own words could hold ours; a wake-up that failed or was missed is worth one dull line.
  const failed = () => log.warn({ code: 'not-woken' }, 'a wake-up was missed or failed')
  const task = schedule('* * * * *', work, {
    logger: { info: quiet, debug: quiet, warn: failed, error: failed },
  })
  return { stop: () => void task.destroy() }
}

/** More than this between two wake-ups apart from each other: the wall clock was set, or the machine slept. */
const MOST_DRIFT_MS = 120_000

/**
 * Whether the wall clock jumped since it was asked last, against one that only runs. Nothing is sent on the word of a
 * clock that has just jumped; one that still says so a minute later is believed.
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
