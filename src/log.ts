import { destination, type Logger, pino } from 'pino'

/** Logs are dull: states, keys and counts, never what somebody typed. */
export function createLog(level: string): Logger {
  return pino({ level, base: null }, destination({ dest: 2, sync: true }))
}

/** An error in the log: its class, its code and where it was thrown, never its message, which may repeat what was typed. */
export function faultOf(error: unknown): Fault {
  if (!(error instanceof Error)) return { error: typeof error, trace: [] }
  const { name, message, stack = '' } = error
  const code = 'code' in error && CODE.test(String(error.code)) ? { errorCode: String(error.code) } : {}
  const frames = stack.replace(message, '').split('\n')
  return {
    error: name === 'Error' ? error.constructor.name : name,
    ...code,
    trace: frames.filter((line) => /^\s+at /.test(line)),
  }
}

interface Fault {
  /** The class, or the type of what is no error. */
  readonly error: string
  /** What the package or the database behind it calls the error. */
  readonly errorCode?: string
  /** The lines of the stack, innermost first. */
  readonly trace: readonly string[]
}

/** One word: anything else may repeat what was typed. */
const CODE = /^\w{1,64}$/
