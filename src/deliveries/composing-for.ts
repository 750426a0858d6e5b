import { beginsAt, findMeeting, type Meeting } from '../../data/meetings.ts'
import type { Subject } from '../domain/delivery.ts'
import { stepsOf } from '../domain/meeting-clock.ts'
import { lastMoment } from './compose.ts'
import type { Composing } from './composition.ts'
import { allPlatforms } from './reach.ts'
import type { Claimed, DeliveryServices } from './settle.ts'

/** What a meeting's delivery can be composed of; undefined if the plan has no such meeting any more. */
export async function composingFor(
  services: DeliveryServices,
  { model, delivery, now }: Pick<Claimed, 'model' | 'delivery' | 'now'>,
): Promise<Composing | undefined> {
  const { db, plan } = services
  const meeting = delivery.meetingId === null ? undefined : await findMeeting(db, delivery.meetingId)
  const body = model.bodies.find(({ id }) => id === meeting?.bodyId)
  if (!meeting || !body) return undefined
  const steps = stepsOf(meeting, body, model.plan)
  const platforms = await allPlatforms(services, model)
  const serves = (code: string) => plan === undefined || plan === code
  return { db, model, now, delivery, body, meeting, steps, platforms, serves }
}

/** Whether it is too late to carry it out. */
export function isOver({ delivery, steps, meeting, model, now }: Composing): boolean {
  const last = lastMoment(delivery, { steps, begins: beginsAt(meeting, model.plan.timeZone) })
  return last !== null && now >= last
}

/** When the meeting is, as a message tells it. */
export function whenOf({ day, time }: Meeting): Subject {
  return { meetingDay: day, meetingTime: time }
}
