import type { Meeting } from '../../data/meetings.ts'
import type { AskedRequest } from '../../data/requests.ts'
import type { Context } from '../command.ts'
import { shortDay } from '../domain/format.ts'
import type { Body, Day, GivenDay } from '../domain/plan.ts'

/** A decision as it was typed. */
export interface Deciding {
  readonly number: number
  readonly outcome: 'approved' | 'declined' | 'deferred'
  /** The date to approve instead of the one asked for. */
  readonly date?: GivenDay | undefined
  /** The body whose decision the coordinator records; without it, the one that decides. */
  readonly bodyCode?: string | undefined
  /** The minute, the reason, or why a deputy acts. */
  readonly note?: string | undefined
  /** The body took the item up itself, so the request is made with the decision. */
  readonly takenUp?: boolean
  /** The day of the sitting that decided; without it, the latest since the request was made. */
  readonly meetingDay?: Day | undefined
  /** The verb that was typed, if it is not the outcome's own. */
  readonly line?: string
}

export type Allowed = { may: 'record' } | { may: 'chairs-action'; deputyReason: string | null }

export interface Decided {
  readonly deciding: Deciding
  readonly request: AskedRequest
  readonly right: Allowed
  readonly meeting: Meeting | undefined
  readonly body: Body
  readonly due: GivenDay | undefined
}

export const VERBS = { approved: 'approve', declined: 'decline', deferred: 'defer' } as const

export function decidedBy(
  context: Context,
  { body, meeting, right }: Pick<Decided, 'body' | 'meeting' | 'right'>,
): string {
  if (right.may === 'chairs-action') return `chair’s action, ${body.name}`
  return `${body.name}, ${shortDay(meeting?.day ?? context.today)}`
}

/** The line again, with the minute or reason filled in. */
export function answerLineOf({ number, outcome, date, bodyCode, meetingDay, line }: Deciding): string {
  const parts = [
    line ?? `${VERBS[outcome]} R${number}`,
    date ? `with ${date.on}` : '',
    bodyCode ? `for ${bodyCode}` : '',
    meetingDay ? `of ${meetingDay}` : '',
    '{answer}',
  ]
  return parts.filter((part) => part !== '').join(' ')
}
