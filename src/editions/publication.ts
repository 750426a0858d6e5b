import { createHash } from 'node:crypto'
import type { Database } from '../../data/database.ts'
import { findEdition } from '../../data/editions.ts'
import { findLastMeeting } from '../../data/meetings.ts'
import type { PlanModel } from '../../data/plans.ts'
import { factsDayOf } from '../domain/meeting-clock.ts'
import { type Drafted, publicDocument } from '../domain/public-document.ts'
import { bodyCalled } from '../lookup/bodies.ts'
import { bearerOf } from '../lookup/references.ts'

/** What could be published now, or why nothing can. */
export type PublicDraft =
  | { readonly kind: 'unmarked' }
  | { readonly kind: 'no-position'; readonly body: string }
  | (Drafted & { readonly kind: 'ready'; readonly editionId: number; readonly mark: string })

/** The public words of a plan beside the position of the last held meeting of the body that decides, never as it is now. */
export async function draftPublication(db: Database, model: PlanModel, now: Date): Promise<PublicDraft> {
  const { plan } = model
  if (!plan.public) return { kind: 'unmarked' }
  const body = bodyCalled(plan.policies.decidesDates, model)
  const meeting = await findLastMeeting(db, plan.id, { bodyId: body.id, now, timeZone: plan.timeZone })
  const edition =
    meeting && (await findEdition(db, plan.id, { meetingId: meeting.id, day: factsDayOf(meeting) }))
  if (!meeting || edition?.origin !== 'cut-off') return { kind: 'no-position', body: body.name }
  const drafted = publicDocument(plan.public, {
    facts: edition.facts,
    meetingDay: meeting.day,
    idOf: (ref) => bearerOf(model, ref)?.id,
  })
  const mark = createHash('sha256').update(JSON.stringify(drafted.document)).digest('hex').slice(0, 8)
  return { kind: 'ready', ...drafted, editionId: edition.id, mark }
}
