import type { Logger } from 'pino'

const METHODS = ['debug', 'error', 'info', 'log', 'trace', 'warn'] as const

/**
 * Keeps what packages write to the console off it, since SDKs repeat tokens, addresses and what people typed there. The log
 * says that something was written. Returns how to end that.
 */
export function quietConsole(log: Logger): () => void {
  const before = METHODS.map((method) => [method, console[method]] as const)
  for (const method of METHODS) {
    console[method] = () => log.warn({ code: 'console', method }, 'a package wrote to the console')
  }
  return () => {
    for (const [method, write] of before) console[method] = write
  }
}
