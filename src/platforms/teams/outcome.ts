import type { NotSent } from '../../platform.ts'
import { CallFailed, NeverRequested } from './sdk.ts'

/** What a failed call says about the message. Only a definite answer from Teams is certain. */
export function outcomeOf(error: unknown, now: Date): NotSent {
  if (error instanceof NeverRequested) return { state: 'later', seconds: null }
  if (!(error instanceof CallFailed) || error.status === null) return { state: 'unknown' }
  const { status, retryAfter } = error
  if (status === 429 || status === 412) return { state: 'later', seconds: secondsIn(retryAfter, now) }
  if (status >= 400 && status < 500 && status !== 408) {
    return {
      state: 'refused',
      reason: reasonFor(status),
      ...(OF_FORM.includes(status) ? { isForItsForm: true } : {}),
    }
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

/** The seconds that `Retry-After` says, which is a number or a date. */
function secondsIn(retryAfter: string | null, now: Date): number | null {
  if (retryAfter === null) return null
  const seconds = /^\d+$/.test(retryAfter)
    ? Number(retryAfter)
    : (Date.parse(retryAfter) - now.getTime()) / 1_000
  return Number.isFinite(seconds) && seconds >= 0 ? Math.ceil(seconds) : null
}
