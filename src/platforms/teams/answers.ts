import type { Logger } from 'pino'
import type { Message } from '../../message.ts'
import type { TeamsPage } from '../../render/teams/plainer.ts'
import { type Activity, placeIn } from './activity.ts'
import { activityOf, type Cards } from './cards.ts'
import { outcomeOf } from './outcome.ts'
import type { Pace } from './pacing.ts'
import type { Connector } from './sdk.ts'

/** The response to a request of Teams. An invoke wants a body. */
export interface Answer {
  readonly status: number
  readonly body?: unknown
  /** What remains to be done once the response is given. */
  readonly after?: () => Promise<void>
}

export const DONE: Answer = { status: 200 }
/** Teams may send the activity again. Its key then brings the same answer, and nothing is done twice. */
const AGAIN: Answer = { status: 503 }
/** Teams stops waiting for a response after ten to fifteen seconds. */
const PATIENCE_MS = 8_000

interface Answered {
  readonly activity: Activity
  readonly connector: Connector
}

/** Answers an activity in its conversation. In a channel all members read it. */
export interface Answers {
  readonly say: (answered: Answered, messages: readonly Message[]) => Promise<Answer>
  readonly post: (answered: Answered, pages: readonly TeamsPage[]) => Promise<Answer>
  /** Shows pages in the place of an earlier message. False when Teams did not accept that. */
  readonly replace: (answered: Answered, activityId: string, pages: readonly TeamsPage[]) => Promise<boolean>
}

interface Needs {
  readonly cards: Cards
  readonly pace: Pace
  readonly machineNow: () => Date
  readonly log: Logger
}

export function createAnswers(needs: Needs): Answers {
  return {
    say: (answered, messages) => say(needs, answered, messages),
    post: (answered, pages) => post(needs, answered, pages),
    replace: (answered, activityId, pages) => replace(needs, answered, { activityId, pages }),
  }
}

async function say(needs: Needs, answered: Answered, messages: readonly Message[]): Promise<Answer> {
  for (const message of messages) {
    const answer = await post(needs, answered, await needs.cards.pages(message))
    if (answer !== DONE) return answer
  }
  return DONE
}

async function post(needs: Needs, answered: Answered, pages: readonly TeamsPage[]): Promise<Answer> {
  const { activity, connector } = answered
  const to = { conversation: activity.conversation.id, activityId: activity.id }
  for (const page of pages) {
    const failure = await attempt(needs, activity, (deadline) =>
      connector.answer(to, activityOf(page), deadline),
    )
    if (failure && failure !== 'refused') return AGAIN
  }
  return DONE
}

async function replace(
  needs: Needs,
  answered: Answered,
  { activityId, pages: [first, ...more] }: { activityId: string; pages: readonly TeamsPage[] },
): Promise<boolean> {
  if (!first) return false
  const { activity, connector } = answered
  const which = { conversation: activity.conversation.id, activityId }
  const failure = await attempt(needs, activity, (deadline) =>
    connector.change(which, activityOf(first), deadline),
  )
  if (failure) return false
  await post(needs, answered, more)
  return true
}

/** How a call failed; undefined when it succeeded. A failure is only logged, since what was said is on disk already. */
async function attempt(
  { pace, machineNow, log }: Needs,
  activity: Activity,
  call: (deadline: AbortSignal) => Promise<unknown>,
) {
  const deadline = AbortSignal.timeout(PATIENCE_MS)
  if (!(await pace(placeIn(activity), deadline))) return 'later'
  try {
    await call(deadline)
    return undefined
  } catch (error) {
    const { state } = outcomeOf(error, machineNow())
    log.warn({ code: 'teams-answer', state, type: activity.type }, 'an answer did not arrive')
    return state
  }
}
