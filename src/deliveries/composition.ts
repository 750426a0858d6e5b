import type { Database } from '../../data/database.ts'
import type { Delivery, NewDelivery } from '../../data/deliveries.ts'
import type { Meeting } from '../../data/meetings.ts'
import type { PlanModel } from '../../data/plans.ts'
import type { Subject } from '../domain/delivery.ts'
import type { Steps } from '../domain/meeting-clock.ts'
import type { Body } from '../domain/plan.ts'
import type { Message } from '../message.ts'

/** What composing a meeting's delivery can draw on. */
export interface Composing {
  readonly db: Database
  readonly model: PlanModel
  readonly now: Date
  readonly delivery: Delivery
  readonly body: Body
  readonly meeting: Meeting
  readonly steps: Steps
  /** The names of the platforms on which people can be told, by this process or another. */
  readonly platforms: readonly string[]
  /** Whether this process sends what the plan with a code tells. */
  readonly serves: (plan: string) => boolean
}

/** What a delivery turns into right before its first try. */
export type Composed =
  /** A message to send; what follows it, in its thread or beside it, is planned with it. */
  | {
      readonly kind: 'message'
      readonly message: Message
      readonly subject?: Subject
      readonly follow?: readonly NewDelivery[]
      /** What other plans tell the same people, which goes into its thread. */
      readonly beside?: readonly Beside[]
      /** What else is told in this very message. */
      readonly within?: readonly Within[]
    }
  /** A step that sends nothing itself but plans other deliveries. */
  | { readonly kind: 'step'; readonly follow: readonly NewDelivery[] }
  /** There is nothing to tell anybody, and why. */
  | { readonly kind: 'nothing'; readonly outcome: string }

/** Another plan's delivery that goes into the thread of this one, with what follows it. */
export interface Beside {
  readonly delivery: Delivery
  readonly message: Message
  readonly follow: readonly NewDelivery[]
}

/** Another delivery that is told in the same message, with what it would say alone. */
export interface Within {
  readonly composing: Composing
  readonly message: Message
  readonly subject: Subject
}

/** A delivery for one person, told for the posts that they hold, that a step plans; it is composed when it is due. */
export function toPerson(
  { delivery }: Pick<Composing, 'delivery'>,
  person: { readonly personId: number; readonly posts: readonly string[] },
  more: Partial<NewDelivery> = {},
): NewDelivery {
  const { key, kind, subject, bodyId, meetingId, dueAt } = delivery
  return {
    key: `${key}:${person.personId}`,
    kind,
    subject: { ...subject, posts: person.posts },
    bodyId,
    meetingId,
    dueAt,
    ...more,
    personId: person.personId,
  }
}
