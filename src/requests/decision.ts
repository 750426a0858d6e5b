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
  /** It was said that it reverses what was decided before. */
  readonly reverses?: true | undefined
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

/** Who decides now, as the decision is stored. */
export function decisionBy(
  { speaker, now }: Pick<Context, 'speaker' | 'now'>,
  right: Allowed,
): { personId: number; decidedAt: string; chairsAction: 0 | 1 } {
  return {
    personId: speaker.personId,
    decidedAt: now.toISOString(),
    chairsAction: right.may === 'chairs-action' ? 1 : 0,
  }
}

export const VERBS = { approved: 'approve', declined: 'decline', deferred: 'defer' } as const

export function decidedBy(
  context: Context,
  { body, meeting, right }: Pick<Decided, 'body' | 'meeting' | 'right'>,
): string {
  if (right.may === 'chairs-action') return `chair’s action, ${body.name}`
  return `${body.name}, ${shortDay(meeting?.day ?? context.today)}`
}

/** The line again, with the minute or reason to be filled in. */
export function answerLineOf(deciding: Deciding): string {
  return `${lineOf({ ...deciding, note: undefined })} {answer}`
}

/** The line by which the decision is typed. */
export function lineOf({
  number,
  outcome,
  date,
  reverses,
  bodyCode,
  meetingDay,
  note,
  line,
}: Deciding): string {
  const parts = [
    line ?? `${VERBS[outcome]} R${number}`,
    date ? `with ${date.on}` : '',
    reverses ? 'reversing' : '',
    bodyCode ? `for ${bodyCode}` : '',
    meetingDay ? `of ${meetingDay}` : '',
    note === undefined ? '' : `note ${note}`,
  ]
  return parts.filter((part) => part !== '').join(' ')
}
