import type { TeamsPage } from '../../render/teams/plainer.ts'
import type { TeamsDialog } from '../../render/teams.ts'
import type { Answer } from './answers.ts'
import { attachmentOf, CARD } from './cards.ts'

/** Replaces the card, for the presser alone. */
export function cardAnswer({ card }: TeamsPage): Answer {
  return { status: 200, body: { statusCode: 200, type: CARD, value: card } }
}

/** Shows the presser a line, and leaves the card as it is. */
export function noticeAnswer(text: string): Answer {
  const type = 'application/vnd.microsoft.activity.message'
  return { status: 200, body: { statusCode: 200, type, value: text } }
}

/** Opens a dialog, or keeps it open. */
export function dialogAnswer({ card, ...frame }: TeamsDialog): Answer {
  const value = { ...frame, card: attachmentOf(card) }
  return { status: 200, body: { task: { type: 'continue', value } } }
}

/** Closes a dialog with a line. */
export function closingAnswer(text: string): Answer {
  return { status: 200, body: { task: { type: 'message', value: text } } }
}

export const NOT_OURS = 'I cannot read that card, so nothing was changed. Type “help” to see what I can do.'
