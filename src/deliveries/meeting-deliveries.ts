import type { Channel } from '../../data/channels.ts'
import type { Delivery, NewDelivery } from '../../data/deliveries.ts'
import { beginsAt, type Meeting } from '../../data/meetings.ts'
import { addDays, instantOf, isWorkingDay } from '../domain/day.ts'
import { mayHaveArrived, type Subject } from '../domain/delivery.ts'
import type { DeliveryKind } from '../domain/delivery-events.ts'
import { MAIL } from '../domain/mail-address.ts'
import { factsDayOf, type Steps } from '../domain/meeting-clock.ts'
import type { Body, Plan } from '../domain/plan.ts'
import { isRunning } from '../domain/plan-end.ts'
import { isCommittee } from '../domain/release.ts'
import { digestKey, isPlannedAs, meetingKey } from './keys.ts'

export interface Sitting {
  readonly body: Body
  readonly meeting: Meeting
  readonly steps: Steps
  /** Whether people are asked for updates ahead of it; if not, an earlier meeting's round serves it too. */
  readonly isLeading: boolean
  readonly channels: readonly Channel[]
  /** Whether anybody with a part in the plan has an e-mail address. */
  readonly isMailed: boolean
}

/** Stands for all who are told of a body by e-mail, so that their digest is planned, held and sent as a channel's is. */
const BY_MAIL = { ...MAIL, channel: 'people' } as const

const MORNING = '09:00'

/** All deliveries that a meeting should have, sent or not; of a plan that is not in force it hears nothing. */
export function deliveriesFor(
  plan: Plan,
  sitting: Sitting,
  { known, now }: { known: readonly Delivery[]; now: Date },
): readonly NewDelivery[] {
  const { body, meeting, steps, isLeading } = sitting
  if (!isRunning(plan, meeting.day)) return []
  const key = meetingKey(meeting, { body, plan })
  const step = (kind: DeliveryKind, due: Date): NewDelivery => ({
    ...about(sitting),
    kind,
    key: `${kind}:${key}`,
    dueAt: due.toISOString(),
  })
  const calls = isLeading
    ? [step('roster', steps.roster), step('collect', steps.collect), step('chase', steps.chase)]
    : []
  const after = step('decisions', nextMorning(meeting, plan))
  const telling = [step('cut-off', steps.cutOff), ...digests(plan, sitting, { known, due: steps.digest })]
  const isKnown = (wanted: NewDelivery) => known.some((each) => isPlannedAs(each, wanted))
  // A step whose time was over before the meeting was known is left out; a board is told as long as it has not sat.
  const isAhead = ({ dueAt }: NewDelivery) => new Date(dueAt) >= now
  const isToBegin = beginsAt(meeting, plan.timeZone) > now
  // A plan joins the board of another from its next cut-off.
  const isHeard =
    body.firstPlanId === plan.id || steps.cutOff > now || known.some(({ kind }) => kind === 'cut-off')
  return [
    ...[...calls, after].filter((each) => isKnown(each) || isAhead(each)),
    ...telling.filter((each) => isKnown(each) || (isToBegin && isHeard)),
  ]
}

function about({ body, meeting }: Sitting): Pick<NewDelivery, 'subject' | 'bodyId' | 'meetingId'> {
  return {
    subject: { body: body.code, meetingDay: meeting.day, meetingTime: meeting.time },
    bodyId: body.id,
    meetingId: meeting.id,
  }
}

/**
 * The first page of one digest for each channel of the body; without a channel, of one for the coordinator; and of one for
 * those who are told by e-mail. A meeting
 * that moves after its digest went out, early enough for new figures, gets another edition.
 */
function digests(
  plan: Plan,
  sitting: Sitting,
  { known, due }: { readonly known: readonly Delivery[]; readonly due: Date },
): readonly NewDelivery[] {
  const { body, meeting, channels, isMailed } = sitting
  // Its paper is published by Democratic Services.
  if (isCommittee(body, plan.policies)) return []
  // A refused digest is settled too: the same edition is not planned again.
  const settled = known.filter(
    (each) =>
      each.kind === 'digest' && each.personId === null && (mayHaveArrived(each) || each.state === 'failed'),
  )
  // A body whose channel was unbound after its digest went out there has had it.
  const hasHadIt = settled.some(
    ({ subject, platform, channel }) =>
      channel !== null && platform !== MAIL.platform && isCurrent(subject, meeting),
  )
  const unbound = hasHadIt ? [] : [{ platform: null, tenant: null, channel: null }]
  const places = [...(channels.length > 0 ? channels : unbound), ...(isMailed ? [BY_MAIL] : [])]
  return places.map(({ platform, tenant, channel }) => {
    const before = settled.filter(
      (each) =>
        each.page === 1 && each.channel === channel && (channel === null || each.platform === platform),
    )
    const current = before.find(({ subject }) => isCurrent(subject, meeting))
    const edition = current?.edition ?? before.length + 1
    return {
      ...about(sitting),
      kind: 'digest',
      key: digestKey(meetingKey(meeting, { body, plan }), 1, { edition, platform, channel }),
      edition,
      page: 1,
      platform,
      tenant,
      channel,
      dueAt: due.toISOString(),
    }
  })
}

/** Whether it tells of the day that the meeting is on, or of the day whose facts stand for it. */
function isCurrent({ meetingDay }: Subject, meeting: Meeting): boolean {
  return meetingDay === meeting.day || meetingDay === factsDayOf(meeting)
}

function nextMorning({ day }: Meeting, { timeZone, closedDays }: Plan): Date {
  let morning = addDays(day, 1)
  while (!isWorkingDay(morning, closedDays)) morning = addDays(morning, 1)
  return instantOf(morning, MORNING, timeZone)
}
