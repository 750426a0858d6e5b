import { destination, type Logger, pino } from 'pino'

/** Logs hold states, keys and counts, never what somebody typed. */
export function createLog(level: string): Logger {
  return pino({ level, base: null }, destination({ dest: 2, sync: true }))
}

/** Where an error came from: its class, its code and its stack. Its message is left out, because it could repeat what was typed. */
export function faultOf(error: unknown): { readonly error: string; readonly trace: readonly string[] } {
  if (!(error instanceof Error)) return { error: typeof error, trace: [] }
  const frames = (error.stack ?? '').replace(error.message, '').split('\n')
  return { error: error.name, trace: frames.filter((line) => /^\s+at /.test(line)) }
}
