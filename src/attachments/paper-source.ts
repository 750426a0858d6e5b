import type { Database } from '../../data/database.ts'
import { keepCalendar } from '../../data/meetings.ts'
import type { PlanModel } from '../../data/plans.ts'
import { whyHeld } from '../deliveries/child-check.ts'
import type { Edition } from '../digest.ts'
import type { PastMeeting } from '../domain/facts.ts'
import { holdsChild } from '../domain/held-back.ts'
import type { Body, Day } from '../domain/plan.ts'
import { editionFor } from '../editions/edition.ts'
import { pastMeetings } from '../editions/past.ts'
import { UserError } from '../errors.ts'

/**
 * The edition and the past meetings that a paper is made from, for a body's next meeting or the one on a day.
 * @throws UserError if the paper would hold a child's number
 */
export async function paperSource(
  db: Database,
  model: PlanModel,
  {
    body,
    day,
    now,
    isClearing = false,
  }: { body: Body; day?: Day | undefined; now: Date; isClearing?: boolean },
): Promise<{ readonly edition: Edition; readonly past: readonly PastMeeting[] }> {
  await keepCalendar(db, model, now)
  const edition = await editionFor(db, model, { body, day, now, isClearing })
  const source = { edition, past: await pastMeetings(db, model, edition) }
  // A paper has many readers and is kept.
  if (holdsChild(source))
    throw new UserError('invalid', `The paper is not made: ${await whyHeld(db, model, source)}.`)
  return source
}
