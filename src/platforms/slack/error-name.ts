import { WebAPIPlatformError } from '@slack/web-api'

/** Slack's code or the error's class, for the log. The message is left out, since it may repeat what somebody typed. */
export function errorName(error: unknown): string {
  if (error instanceof WebAPIPlatformError)
    return /^[a-z_]{1,60}$/.test(error.data.error) ? error.data.error : 'unclear'
  return error instanceof Error ? error.name : typeof error
}

/** Whether a call to Slack failed: by Slack's word, or on its way. Anything else is a fault of ours. */
export function isOfSlack(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code } = error as { code?: unknown }
  if (typeof code === 'string' && code.startsWith('slack_')) return true
  // A request that takes too long, and an answer that breaks off.
  return error.name === 'TimeoutError' || error.name === 'AbortError' || error.cause !== undefined
}
