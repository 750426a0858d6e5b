import { type LogLevel, type Logger as SlackLogger, WebClient, type WebClientOptions } from '@slack/web-api'
import type { Logger } from 'pino'

/**
 * The SDK's own defaults send an accepted message again after every unclear answer, and pause all channels when one
 * is limited. Here every call is made once, and every answer comes back.
 */
export function clientOptions({
  log,
  apiUrl,
}: {
  readonly log: Logger
  readonly apiUrl?: string | undefined
}): WebClientOptions {
  return {
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: 10_000,
    allowAbsoluteUrls: false,
    logger: quietLogger(log),
    ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
  }
}

export function createWebClient(
  token: string,
  options: { readonly log: Logger; readonly apiUrl?: string | undefined },
): WebClient {
  return new WebClient(token, clientOptions(options))
}

/** The SDK logs what people typed, addresses to answer at, and at times secrets: only that it spoke is kept. */
export function quietLogger(log: Logger): SlackLogger {
  const nothing = () => {}
  return {
    debug: nothing,
    info: nothing,
    warn: () => log.debug({ code: 'slack-sdk' }, 'the Slack SDK warned'),
    error: () => log.warn({ code: 'slack-sdk' }, 'the Slack SDK reported an error'),
    setLevel: nothing,
    getLevel: () => 'error' as LogLevel,
    setName: nothing,
  }
}
