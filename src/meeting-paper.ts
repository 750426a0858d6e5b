import type { Database } from '../data/database.ts'
import { loadPlan, type PlanModel } from '../data/plans.ts'
import type { Edition } from './digest.ts'
import type { PastMeeting } from './domain/facts.ts'
import { longDay } from './domain/format.ts'
import type { Body, Day } from './domain/plan.ts'
import { editionFor } from './editions/edition.ts'
import { pastMeetings } from './editions/past.ts'
import { UserError } from './errors.ts'
import type { PaperFile } from './message.ts'
import { keepCalendar } from './situation.ts'

/** The paper of a body's meeting, as it is named in a message, in an answer and on disk. */
export function paperFile({ code, name }: Pick<Body, 'code' | 'name'>, day: Day): PaperFile {
  return {
    kind: 'paper',
    title: `${name}, ${longDay(day)}: paper for the meeting`,
    name: `${code}-${day}.docx`,
    body: code,
    meetingDay: day,
  }
}

/** What a paper is made from. */
export async function paperSource(
  db: Database,
  plan: string | undefined,
  { file, now }: { file: Pick<PaperFile, 'body' | 'meetingDay'>; now: Date },
): Promise<{ readonly edition: Edition; readonly past: readonly PastMeeting[]; readonly model: PlanModel }> {
  const model = await loadPlan(db, plan)
  const body = model.bodies.find(({ code }) => code === file.body)
  if (!body) throw new UserError('unknown', `There is no body ${file.body} in this plan.`)
  await keepCalendar(db, model, now)
  const edition = await editionFor(db, model, { body, day: file.meetingDay, now })
  return { edition, past: await pastMeetings(db, model, edition), model }
}
