import type { Database, Writing } from '../../data/database.ts'
import type { PlanModel } from '../../data/plans.ts'
import type { Edition } from '../digest.ts'
import { digestFor } from '../discover.ts'
import { pastMeetings } from '../editions/past.ts'
import type { Message } from '../message.ts'
import { picturePage } from '../picture/plan-wall.ts'

/** The pages of a body's digest, with the picture of the plan right after the first. */
export async function pagesFor(
  db: Database | Writing,
  model: PlanModel,
  edition: Edition,
): Promise<readonly Message[]> {
  const digest = await digestFor(edition.facts.body.code, model.plan.policies)
  const past = await pastMeetings(db, model, edition)
  const [first, ...more] = digest.pages(edition)
  if (!first) throw new Error('a digest without a page')
  return [first, picturePage(edition, past), ...more]
}
