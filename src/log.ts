import { destination, type Logger, pino } from 'pino'

/** Logs are dull: states, keys and counts, never what somebody typed. */
export function createLog(level: string): Logger {
  return pino({ level, base: null }, destination({ dest: 2, sync: true }))
}
