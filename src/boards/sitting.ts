import type { Meeting } from '../../data/meetings.ts'
import type { Context } from '../command.ts'
import { longDay } from '../domain/format.ts'
import type { Body, Day } from '../domain/plan.ts'
import { UserError } from '../errors.ts'
import { bodyCalled } from '../lookup/bodies.ts'
import { recordedAsHeld } from '../requests/held.ts'
import { begunMeeting } from './met.ts'

/** A sitting of a board, of which something is recorded. */
export interface Sitting {
  readonly body: Body
  readonly meeting: Meeting
}

/**
 * The sitting that somebody names; without a body that of the board which decides dates, without a day its latest.
 * @throws UserError if it did not take place
 */
export async function sittingNamed(
  context: Context,
  { body: code, day }: { body: string | undefined; day: Day | undefined },
): Promise<Sitting> {
  const body = bodyCalled(code ?? context.model.plan.policies.decidesDates, context.model)
  const meeting = await begunMeeting(context, body, day)
  if (meeting.met !== 'not-met') return { body, meeting }
  throw new UserError(
    'refused',
    `The ${body.name} did not meet on ${longDay(meeting.day)}. Nothing was recorded. If it did meet, say so first: met ${body.code} of ${meeting.day} quorate`,
  )
}

/** What is recorded of a sitting says that it was held, where nobody has said so. */
export async function heldNow(context: Context, { body, meeting }: Sitting): Promise<void> {
  await recordedAsHeld(context, body, meeting)
}

/** "SEND Improvement Board, 8 December 2020" */
export function sittingText({ body, meeting }: Sitting): string {
  return `the ${body.name} of ${longDay(meeting.day)}`
}
