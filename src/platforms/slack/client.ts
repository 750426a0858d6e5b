import type { WebClient, WebClientOptions } from '@slack/web-api'
import type { Logger } from 'pino'
import type { Settings } from '../../settings.ts'
import { LoggingClient } from './failed-calls.ts'
import { quietLogger } from './quiet-logger.ts'

/** No retries by the SDK: they would repeat an accepted message, and a limit on one channel would stop all others. */
export function clientOptions({ SLACK_API_URL }: Settings): WebClientOptions {
  return {
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: 10_000,
    allowAbsoluteUrls: false,
    logger: quietLogger(),
    ...apiUrl(SLACK_API_URL),
  }
}

export function createClient(settings: Settings, log: Logger): WebClient {
  return new LoggingClient(settings.SLACK_BOT_TOKEN, clientOptions(settings), log)
}

/** The SDK appends the method's name to this address, so it ends in a slash. */
function apiUrl(url: string | undefined): { slackApiUrl?: string } {
  return url === undefined ? {} : { slackApiUrl: url.endsWith('/') ? url : `${url}/` }
}
