/**
 * Calls `work` each minute until it is stopped. Without a time zone: with one, node-cron is silent for an hour
 * each autumn. What is due is no business of the clock's: due times live in the database.
 */
export async function everyMinute(work: () => Promise<void>): Promise<{ readonly stop: () => void }> {
  const { schedule } = await import('node-cron')
  const task = schedule('* * * * *', work)
  return { stop: () => void task.destroy() }
}
