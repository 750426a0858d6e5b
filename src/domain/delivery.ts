import type { Day } from './plan.ts'

/** What is sent by the clock or follows from a change, one kind for each sort of message. */
export type DeliveryKind =
  /** News of what somebody else recorded or decided. */
  | 'notice'
  /** To the coordinator: the roles that nobody can be reached for. */
  | 'roster'
  /** To each owner: what needs an update. Without a person: the step that plans one for each of them. */
  | 'collect'
  | 'chase'
  /** The facts are stored; the coordinator sees the draft and who is missing. */
  | 'cut-off'
  | 'digest'
  | 'paper'
  /** To the coordinator, after the meeting: what waits for its decision. */
  | 'decisions'
  /** A message that was sent is shown anew. */
  | 'amend'
  /** Something went wrong with another delivery. */
  | 'alert'

/** What a delivery is about, as far as it is known before it is composed. */
export interface Subject {
  /** The body's code, and the day of its meeting. */
  readonly body?: string
  readonly meetingDay?: Day
  readonly meetingTime?: string
  readonly isCancelled?: true
  /** The items that the message asks about. */
  readonly refs?: readonly string[]
  /** The coordinator's own words, shown with a digest. */
  readonly note?: { readonly text: string; readonly by: string }
}

/** Whether two messages are about the same day and time of a meeting. */
export function isSameSitting(
  one: Pick<Subject, 'meetingDay' | 'meetingTime'>,
  other: Pick<Subject, 'meetingDay' | 'meetingTime'>,
): boolean {
  return one.meetingDay === other.meetingDay && one.meetingTime === other.meetingTime
}
