import { WebClient, type WebClientOptions } from '@slack/web-api'
import type { Settings } from '../../settings.ts'
import { quietLogger } from './quiet-logger.ts'

/** The SDK's own retries send an accepted message again, and a limit on one channel would stop all others. */
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

export function createClient(settings: Settings): WebClient {
  return new WebClient(settings.SLACK_BOT_TOKEN, clientOptions(settings))
}

/** The SDK appends a method's name to it. */
export function apiUrl(url: string | undefined): { slackApiUrl?: string } {
  return url === undefined ? {} : { slackApiUrl: url.endsWith('/') ? url : `${url}/` }
}
