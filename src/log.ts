import { destination, type Logger, pino } from 'pino'

/** Logs hold states, keys and counts, never what somebody typed. */
export function createLog(level: string, format: 'json' | 'text' = 'json'): Logger {
  const out = destination({ dest: 2, sync: true })
  const options = { level, base: null, formatters: { level: (name: string) => ({ level: name }) } }
  return format === 'json'
    ? pino(options, out)
    : pino(options, { write: (line) => out.write(textLine(line)) })
}

/** "2026-11-30T09:00:00.000Z warn HEARTBEAT_URL does not answer code=no-heartbeat": what a person reads in a terminal. */
function textLine(line: string): string {
  const { time, level, msg, ...rest } = JSON.parse(line) as Readonly<Record<string, unknown>>
  const facts = Object.entries(rest).map(
    ([name, value]) => ` ${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )
  return `${new Date(Number(time)).toISOString()} ${level} ${msg ?? ''}${facts.join('')}\n`
}

/** An error for the log: its class, its code and its stack. Its message is left out, because it could repeat what was typed. */
export function faultOf(error: unknown): Fault {
  if (!(error instanceof Error)) return { error: typeof error, trace: [] }
  const { name, message, stack = '' } = error
  const { code: given } = error as { code?: unknown }
  const code = given !== undefined && CODE.test(String(given)) ? { errorCode: String(given) } : {}
  const named = name === 'Error' ? error.constructor.name : name
  const frames = stack.replace(message, '').split('\n')
  return {
    error: CODE.test(named) ? named : 'Error',
    ...code,
    trace: frames.filter((line) => FRAME.test(line)),
  }
}

interface Fault {
  /** The class, or the type of a thrown value that is no error. */
  readonly error: string
  /** The package's or the database's own code. */
  readonly errorCode?: string
  /** The lines of the stack, innermost first. */
  readonly trace: readonly string[]
}

/** A line of a stack ends with a place. A message that was changed after the error was made still stands in its stack. */
const FRAME = /^\s+at .*(?::\d+:\d+|<anonymous>|native)\)?$/

/** A code is one word; anything longer could repeat what was typed. */
const CODE = /^\w{1,64}$/
