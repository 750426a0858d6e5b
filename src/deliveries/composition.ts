import type { Database } from '../../data/database.ts'
import type { Delivery, NewDelivery } from '../../data/deliveries.ts'
import type { Meeting } from '../../data/meetings.ts'
import type { PlanModel } from '../../data/plans.ts'
import type { Subject } from '../domain/delivery.ts'
import type { Steps } from '../domain/meeting-clock.ts'
import type { Body } from '../domain/plan.ts'
import type { Message } from '../message.ts'

/** What is known when a delivery that hangs off a meeting is composed. */
export interface Composing {
  readonly db: Database
  readonly model: PlanModel
  readonly now: Date
  readonly delivery: Delivery
  readonly body: Body
  readonly meeting: Meeting
  readonly steps: Steps
  /** The platforms on which somebody can be told. */
  readonly platforms: readonly string[]
}

/** What a delivery comes to right before its first try. */
export type Composed =
  /** To be sent; what follows it in its thread, or beside it, is planned with it. */
  | {
      readonly kind: 'message'
      readonly message: Message
      readonly subject?: Subject
      readonly follow?: readonly NewDelivery[]
    }
  /** A step, which is carried out by what it plans. */
  | { readonly kind: 'step'; readonly follow: readonly NewDelivery[] }
  /** Nobody needs to be told anything. */
  | { readonly kind: 'nothing'; readonly outcome: string }

/** A delivery that a step plans for one person, composed when its turn comes. */
export function toPerson(
  { delivery }: Pick<Composing, 'delivery'>,
  person: { readonly personId: number },
  more: Partial<NewDelivery> = {},
): NewDelivery {
  const { key, kind, subject, bodyId, meetingId, dueAt } = delivery
  return {
    key: `${key}:${person.personId}`,
    kind,
    subject,
    bodyId,
    meetingId,
    dueAt,
    ...more,
    personId: person.personId,
  }
}
