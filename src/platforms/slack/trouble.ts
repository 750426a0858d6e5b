import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api'
import { errorName } from './error-name.ts'

/** Why Slack could not be reached or did not do what it was asked; `name` is a code for the log. */
export type Trouble =
  /** Nobody answered, or somebody who is not Slack. */
  | { readonly kind: 'network'; readonly name: string }
  /** Slack itself is in trouble or asks for patience, for so many seconds if it says. */
  | { readonly kind: 'slack'; readonly name: string; readonly seconds?: number }
  /** Slack gave an address for a connection, and none came about there. */
  | { readonly kind: 'line'; readonly name: string }
  /** Slack refuses our token or the app: trying again soon would not help. */
  | { readonly kind: 'refused'; readonly name: string }

/** What a failed call to Slack's Web API means. */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof WebAPIPlatformError) return refusal(error)
  if (error instanceof WebAPIRateLimitedError)
    return { kind: 'slack', name: 'ratelimited', seconds: error.retryAfter }
  if (error instanceof WebAPIHTTPError) {
    const { statusCode: status } = error
    return { kind: status >= 500 ? 'slack' : 'network', name: `HTTP ${status}` }
  }
  if (error instanceof WebAPIRequestError) return { kind: 'network', name: networkName(error.original) }
  // The SDK throws a plain error for a 429 without the header that says how long.
  if (error instanceof Error && /^Retry header did not contain/.test(error.message))
    return { kind: 'slack', name: 'ratelimited' }
  return { kind: 'network', name: errorName(error) }
}

/** What Slack answers in its own name when something is wrong there, or with nothing that we could change. */
const ITS_OWN = [
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'ratelimited',
  'rate_limited',
  'team_added_to_org',
  'org_login_required',
]

function refusal(error: WebAPIPlatformError): Trouble {
  const name = errorName(error)
  // A page or nothing in place of an answer.
  if (name === 'unclear') return { kind: 'network', name: 'an answer that is not Slack’s' }
  return { kind: ITS_OWN.includes(name) ? 'slack' : 'refused', name }
}

/** `ECONNREFUSED`, `ENOTFOUND`, `CERT_HAS_EXPIRED`; otherwise the error's class, if it tells anything. */
export function networkName(error: unknown): string {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const code = 'code' in at ? String(at.code) : ''
    if (/^[A-Z][A-Z0-9_]{2,60}$/.test(code)) return code
  }
  return error instanceof Error && error.name !== 'TypeError' ? error.name : 'no connection'
}

/** What is wrong with a call that a token of ours was used for, and what to do. */
export function sentenceOf(trouble: Trouble, token: Token): string {
  switch (trouble.kind) {
    case 'network':
      return `Slack cannot be reached (${trouble.name}): check the network, HTTPS_PROXY and SLACK_API_URL.`
    case 'slack':
      return `Slack has trouble of its own (${trouble.name}): nothing is wrong here, see slack-status.com.`
    case 'line':
      return `Slack answers, but no lasting connection can be made to it (${trouble.name}): check that the firewall and HTTPS_PROXY let WebSockets through to *.slack.com, port 443.`
    case 'refused':
      return SWITCHED_OFF.includes(trouble.name)
        ? `Socket Mode is switched off for the app (${trouble.name}): switch it on in the app’s settings, or use HTTP and remove SLACK_APP_TOKEN.`
        : `Slack refuses ${token} (${trouble.name}): ${CURES[token]}`
  }
}

const SWITCHED_OFF = ['link_disabled', 'connections_not_enabled']

export type Token = keyof typeof CURES

const CURES = {
  SLACK_BOT_TOKEN:
    'copy the bot token (xoxb-…) from the app’s page “OAuth & Permissions” again; if it was revoked, install the app again.',
  SLACK_APP_TOKEN:
    'make a new app-level token (xapp-…) with the scope connections:write under “App-Level Tokens” on the app’s page “Basic Information”.',
} as const
