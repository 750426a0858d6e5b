import type { Database } from '../../data/database.ts'
import type { Answers } from '../../data/import/questions.ts'
import type { PlanModel } from '../../data/plans.ts'
import { recordedRows } from '../../data/tracker-rows.ts'
import { dayIn } from '../domain/day.ts'
import type { SentTracker } from '../import/tracker-sheet.ts'
import { compareTracker } from './compare.ts'
import type { Compared } from './compared.ts'
import { heldBy, readHeld } from './held.ts'

export interface Previewing {
  readonly sent: SentTracker
  readonly exported: Date
  readonly answers: Answers
  readonly now: Date
}

/** What recording a tracker would do, and what it leaves open. Nothing is changed. */
export async function previewTracker(
  db: Database,
  model: PlanModel,
  { sent, exported, answers, now }: Previewing,
): Promise<Compared> {
  const { plan, bodies, roles } = model
  const recorded = await recordedRows(db, plan.id)
  return compareTracker({
    sent,
    held: heldBy(await readHeld(db, model, exported), sent.posts),
    now: await readHeld(db, model, now),
    exported,
    today: dayIn(plan.timeZone, now),
    answers,
    decidesDates: bodies.find(({ code }) => code === plan.policies.decidesDates)?.name ?? 'board',
    posts: roles.filter(({ kind }) => kind === 'officer').map(({ code }) => code),
    isRecorded: (key) => recorded.has(key),
  })
}
