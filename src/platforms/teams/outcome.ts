import type { NotSent } from '../../platform.ts'
import { neverConnected } from '../connection/never-connected.ts'
import { NeverRequested } from './sdk.ts'

/** What a failed call says about the message. Only a definite answer from Teams is certain. */
export function outcomeOf(error: unknown, now: Date): NotSent {
  if (error instanceof NeverRequested) return { state: 'later', seconds: null }
  const { statusCode } = error as { statusCode?: number }
  if (statusCode === undefined) {
    return neverConnected(error) ? { state: 'later', seconds: null } : { state: 'unknown' }
  }
  if (statusCode === 429 || statusCode === 412) return { state: 'later', seconds: secondsIn(error, now) }
  if (statusCode >= 400 && statusCode < 500 && statusCode !== 408) {
    return { state: 'refused', reason: reasonFor(statusCode) }
  }
  return { state: 'unknown' }
}

/** In words for the coordinator. Teams' own text is not repeated, since it may hold what was sent. */
function reasonFor(status: number): string {
  switch (status) {
    case 401:
      return 'Teams did not accept the bot’s password: renew MicrosoftAppPassword'
    case 403:
      return 'the app was blocked or removed there, or may not write there'
    case 404:
      return 'the conversation is gone, or the app was removed from it'
    case 413:
      return 'Teams says that the message is too big'
    default:
      return `Teams refused the message (${status})`
  }
}

/** The seconds in `Retry-After`, which is a number or a date. */
function secondsIn(error: unknown, now: Date): number | null {
  const { response } = error as { response?: { headers?: { get?: (name: string) => string | undefined } } }
  const text = response?.headers?.get?.('retry-after')
  if (text === undefined || text === null) return null
  const seconds = /^\d+$/.test(text) ? Number(text) : (Date.parse(text) - now.getTime()) / 1_000
  return Number.isFinite(seconds) && seconds >= 0 ? Math.ceil(seconds) : null
}
