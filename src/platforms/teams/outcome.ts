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
    const reason = reasonFor(statusCode)
    return { state: 'refused', reason, ...(OF_FORM.includes(statusCode) ? { isForItsForm: true } : {}) }
  }
  return { state: 'unknown' }
}

/** A card that Teams cannot read, does not know or finds too big. */
const OF_FORM = [400, 413, 415, 422]

const REMOVED = 'the app was blocked or removed there, or may not write there'
const GONE = 'the conversation is gone, or the app was removed from it'

/** Why a conversation takes nothing, as long as nobody brings the app back. */
export const OF_PLACE: readonly string[] = [REMOVED, GONE]

/** In words for the coordinator. Teams' own text is not repeated, since it may hold what was sent. */
function reasonFor(status: number): string {
  switch (status) {
    case 401:
      return 'Teams did not accept the bot’s password: renew MicrosoftAppPassword'
    case 403:
      return REMOVED
    case 404:
      return GONE
    case 400:
    case 415:
    case 422:
      return 'Teams does not accept how the message is built'
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
