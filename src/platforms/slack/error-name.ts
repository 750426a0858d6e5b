import { WebAPIPlatformError } from '@slack/web-api'

/** Slack's code or the error's class, for the log. The message is left out, since it may repeat what somebody typed. */
export function errorName(error: unknown): string {
  if (error instanceof WebAPIPlatformError)
    return /^[a-z_]{1,60}$/.test(error.data.error) ? error.data.error : 'unclear'
  return error instanceof Error ? error.name : typeof error
}
