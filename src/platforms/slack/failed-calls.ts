import { WebClient, type WebClientOptions } from '@slack/web-api'
import type { Logger } from 'pino'
import { errorName } from './error-name.ts'

/** A client that logs each call that fails. */
export class LoggingClient extends WebClient {
  readonly #log: Logger

  constructor(token: string | undefined, options: WebClientOptions, log: Logger) {
    super(token, options)
    this.#log = log
  }

  override async apiCall(...[method, options]: Parameters<WebClient['apiCall']>) {
    try {
      return await super.apiCall(method, options)
    } catch (error) {
      logFailedCall(this.#log, { method, place: kindOfPlace(options ?? {}) }, error)
      throw error
    }
  }
}

const logged = new WeakSet<object>()

/** Names Slack's method, the kind of place and the error: no ids, and no words. A failure is logged once. */
export function logFailedCall(
  log: Logger,
  call: { readonly method: string; readonly place: string },
  error: unknown,
): void {
  if (typeof error === 'object' && error !== null) {
    if (logged.has(error)) return
    logged.add(error)
  }
  log.warn({ code: 'slack', ...call, error: errorName(error) }, 'a call to Slack failed')
}

/** A channel, a direct message, a thread in one of them, a person, a window or Home; `workspace` for anything else. */
function kindOfPlace(given: Readonly<Record<string, unknown>>): string {
  const { channel = given.channel_id, thread_ts: thread, user = given.users ?? given.user_id, view } = given
  if (typeof channel === 'string') {
    const place = channel.startsWith('D') ? 'direct message' : 'channel'
    return typeof thread === 'string' ? `thread in a ${place}` : place
  }
  if (view !== undefined) return typeof user === 'string' ? 'Home' : 'window'
  return typeof user === 'string' ? 'person' : 'workspace'
}
