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
