import type { DeliveryEvent, DeliveryKind, DeliveryState, Progress, Transition } from './delivery-events.ts'
import type { Day } from './plan.ts'

/** What a delivery is about, as far as it is known before it is composed. */
export interface Subject {
  /** The body's code. */
  readonly body?: string
  readonly meetingDay?: Day
  readonly meetingTime?: string
  readonly isCancelled?: true
  /** The items that the message asks about. */
  readonly refs?: readonly string[]
  /** The coordinator's own words, shown with a digest. */
  readonly note?: { readonly text: string; readonly by: string }
  /** The roles for which the person is told: it goes to whoever holds one when it is sent. */
  readonly posts?: readonly string[]
  /** It is for this person, whatever they hold. */
  readonly isPersonal?: true
  /** It is for this one account, whoever owns it. */
  readonly toAccount?: true
  readonly alert?: AlertSubject
  /** The platform's id of the message in whose thread an answer belongs. */
  readonly under?: string
  /** The codes of the plans that it speaks of, if there are several. */
  readonly plans?: readonly string[]
}

/** What an alert is about. */
export interface AlertSubject {
  /** The same for each coordinator that is told, and for each account that is tried. */
  readonly id: string
  readonly what:
    | 'held'
    | 'failed'
    | 'missed'
    | 'overdue'
    | 'untold'
    | 'not-missed'
    | 'asked late'
    | 'clock'
    | 'summary'
    | 'other'
  /** The key of the delivery; null if it is about something else. */
  readonly about: string | null
  /** The accounts that did not take it. */
  readonly tried?: readonly string[]
  /** The keys of the alerts that it sums up. */
  readonly of?: readonly string[]
}

/** Whether two messages are about the same day and time of a meeting. */
export function isSameSitting(
  one: Pick<Subject, 'meetingDay' | 'meetingTime'>,
  other: Pick<Subject, 'meetingDay' | 'meetingTime'>,
): boolean {
  return one.meetingDay === other.meetingDay && one.meetingTime === other.meetingTime
}

/** A platform that says "later" without saying when is asked again after this, and for a day at most. */
const RETRY_SECONDS = 30
const MOST_RETRY_SECONDS = 86_400
const MOST_WAITING_MS = 24 * 3_600_000

/** When a message whose answer was lost is looked for; the second look allows for a platform that shows it late. */
const FIRST_LOOK_SECONDS = 20
const NEXT_LOOK_SECONDS = 70

/** A message that was not found after so many looks is sent again; after so many tries a person decides. */
const MOST_LOOKS = 2
const MOST_TRIES = 3

/** After a message was sent again, its first copy is looked for after so many minutes, an hour in all. */
const RECHECK_MINUTES = [2, 8, 20, 30] as const

/** The outcome of what a platform put off for a day. */
export const TOOK_NOTHING = 'the platform took nothing for a day'

const UNCLEAR = 'its answer was lost, and nobody can look whether it arrived'
const UNCLEAR_SINCE_RESTORE =
  'it may have gone out before the database was restored, and nobody can look whether it did'

/** The outcome of a delivery that was claimed after its last moment. */
const PASSED = 'its time had passed'

/** The outcome of an alert for which the coordinator has no account. */
export const NO_ACCOUNT = 'the coordinator has no account'

/** Outcomes of a delivery that the calendar withdrew: it comes back if the calendar wants it again. */
export const CANCELLED = 'the meeting is cancelled'
export const NOT_DUE = 'not due any more'

/** What a board is owed until its meeting begins, however late. */
const OWED_TO_BOARD: readonly DeliveryKind[] = ['cut-off', 'digest']

/**
 * A state, with what the coordinator holds back told apart from what waits for a decision, and what is to be sent told
 * apart from a message whose first posts are there.
 */
type Phase = DeliveryState | 'held back' | 'begun'

const TO_COME: readonly Phase[] = ['planned', 'held back']
const UNDECIDED: readonly Phase[] = ['held', 'failed']

/** The phases in which an event means something. */
const FROM: Readonly<Record<DeliveryEvent['kind'], readonly Phase[]>> = {
  answered: ['sending'],
  rechecked: ['sent'],
  'lease-lost': ['sending'],
  done: ['sending'],
  'not-needed': ['sending'],
  outdated: ['sending'],
  'too-late': ['sending'],
  blocked: ['sending'],
  impossible: ['sending'],
  'no-address': ['sending'],
  looked: ['unknown'],
  'looked-first': ['sending'],
  due: [...TO_COME, 'withdrawn', 'missed'],
  // A place that refused it may be one that it is not for any more.
  'called-off': [...TO_COME, 'failed'],
  'meeting-begun': ['held back', 'failed'],
  hold: TO_COME,
  release: TO_COME,
  'send-again': UNDECIDED,
  leave: UNDECIDED,
  'it-is-there': ['held'],
}

/**
 * What an event makes of a delivery; undefined if it changes nothing. `docs/architecture.md` draws the table. Two
 * transitions are not here, as they need the database: the claim (planned → sending), which one process gets, and the
 * withdrawal of all that is planned in a thread or as notices of an update (planned → withdrawn).
 */
export function next(delivery: Progress, event: DeliveryEvent): Transition | undefined {
  if (!FROM[event.kind].includes(phaseOf(delivery))) return undefined
  switch (event.kind) {
    case 'answered':
      return afterAnswer(delivery, event)
    case 'looked':
      return delivery.kind === 'amend' ? afterLostEdit(delivery, event.now) : afterLook(delivery, event)
    case 'looked-first':
      return event.found.state === 'cannot-look'
        ? { state: 'held', outcome: UNCLEAR_SINCE_RESTORE }
        : sent(delivery, event.now, { messageId: event.found.messageId, outcome: null })
    case 'rechecked':
      return afterRecheck(delivery, event)
    case 'lease-lost':
      return delivery.triedAt === null
        ? { state: 'planned', nextAt: at(event.now), tries: delivery.tries - 1 }
        : lost(event.now)
    case 'done': {
      const { now, kind: _, ...more } = event
      return sent(delivery, now, more)
    }
    case 'not-needed':
    case 'called-off':
      return { state: 'withdrawn', outcome: event.outcome }
    case 'outdated':
      return { state: 'planned', tries: delivery.tries - 1 }
    case 'too-late':
      return { state: 'missed', outcome: PASSED }
    case 'blocked':
      return { state: 'held', outcome: event.outcome }
    case 'impossible':
      return { state: 'failed', outcome: event.outcome }
    case 'no-address':
      return withoutAddress(delivery)
    case 'due':
      return whenDue(delivery, event)
    case 'meeting-begun':
      return OWED_TO_BOARD.includes(delivery.kind) ? { state: 'missed' } : undefined
    case 'hold':
      return { state: 'held', outcome: `held by ${event.by}` }
    case 'release':
      return { state: 'planned', nextAt: at(event.now), outcome: null }
    case 'send-again':
      return { ...again(delivery, event.now), tries: 0, outcome: null, lookFrom: null }
    case 'leave':
      return { state: 'withdrawn', outcome: `left by ${event.by}` }
    case 'it-is-there':
      return afterSeen(delivery, event)
  }
}

/** Whether it has still to go out, by the clock or by the coordinator's word. */
export function isToCome(delivery: PhaseParts): boolean {
  return TO_COME.includes(phaseOf(delivery))
}

/** Whether the coordinator has to decide about it. */
export function isUndecided(delivery: PhaseParts): boolean {
  return UNDECIDED.includes(phaseOf(delivery))
}

/** Whether the message may have reached anyone. */
export function mayHaveArrived(delivery: PhaseParts): boolean {
  return ['sending', 'sent', 'unknown', 'held', 'begun'].includes(phaseOf(delivery))
}

type PhaseParts = Pick<Progress, 'state' | 'tries' | 'postsArrived'>

function phaseOf({ state, tries, postsArrived }: PhaseParts): Phase {
  if (state === 'planned' && postsArrived > 0) return 'begun'
  return state === 'held' && tries === 0 ? 'held back' : state
}

function afterAnswer(
  delivery: Progress,
  { answer, now }: Extract<DeliveryEvent, { kind: 'answered' }>,
): Transition {
  const { tries, waitingSince } = delivery
  switch (answer.state) {
    case 'sent':
      return sent(delivery, now, { messageId: answer.messageId, outcome: null })
    case 'refused':
      return { state: 'failed', outcome: answer.reason }
    case 'unknown':
      return lost(now)
    case 'later': {
      const waited = waitingSince === null ? 0 : now.getTime() - Date.parse(waitingSince)
      if (waited > MOST_WAITING_MS) return { state: 'held', nextAt: at(now), outcome: TOOK_NOTHING }
      return { state: 'planned', tries: tries - 1, nextAt: at(now, retrySeconds(answer.seconds)) }
    }
  }
}

/** A platform may say anything: nobody waits for longer than a day, nor tries again in the same tick. */
function retrySeconds(seconds: number | null): number {
  if (seconds === null || !(seconds >= 0)) return RETRY_SECONDS
  return Math.min(Math.max(seconds, 1), MOST_RETRY_SECONDS)
}

function afterLook(
  delivery: Progress,
  { found, now }: Extract<DeliveryEvent, { kind: 'looked' }>,
): Transition {
  switch (found.state) {
    case 'found': {
      const { messageId, posts } = found
      if (!posts || posts.arrived >= posts.total) return sent(delivery, now, { messageId, outcome: null })
      const there = { messageId, postsArrived: posts.arrived, postsTotal: posts.total }
      return { ...afterAbsence(delivery, now), ...there }
    }
    case 'cannot-look':
      return { state: 'held', outcome: UNCLEAR }
    case 'absent':
      return afterAbsence(delivery, now)
  }
}

function afterAbsence(delivery: Progress, now: Date): Transition {
  const { tries, looks } = delivery
  if (looks + 1 < MOST_LOOKS)
    return { state: 'unknown', looks: looks + 1, nextAt: at(now, NEXT_LOOK_SECONDS) }
  return tries < MOST_TRIES
    ? again(delivery, now)
    : { state: 'held', outcome: `it was not there after ${tries} tries` }
}

/** It is sent again. If a request went out before, another copy of it may turn up. */
function again({ firstTriedAt }: Progress, now: Date): Transition {
  const recheck = firstTriedAt === null ? {} : { recheckAt: at(now) }
  return { state: 'planned', looks: 0, nextAt: at(now), ...recheck }
}

function afterRecheck(
  { looks, messageId }: Progress,
  { found, now }: Extract<DeliveryEvent, { kind: 'rechecked' }>,
): Transition {
  const minutes = RECHECK_MINUTES[looks + 1]
  const known = found.state === 'found' && messageId === null ? { messageId: found.messageId } : {}
  return {
    state: 'sent',
    looks: looks + 1,
    recheckAt: minutes === undefined ? null : at(now, minutes * 60),
    ...known,
  }
}

/** Somebody saw the post whose answer was lost. */
function afterSeen(
  delivery: Progress,
  { by, now }: Extract<DeliveryEvent, { kind: 'it-is-there' }>,
): Transition {
  const postsArrived = delivery.postsArrived + 1
  if (postsArrived >= delivery.postsTotal) return sent(delivery, now, { outcome: `seen by ${by}` })
  return { state: 'planned', nextAt: at(now), tries: 0, looks: 0, outcome: null, postsArrived }
}

function afterLostEdit({ tries }: Progress, now: Date): Transition {
  return tries < MOST_TRIES ? { state: 'planned', nextAt: at(now) } : { state: 'held', outcome: UNCLEAR }
}

/** What one person is told can be left out; what a body is owed, and alerts, cannot. */
function withoutAddress({ kind, personId }: Progress): Transition {
  if (personId === null)
    return { state: 'failed', outcome: 'it has no channel, and no coordinator an account' }
  return kind === 'alert'
    ? { state: 'failed', outcome: NO_ACCOUNT }
    : { state: 'withdrawn', outcome: 'no account of theirs is linked' }
}

function whenDue(
  { kind, state, tries, outcome }: Progress,
  { dueAt, last, now }: Extract<DeliveryEvent, { kind: 'due' }>,
): Transition | undefined {
  const change = { dueAt, nextAt: dueAt }
  const due = new Date(dueAt)
  switch (state) {
    case 'missed': {
      if ((last ?? due) <= now) return undefined
      if (outcome === PASSED || outcome === null) return { ...change, state: 'planned', outcome: null }
      // It was missed because its meeting seemed to have begun: it is again as it was before.
      return { ...change, state: tries === 0 ? 'held' : 'failed' }
    }
    case 'withdrawn': {
      const isOfCalendar = outcome === CANCELLED || outcome === NOT_DUE
      return isOfCalendar && (due >= now || OWED_TO_BOARD.includes(kind))
        ? { ...change, state: 'planned', outcome: null }
        : undefined
    }
    default:
      return { ...change, state }
  }
}

function sent(
  { recheckAt }: Progress,
  now: Date,
  more: Pick<Transition, 'messageId' | 'outcome'>,
): Transition {
  const recheck = !recheckAt ? {} : { looks: 0, recheckAt: at(now, RECHECK_MINUTES[0] * 60) }
  return { state: 'sent', sentAt: at(now), ...recheck, ...more }
}

function lost(now: Date): Transition {
  return { state: 'unknown', looks: 0, nextAt: at(now, FIRST_LOOK_SECONDS) }
}

/** So many seconds after an instant, as the database writes it. */
function at(now: Date, seconds = 0): string {
  return new Date(now.getTime() + seconds * 1_000).toISOString()
}
