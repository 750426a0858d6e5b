import type { NewDelivery } from '../../../data/deliveries.ts'
import { beginsAt, listMeetings, type Meeting } from '../../../data/meetings.ts'
import { listOpenRequests } from '../../../data/requests.ts'
import { addDays, dayIn } from '../../domain/day.ts'
import { decidingBody } from '../../domain/request.ts'
import { type Composing, toPerson } from '../composition.ts'
import { didItMeet } from './decisions.ts'

/** Meetings from longer ago are not asked about again: nobody was asked about those of before the plan went live. */
const DAYS_BACK = 60

/** Asks the coordinators once more, ahead of a cut-off, about the meetings of which nobody has said whether they took place. */
export async function didTheyMeet(
  composing: Composing,
  people: readonly number[],
): Promise<readonly NewDelivery[]> {
  const { db, model } = composing
  const { policies } = model.plan
  const meetings = await unanswered(composing)
  if (meetings.length === 0) return []
  const open = await listOpenRequests(db, model.plan.id, {})
  return meetings.flatMap((meeting) => {
    const body = model.bodies.find(({ id }) => id === meeting.bodyId)
    if (!body) return []
    const recommends = policies.recommends.includes(body.code)
    const waiting = open.filter((request) => recommends || decidingBody(policies, request) === body.code)
    const what = recommends ? 'recommended' : 'decided'
    const payload = JSON.stringify(didItMeet({ body, meeting }, { waiting: waiting.length, what }))
    return people.map((personId) =>
      toPerson(
        composing,
        { personId, posts: ['coordinator'] },
        { key: `${composing.delivery.key}:met:${meeting.id}:${personId}`, kind: 'notice', payload },
      ),
    )
  })
}

/** The meetings since the plan was imported that have begun, and that it would have been asked about. */
async function unanswered({ db, model, now }: Composing): Promise<readonly Meeting[]> {
  const { plan, record } = model
  const imported = record.versions[0]?.recordedAt ?? now.toISOString()
  const today = dayIn(plan.timeZone, now)
  const all = await listMeetings(db, plan.id, { from: addDays(today, -DAYS_BACK), to: today })
  return all.filter((meeting) => {
    const begins = beginsAt(meeting, plan.timeZone)
    return (
      meeting.met === null &&
      meeting.state !== 'cancelled' &&
      begins < now &&
      begins.toISOString() > imported &&
      meeting.day < today
    )
  })
}
