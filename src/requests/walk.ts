import { beginsAt, findLastMeeting, type Meeting } from '../../data/meetings.ts'
import { type AskedRequest, type Decision, listRequests, readDecisions } from '../../data/requests.ts'
import type { Context } from '../command.ts'
import type { Body, Day } from '../domain/plan.ts'
import { decidingBody } from '../domain/request.ts'

/** The requests that a held meeting had to decide, and how far they are recorded. */
export interface Walk {
  readonly body: Body
  readonly meeting: Meeting
  /** In the order in which they were made. */
  readonly requests: readonly AskedRequest[]
  readonly decisions: ReadonlyMap<number, readonly Decision[]>
  /** The recorded outcome of a request. */
  readonly outcomeOf: (request: AskedRequest) => Decision | undefined
  /** The requests that have no recorded outcome yet. */
  readonly left: readonly AskedRequest[]
}

/** Reads the walk of a body's latest meeting, or of the one on a day; undefined if none was held. */
export async function walkOf(
  context: Context,
  body: Body,
  day?: Day,
  { evenIfNotMet = false }: { evenIfNotMet?: boolean } = {},
): Promise<Walk | undefined> {
  const { plan } = context.model
  const place = { bodyId: body.id, now: context.now, timeZone: plan.timeZone, evenIfNotMet }
  const meeting = await findLastMeeting(context.db, plan.id, { ...place, day })
  if (!meeting) return undefined
  const decisions = await readDecisions(context.db, plan.id)
  const outcomeOf = ({ id }: AskedRequest) =>
    decisions.get(id)?.findLast((each) => each.bodyCode === body.code && each.meetingId === meeting.id)
  const begun = beginsAt(meeting, plan.timeZone).toISOString()
  const recommends = plan.policies.recommends.includes(body.code)
  const requests = (await listRequests(context.db, plan.id)).filter(
    (request) =>
      request.askedAt < begun &&
      (recommends || decidingBody(plan.policies, request) === body.code) &&
      (isOpen(request) || outcomeOf(request)),
  )
  const left = requests.filter((request) => isOpen(request) && !outcomeOf(request))
  return { body, meeting, requests, decisions, outcomeOf, left }
}

function isOpen({ state }: AskedRequest): boolean {
  return state === 'pending' || state === 'deferred'
}
